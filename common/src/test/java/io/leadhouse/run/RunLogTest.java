package io.leadhouse.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableState;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.Refreshed;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path folder;
  private RunLog log;

  @BeforeEach
  void begin() {
    log = new RunLog(TestSession.fresh(), new DeltaStore(folder));
  }

  @Test
  void whatATableIsMadeOfIsOfTheRunThatMadeItNotOfOneThatFailed() {
    Instant now = Instant.now();
    log.append(run("run-1", FIRST, now.minusSeconds(60)), List.of(made("visit", 3)));
    TableResult.Problem problem = new TableResult.Problem(Category.DATA_QUALITY, "a check failed");
    log.append(
        run("run-2", SECOND, now),
        List.of(TableResult.stopped("visit", Status.FAILED, List.of(), problem)));

    assertThat(log.asOf("visit")).contains(FIRST);
    assertThat(log.lastBuilds(List.of("visit")).get("visit").made().version()).isEqualTo(3);
    assertThat(log.lastBuilds(List.of("visit")).get("visit").quarantine()).isEqualTo("id/2");
    assertThat(log.asOf("page")).isEmpty();
  }

  @Test
  void aTableThatWasNotBuiltForLongIsFoundToo() {
    Instant now = Instant.now();
    log.append(
        run("run-1", FIRST, now.minus(Duration.ofDays(400))),
        List.of(made("visit", 3), made("page", 1)));
    log.append(run("run-2", SECOND, now), List.of(made("visit", 4)));

    assertThat(log.lastBuilds(List.of("visit", "page")))
        .hasEntrySatisfying("visit", build -> assertThat(build.made().version()).isEqualTo(4))
        .hasEntrySatisfying("page", build -> assertThat(build.made().version()).isEqualTo(1));
    assertThat(log.asOf("page")).contains(FIRST);
  }

  private static RunRecord run(String id, Instant asOf, Instant finishedAt) {
    return new RunRecord(
        id, "run", "shop", asOf, finishedAt.minusSeconds(1), finishedAt, "ok", 0, "", "1");
  }

  private static TableResult made(String table, long version) {
    return new TableResult(
        table,
        Status.DONE,
        new Refreshed(Refreshed.Mode.FULL, "it is made for the first time", 0),
        Optional.of(
            new Consumption(new TableState(version, "id", 1), "definition", new TreeMap<>())),
        0,
        "id/2",
        new Changes(1, 0, 0),
        1,
        List.of(),
        Optional.empty());
  }
}
