package io.leadhouse.pipeline;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.leadhouse.demo.OlistDataset;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real Olist funnel, end to end, against a count straight from its two CSV files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlistRunTest {
  private static final Path DATA = Project.root().resolve("../shared/data/olist");

  /** After the last deal, so that all of the data is known. */
  private static final Instant AS_OF = Instant.parse("2018-12-01T12:00:00Z");

  private OlistFiles files;
  private RunFixture run;
  private RunReport report;

  @BeforeAll
  void runOnce(@TempDir Path folder) throws SQLException {
    assumeThat(DATA).as("the Olist data, which this project does not own, beside it").isDirectory();
    files = OlistFiles.read(DATA);
    PostgresEndpoint source = TestDatabase.fresh("olist");
    try (Connection connection = source.connect()) {
      OlistDataset.load(connection, Project.sql().resolve("sources/olist/schema.sql"), DATA);
    }
    run = new RunFixture("olist", source, folder);
    report = run.run(AS_OF);
  }

  @Test
  void nothingIsDroppedOnTheWay() {
    assertThat(report.tables()).allMatch(table -> table.status() == Status.DONE);
    assertThat(report.ingest().orElseThrow().quarantined()).isZero();
    assertThat(report.tables()).allMatch(table -> table.quarantined() == 0);
    assertThat(rows("lead")).isEqualTo(8_000);
    assertThat(files.leads()).hasSize(8_000);
  }

  @Test
  void theFunnelHoldsTheKnownFigures() {
    assertThat(
            run.published(
                "SELECT reached, round(overall_rate::numeric, 5) FROM analytics.funnel_stage"
                    + " WHERE window_days = 0 AND variant = 'any_order' ORDER BY stage_rank"))
        .containsExactly(List.of("8000", "0.10525"), List.of("842", "0.10525"));
    assertThat(files.leads().stream().filter(OlistFiles.Lead::won)).hasSize(842);
  }

  @Test
  void leadsAndWinsPerOriginEqualTheFiles() {
    assertThat(byMember("source")).isEqualTo(counted(lead -> lead.origin().orElse("unknown")));
  }

  @Test
  void leadsAndWinsPerLandingPageEqualTheFiles() {
    assertThat(byMember("campaign")).isEqualTo(counted(OlistFiles.Lead::landingPage));
  }

  @Test
  void theSixtyEmptyOriginsJoinTheOriginCalledUnknown() {
    long empty = files.leads().stream().filter(lead -> lead.origin().isEmpty()).count();
    long named =
        files.leads().stream().filter(l -> l.origin().equals(Optional.of("unknown"))).count();

    assertThat(empty).isEqualTo(60);
    assertThat(byMember("source").get("unknown")).startsWith((empty + named) + " ");
  }

  @Test
  void monthlyCohortsEqualTheFiles() {
    Map<String, String> published = new TreeMap<>();
    run.published(
            "SELECT cohort_start, leads, won_to_date, won_to_date::numeric / leads FROM analytics.cohort_conversion"
                + " WHERE granularity = 'month' AND horizon_days = 90")
        .forEach(row -> published.put(row.get(0), figures(row)));

    assertThat(published)
        .isEqualTo(counted(lead -> lead.firstContact().withDayOfMonth(1).toString()));
  }

  @Test
  void winsWithinNinetyDaysPerMonthEqualTheFiles() {
    Map<String, Long> published = new TreeMap<>();
    run.published(
            "SELECT cohort_start, won_within_horizon FROM analytics.cohort_conversion"
                + " WHERE granularity = 'month' AND horizon_days = 90")
        .forEach(row -> published.put(row.get(0), Long.valueOf(row.get(1))));
    Map<String, Long> counted = new TreeMap<>();
    for (OlistFiles.Lead lead : files.leads()) {
      String month = lead.firstContact().withDayOfMonth(1).toString();
      counted.merge(month, lead.wonWithin(90) ? 1L : 0L, Long::sum);
    }

    assertThat(published).isEqualTo(counted);
  }

  @Test
  void theDealWonBeforeItsFirstContactCountsAtFirstContact() {
    assertThat(files.leads().stream().filter(OlistFiles.Lead::wonBeforeContact)).hasSize(1);
    assertThat(
            report.tables().stream()
                .filter(table -> table.table().equals("stage_visit"))
                .flatMap(table -> table.checks().stream())
                .filter(check -> check.check().contains("is_backdated"))
                .toList())
        .singleElement()
        .satisfies(check -> assertThat(check.violations()).isEqualTo(1));
  }

  private long rows(String table) {
    return report.tables().stream()
        .filter(t -> t.table().equals(table))
        .findFirst()
        .orElseThrow()
        .rows();
  }

  /** Member → "leads won rate" over all history, as published. */
  private Map<String, String> byMember(String dimension) {
    Map<String, String> members = new TreeMap<>();
    run.published(
            "SELECT member, leads, won, win_rate_to_date FROM analytics.source_performance"
                + " WHERE window_days = 0 AND dimension = '"
                + dimension
                + "'")
        .forEach(row -> members.put(row.get(0), figures(row)));
    return members;
  }

  private static String figures(List<String> row) {
    return figures(
        Long.parseLong(row.get(1)), Long.parseLong(row.get(2)), Double.parseDouble(row.get(3)));
  }

  private static String figures(long leads, long won, double rate) {
    return String.format(Locale.ROOT, "%d %d %.9f", leads, won, rate);
  }

  /** Group → "leads won rate", counted from the files. */
  private Map<String, String> counted(Function<OlistFiles.Lead, String> group) {
    Map<String, Long> leads = files.leads().stream().collect(groupingBy(group, counting()));
    Map<String, Long> won =
        files.leads().stream().filter(OlistFiles.Lead::won).collect(groupingBy(group, counting()));
    Map<String, String> counts = new TreeMap<>();
    leads.forEach(
        (name, n) -> {
          long wins = won.getOrDefault(name, 0L);
          counts.put(name, figures(n, wins, (double) wins / n));
        });
    return counts;
  }
}
