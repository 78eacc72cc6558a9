package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.files.FileCheck;
import io.leadhouse.files.FilesResult;
import io.leadhouse.model.FileKind;
import io.leadhouse.model.WarehouseReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = "Reads files as a run would and says what it finds. Writes nothing.")
final class FilesCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Default: all files of the folder that leadhouse.yml names.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    Path folder =
        config
            .files()
            .orElseThrow(
                () ->
                    LeadhouseException.configuration(
                        "leadhouse.yml has no section `files`. Write `files: {folder: drop}`."))
            .folder();
    Map<String, FileKind> kinds =
        new WarehouseReader(home.sql()).read(config.source().pack()).pack().files();
    FilesResult result = FileCheck.run(folder, kinds, files, Clock.systemUTC());
    PrintWriter out = spec.commandLine().getOut();
    FilesSummary.print(out, result, "would land");
    out.flush();
    return result.failure().map(FilesResult.Refused::category).map(Category::exitCode).orElse(0);
  }
}
