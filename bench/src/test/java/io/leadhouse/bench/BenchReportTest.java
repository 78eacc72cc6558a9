package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final BenchReport report =
      new BenchReport(new PrintStream(printed, true, StandardCharsets.UTF_8));
  @TempDir private Path folder;

  @Test
  void theFileIsOneListOfMeasurementsAndRatios() throws IOException {
    report.add(new Measurement("touch_credit", "leadhouse", 10, 3.0, 2_048L));
    report.add(new Measurement("touch_credit", "duckdb", 10, 1.5, null));
    report.compare("touch_credit", "leadhouse", "duckdb");
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("touch_credit, duckdb: 1.50 s");

    report.write(folder.resolve("bench.json"));

    JsonNode written = new ObjectMapper().readTree(folder.resolve("bench.json").toFile());
    assertThat(written)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"step": "touch_credit", "variant": "leadhouse", "rows": 10, "seconds": 3.0,
                      "peak_mb": 2048},
                     {"step": "touch_credit", "variant": "duckdb", "rows": 10, "seconds": 1.5,
                      "peak_mb": null},
                     {"ratio": "touch_credit: leadhouse / duckdb", "value": 2.0}]
                    """));
  }

  @Test
  void aStepTooShortToBeMeasuredDividesNothing() throws IOException {
    report.add(new Measurement("cohort_retention", "leadhouse", 10, 0.5, null));
    report.add(new Measurement("cohort_retention", "duckdb", 10, 0.0, null));
    report.compare("cohort_retention", "leadhouse", "duckdb");

    report.print();
    report.write(folder.resolve("bench.json"));

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern("cohort_retention: leadhouse / duckdb +-");
    assertThat(new ObjectMapper().readTree(folder.resolve("bench.json").toFile()).get(2))
        .hasToString("{\"ratio\":\"cohort_retention: leadhouse / duckdb\",\"value\":null}");
  }

  @Test
  void twoStepsOfOneVariantAreCompared() throws IOException {
    report.add(new Measurement("full load", "copy", 10, 2.0, null));
    report.add(new Measurement("full load", "leadhouse", 10, 4.0, null));
    report.add(new Measurement("1 % changed", "leadhouse", 1, 0.5, null));
    report.compareSteps("1 % changed", "full load", "leadhouse");

    report.write(folder.resolve("bench.json"));

    assertThat(new ObjectMapper().readTree(folder.resolve("bench.json").toFile()).get(3))
        .hasToString("{\"ratio\":\"leadhouse: 1 % changed / full load\",\"value\":0.125}");
  }

  @Test
  void stepsThatAnotherDoesInOneAreAddedUp() throws IOException {
    report.add(new Measurement("lead_calendar", "leadhouse", 10, 4.0, null));
    report.add(new Measurement("cohort_retention", "leadhouse", 10, 2.0, null));
    report.add(new Measurement("cohort_retention", "duckdb", 10, 3.0, null));
    report.compare(List.of("lead_calendar", "cohort_retention"), "leadhouse", "duckdb");

    report.write(folder.resolve("bench.json"));

    assertThat(new ObjectMapper().readTree(folder.resolve("bench.json").toFile()).get(3))
        .hasToString(
            "{\"ratio\":\"lead_calendar + cohort_retention: leadhouse / duckdb\",\"value\":2.0}");
  }

  @Test
  void aStepThatNobodyMeasuredCannotBeCompared() {
    assertThatThrownBy(() -> report.compare("publish", "leadhouse", "duckdb"))
        .hasMessageContaining("publish");
  }
}
