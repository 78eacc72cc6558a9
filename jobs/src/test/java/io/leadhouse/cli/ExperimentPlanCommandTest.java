package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ExperimentPlanCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aRateIsPlannedAndExplained() {
    assertThat(plan("--baseline", "0.10", "--lift", "0.20")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "units per arm  3,841",
            "in total       7,682 in 2 arms",
            "",
            "With 3,841 units in each arm, a change of a rate from 10 % to 12 % is seen in 80 of"
                + " 100 tests in which it is real, and a difference is reported in 5 of 100 in"
                + " which there is none.");
  }

  @Test
  void aMeanIsPlannedAndExplained() {
    assertThat(plan("--sd", "3", "--difference", "0.5", "--arms", "3")).isZero();
    assertThat(out.toString())
        .contains("units per arm  566", "1,698 in 3 arms", "a change of a mean by 0.5,");
  }

  @Test
  void alphaAndPowerAreHeard() {
    // R's documentation of power.prop.test: 76.7 per group.
    assertThat(plan("--baseline", "0.5", "--lift", "0.5", "--power", "0.90")).isZero();
    assertThat(out.toString()).contains("units per arm  77", "in 90 of 100 tests");
  }

  @ParameterizedTest
  @CsvSource({
    "--baseline 0.6 --lift 0.9, must lie between 0 and 1 and differ",
    "--baseline 0 --lift 0.2, must lie between 0 and 1 and differ",
    "--baseline NaN --lift 0.2, must lie between 0 and 1 and differ",
    "--baseline 0.1 --lift 0, must lie between 0 and 1 and differ",
    "--baseline 0.1 --lift 0.0000001, no test is large enough",
    "--sd 0 --difference 1, neither may be 0",
    "--baseline 0.1 --lift 0.2 --alpha 1, alpha must lie between 0 and 1",
    "--baseline 0.1 --lift 0.2 --power 1, power must lie between",
    "--baseline 0.1 --lift 0.2 --arms 1, at least 2",
    "--baseline 0.1, --lift",
    "--baseline 0.1 --lift 0.2 --sd 3 --difference 1, mutually exclusive",
    "--alpha 0.05, --baseline"
  })
  void whatCannotBePlannedIsSaidAndExitsWithTwo(String options, String message) {
    assertThat(plan(options.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("Exception", "defect");
  }

  @Test
  void neitherSparkNorTheLogNorSqlIsOpened() throws IOException, InterruptedException {
    Path classes = folder.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                // There is no sql/ in this folder.
                "-Dleadhouse.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Leadhouse.class.getName(),
                "experiment",
                "plan",
                "--baseline",
                "0.10",
                "--lift",
                "0.20")
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "out"))
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(folder.resolve("out"))).contains("3,841");
    List<String> loaded = Files.readAllLines(classes);
    assertThat(loaded).noneMatch(line -> line.contains("org.apache.spark.sql.SparkSession"));
    assertThat(loaded).noneMatch(line -> line.contains("org.apache.logging.log4j"));
    assertThat(loaded).noneMatch(line -> line.contains("com.fasterxml.jackson.databind.Object"));
  }

  private int plan(String... options) {
    CommandLine line = Leadhouse.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] arguments = new String[options.length + 2];
    arguments[0] = "experiment";
    arguments[1] = "plan";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return line.execute(arguments);
  }
}
