package io.leadhouse.cli;

import java.util.Set;
import picocli.CommandLine.Option;

/** The option of commands that ingest: what a person has looked at and wants. */
final class AcceptOption {
  @Option(
      names = "--accept",
      paramLabel = "TABLE",
      split = ",",
      description = {
        "Tables of the source, comma-separated, whose dropped or retyped columns and deleted rows",
        "are taken over although they stop an ingest."
      })
  private Set<String> tables = Set.of();

  Set<String> tables() {
    return tables;
  }
}
