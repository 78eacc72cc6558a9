package io.leadhouse.cli;

import io.leadhouse.graph.House;
import io.leadhouse.pipeline.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "manifest",
    description = "Writes the parts of a run to airflow-dags/manifest.json, for schedulers.")
final class ManifestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Home home = Home.find();
    House house = home.house("crm");
    String text = RunManifest.of(house).text();
    Path file = RunManifest.file(home.root());
    boolean changed = !Files.exists(file) || !Files.readString(file).equals(text);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    spec.commandLine()
        .getOut()
        .printf("%s %s.%n", home.root().relativize(file), changed ? "is new" : "was up to date");
    return 0;
  }
}
