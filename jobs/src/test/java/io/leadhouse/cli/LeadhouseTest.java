package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LeadhouseTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tablesListsEveryLayer() {
    assertThat(execute("tables")).isZero();
    assertThat(out.toString()).contains("staging:", "core:", "marts:", "funnel_stage", "published");
  }

  @Test
  void planSaysWhatARunWouldDoWithoutADatabaseAndWritesNothing() throws Exception {
    Path config = config("localhost", 1);
    assertThat(process("plan", "--config", config.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("ingest +22 tables by strategy changed: .*leads")
        .containsPattern("build +stg_lead +whole: first time")
        .containsPattern("build +funnel_stage +whole: first time")
        .containsPattern("0 untouched, 0 by key, \\d+ whole, 0 wait");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  void explainTellsAllAboutOneTable() throws IOException {
    assertThat(execute("explain", "funnel_stage", "--config", config("localhost", 1).toString()))
        .isZero();
    assertThat(out.toString())
        .contains("One row per organization, window, variant and stage")
        .contains("key        organization_id, window_days, variant, stage_id")
        .contains("step_rate")
        .contains("SELECT")
        .contains("last run   none");
  }

  @Test
  void anUnknownTableExitsWithTwoAndNamesTheNearest() throws IOException {
    assertThat(execute("explain", "funel_stage", "--config", config("localhost", 1).toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("No table 'funel_stage'", "Did you mean 'funnel_stage'?");
  }

  @Test
  void anUnknownConfigurationKeyExitsWithTwo() throws IOException {
    Path file = Files.writeString(folder.resolve("my.yml"), "sorce: {}\n");
    assertThat(execute("run", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("my.yml:1: unknown key 'sorce'. Did you mean 'source'?");
  }

  @Test
  void aDatabaseThatDoesNotAnswerExitsWithThreeAndNoPassword() throws Exception {
    assertThat(process("run", "--config", config("localhost", 1).toString())).isEqualTo(3);
    assertThat(err.toString())
        .contains("localhost:1/crm as user reader")
        .doesNotContain("hunter2")
        .doesNotContain("at io.leadhouse");
  }

  @Test
  void aWarehouseFolderThatCannotBeWrittenIsSaidPlainly() throws Exception {
    Path file = Files.writeString(folder.resolve("occupied"), "a file");
    Path config = config("localhost", 1);
    Files.writeString(config, Files.readString(config) + "warehouse: " + file + "/lake\n");
    assertThat(process("run", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("Cannot write to the warehouse folder");
  }

  @Test
  void aDayThatIsNoneIsRefused() throws IOException {
    assertThat(execute("run", "--as-of", "yesterday", "--config", config("h", 1).toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--as-of 'yesterday' is neither a day");
  }

  @Test
  void simulateFillsAnEmptyDatabaseOnceAndAdvancesIt() throws IOException {
    String config = simulatedSource();
    Path truth = folder.resolve("truth.json");
    String[] fill = {
      "simulate",
      "--config",
      config,
      "--leads",
      "60",
      "--months",
      "6",
      "--seed",
      "3",
      "--as-of",
      "2026-03-01",
      "--engagements-per-lead",
      "9",
      "--truth",
      truth.toString()
    };
    assertThat(execute(fill)).isZero();
    assertThat(out.toString()).contains("as of 2026-03-01T00:00:00Z", "rows in 22 tables");
    assertThat(truth).content().contains("\"leads\" : 60", "\"incidents\"");

    assertThat(execute("simulate", "--config", config, "--advance", "2")).isZero();
    assertThat(out.toString()).contains("as of 2026-03-03T00:00:00Z");

    assertThat(execute(fill)).isEqualTo(2);
    assertThat(err.toString()).contains("already holds rows", "--advance");
  }

  @Test
  void aTruthThatCannotBeWrittenIsFoundBeforeAnythingIsLoaded() throws IOException {
    String config = simulatedSource();
    Path nowhere = folder.resolve("missing/truth.json");
    String[] fill = {"simulate", "--config", config, "--leads", "1", "--months", "1", "--truth"};

    assertThat(execute(with(fill, nowhere.toString()))).isEqualTo(2);
    assertThat(err.toString()).contains("Cannot write what was planted to " + nowhere);
    assertThat(execute(with(fill, folder.toString()))).isEqualTo(2);
    assertThat(err.toString()).contains("it is a folder");

    assertThat(execute(with(fill, folder.resolve("truth.json").toString()))).isZero();
  }

  private static String[] with(String[] arguments, String last) {
    return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
  }

  @Test
  void onlyASimulatedDatabaseIsAdvanced() throws IOException {
    String config = simulatedSource();
    assertThat(execute("simulate", "--config", config, "--advance", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("was not filled by the simulator");
  }

  @Test
  void anAdvanceTakesNoOtherHistory() throws IOException {
    String config = config("localhost", 1).toString();
    assertThat(execute("simulate", "--config", config, "--advance", "1", "--leads", "5"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--leads cannot change it");
  }

  private String simulatedSource() throws IOException {
    PostgresEndpoint source = TestDatabase.fresh("simulated");
    return Files.writeString(
            folder.resolve("simulated.yml"),
            "source: {host: %s, port: %d, database: %s, user: %s}%n"
                .formatted(source.host(), source.port(), source.database(), source.user()))
        .toString();
  }

  private Path config(String host, int port) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    return Files.writeString(
        folder.resolve("leadhouse.yml"),
        "source: {host: %s, port: %d, database: crm, user: reader, password_file: '%s'}%n"
            .formatted(host, port, secret));
  }

  private int execute(String... arguments) {
    assertThat(Project.root()).isDirectory();
    CommandLine line = Leadhouse.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  /** In a process of its own: a command that opens Spark also closes it, for the whole JVM. */
  private int process(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Project.root().resolve("java.options"));
    command.add("-Dleadhouse.home=" + Project.root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Leadhouse.class.getName());
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("it ends").isTrue();
    err.write(Files.readString(errors));
    out.write(Files.readString(output));
    return process.exitValue();
  }
}
