package io.leadhouse.cli;

import picocli.CommandLine.Command;

@Command(
    name = "cdc",
    description = "Change data capture: tables whose changes are read from the source's log.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CdcEnableCommand.class, CdcDisableCommand.class, CdcStatusCommand.class})
final class CdcCommand {}
