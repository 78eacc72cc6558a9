package io.leadhouse.cli;

import picocli.CommandLine.Option;

/** The name that the parts of one run share. */
final class RunIdOption {
  @Option(
      names = "--run",
      paramLabel = "ID",
      required = true,
      description = "Name of the run; its parts share it. Letters, digits, '.', '_', '-'.")
  private String id;

  String id() {
    return id;
  }
}
