package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.testing.Project;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FilesCommandTest {
  @TempDir private Path folder;
  private Path config;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void aDropFolder() throws IOException {
    Files.createDirectory(folder.resolve("drop"));
    config =
        Files.writeString(
            folder.resolve("leadhouse.yml"),
            "source: {host: nowhere, database: crm, user: r}\nfiles: {folder: drop}\n");
  }

  @Test
  void theTemplateAndItsCsvFitEachOther() throws IOException {
    for (String kind : new String[] {"ad_spend", "lead"}) {
      drop(kind + ".yml", printed("files", "template", kind));
      drop(kind + "_1.csv", printed("files", "template", kind, "--csv"));
    }
    assertThat(printed("files", "check", "--config", config.toString()).lines())
        .filteredOn(line -> line.contains(" 1 rows would land, 0 rejected"))
        .hasSize(2);
  }

  @Test
  void kindsAreListedAndAnUnknownOneIsRefused() {
    assertThat(printed("files", "template")).contains("ad_spend   One row per", "lead ");
    assertThat(run("files", "template", "leads")).isEqualTo(2);
    assertThat(err.toString()).contains("no kind 'leads' of file. Did you mean 'lead'?");
  }

  @Test
  void aCheckSaysWhatItFindsAndEndsWithTheCategoryOfARefusal() throws IOException {
    drop("ad_spend.yml", printed("files", "template", "ad_spend"));
    drop(
        "ad_spend_1.csv",
        printed("files", "template", "ad_spend", "--csv").replace("120.50", "a lot"));
    drop("ad_spend_2.csv", "organization_id\n1\n");
    out.getBuffer().setLength(0);
    assertThat(run("files", "check", "--config", config.toString())).isEqualTo(4);
    assertThat(out.toString())
        .contains(
            "0 rows would land, 1 rejected  (ad_spend by mapping ad_spend, UTF-8, delimiter ,)",
            "    line 2: amount 'a lot' is no number with decimal '.'",
            "refused: ad_spend_2.csv: line 1 does not name the columns");
  }

  @Test
  void withoutAFolderTheCommandSaysHowToNameOne() throws IOException {
    Files.writeString(config, "source: {host: nowhere, database: crm, user: r}\n");
    assertThat(run("files", "check", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no section `files`");
  }

  @Test
  void aFileLargerThanTheMemoryIsCheckedWithoutSpark() throws IOException, InterruptedException {
    drop(
        "leads.yml",
        """
        kind: lead
        files: "*.csv"
        columns: {lead_id: id, created_at: at, company: company}
        constants: {organization_id: "1"}
        """);
    Path file = folder.resolve("drop/leads.csv");
    try (BufferedWriter text = Files.newBufferedWriter(file)) {
      text.write("id,at,company\n");
      for (int i = 0; i < 1_000_000; i++) {
        text.write(
            "L-"
                + i
                + ",2026-01-31T09:30:00Z,\"a company whose long name fills the line, so that the file outgrows the memory\"\n");
      }
    }
    settle(file);
    assertThat(Files.size(file)).isGreaterThan(100_000_000);
    Path classes = folder.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Xlog:class+load:file=" + classes,
                "-Dleadhouse.home=" + Project.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Leadhouse.class.getName(),
                "files",
                "check",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "out"))
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(folder.resolve("out"))).contains("1,000,000 rows would land");
    assertThat(Files.readAllLines(classes))
        .noneMatch(line -> line.contains("org.apache.spark.sql.SparkSession"));
  }

  private String printed(String... arguments) {
    out.getBuffer().setLength(0);
    assertThat(run(arguments)).as(err.toString()).isZero();
    return out.toString();
  }

  private int run(String... arguments) {
    CommandLine line = Leadhouse.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private void drop(String name, String text) throws IOException {
    settle(Files.writeString(folder.resolve("drop").resolve(name), text));
  }

  /** Writes the file long ago, so that it is not taken for one that is still being written. */
  private static void settle(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }
}
