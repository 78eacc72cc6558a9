package io.leadhouse.cli;

import picocli.CommandLine.Command;

@Command(
    name = "files",
    description = "Prepares CSV files of ad spend and leads, which a run imports.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {FilesTemplateCommand.class, FilesCheckCommand.class})
final class FilesCommand {}
