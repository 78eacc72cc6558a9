package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.testing.Project;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void itSaysWhatFailsWithoutOpeningSparkAndEndsWithItsExitCode()
      throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            folder.resolve("leadhouse.yml"),
            "source: {host: localhost, port: 1, database: crm, user: r}\n");
    Path classes = folder.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-Dleadhouse.home=" + Project.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Leadhouse.class.getName(),
                "doctor",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "out"))
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    String out = Files.readString(folder.resolve("out"));
    // Started without java.options, which no retry heals.
    assertThat(process.exitValue()).as(out).isEqualTo(2);
    assertThat(out)
        .contains(
            "fail  source: connection: Cannot connect to Postgres at localhost:1/crm as user r",
            "fail  machine: Java flags: ",
            "      -> start ./leadhouse, or java @java.options",
            "ok    target: none; leadhouse.yml has no section `publish`",
            "2 that a run would fail on");
    assertThat(Files.readAllLines(classes))
        .noneMatch(line -> line.contains("org.apache.spark.sql.SparkSession"));
  }
}
