package io.leadhouse.cli;

import picocli.CommandLine.Command;

@Command(
    name = "experiment",
    description = "Plans A/B tests. Needs no warehouse.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ExperimentPlanCommand.class)
final class ExperimentCommand {}
