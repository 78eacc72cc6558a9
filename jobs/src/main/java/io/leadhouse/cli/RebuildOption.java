package io.leadhouse.cli;

import io.leadhouse.engine.Scope;
import picocli.CommandLine.Option;

/** The option of commands that build: not to go on from what tables are made of already. */
final class RebuildOption {
  @Option(
      names = "--rebuild",
      description = {
        "Recompute the tables whole, whatever they are made of. Written is what differs, so that",
        "right tables stay as they are."
      })
  private boolean rebuild;

  Scope.Effort effort() {
    return rebuild ? Scope.Effort.EVERYTHING : Scope.Effort.WHAT_CHANGED;
  }
}
