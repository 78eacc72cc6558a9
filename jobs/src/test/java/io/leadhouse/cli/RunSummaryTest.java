package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.TableState;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.Refreshed;
import io.leadhouse.engine.Refreshed.Mode;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.files.FilesResult;
import io.leadhouse.model.Warehouse;
import io.leadhouse.pipeline.RunReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static final Refreshed FIRST = new Refreshed(Mode.FULL, Refreshed.FIRST_TIME, 0);
  private static final Refreshed CHANGED = new Refreshed(Mode.FULL, "lead changed", 0);

  private final Warehouse warehouse = Home.find().house("crm").warehouse();
  private final StringWriter out = new StringWriter();

  @Test
  void manyFirstBuildsAreSaidOnce() {
    print(
        Stream.concat(
                warehouse.tables().keySet().stream().limit(6).map(name -> result(name, FIRST, 3)),
                Stream.of(result("lead", CHANGED, 0)))
            .toList());
    assertThat(out.toString())
        .contains("6 tables are made for the first time.", "lead changed", "3 quarantined")
        .doesNotContain(Refreshed.FIRST_TIME);
  }

  @Test
  void aTableThatIsNewIsNamed() {
    print(List.of(result("lead", FIRST, 0), result("conversion", CHANGED, 0)));
    assertThat(out.toString())
        .containsPattern("lead +1 +1 +0.5  " + Refreshed.FIRST_TIME)
        .doesNotContain("tables are made for the first time");
  }

  private void print(List<TableResult> results) {
    new RunSummary(new PrintWriter(out), warehouse)
        .print(
            new RunReport(
                "run-1",
                Instant.EPOCH,
                Optional.empty(),
                FilesResult.none(),
                Optional.empty(),
                results,
                Optional.empty(),
                Duration.ofSeconds(1)));
  }

  private static TableResult result(String table, Refreshed refreshed, long quarantined) {
    Consumption made = new Consumption(new TableState(0, "id", 1), "hash", new TreeMap<>());
    return new TableResult(
        table,
        Status.DONE,
        refreshed,
        Optional.of(made),
        quarantined,
        "",
        new Changes(1, 0, 0),
        0.5,
        List.of(),
        Optional.empty());
  }
}
