package io.leadhouse.cli;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.files.MappingTemplate;
import io.leadhouse.model.FileKind;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.yaml.NearestName;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "template",
    description = "Prints a commented mapping for files of a kind, or a CSV file to begin with.")
final class FilesTemplateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "KIND", description = "Left out: lists the kinds.")
  private String kind;

  @Option(names = "--csv", description = "The CSV file: a header and one row.")
  private boolean csv;

  @Option(
      names = "--source",
      paramLabel = "PACK",
      defaultValue = "crm",
      description = "Source pack.")
  private String pack;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, FileKind> kinds = new WarehouseReader(Home.find().sql()).read(pack).pack().files();
    if (kind == null) {
      kinds.values().forEach(k -> out.printf("%-10s %s%n", k.name(), k.description()));
    } else {
      FileKind known = kinds.get(kind);
      if (known == null) {
        throw LeadhouseException.configuration(
            "Source pack "
                + pack
                + " has no kind '"
                + kind
                + "' of file."
                + NearestName.hint(kind, kinds.keySet()));
      }
      out.print(csv ? MappingTemplate.csv(known) : MappingTemplate.mapping(known));
    }
    out.flush();
    return 0;
  }
}
