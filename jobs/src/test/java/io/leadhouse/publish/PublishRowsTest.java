package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.loadTables;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.publish.PublishResult.Shipment;
import io.leadhouse.publish.PublishResult.TableResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishRowsTest {
  private static final Shipment NOTHING =
      new Shipment(Shipment.Extent.NOTHING, 0, "this version stood there");
  private static final String ALL = "SELECT * FROM analytics.deal ORDER BY 1, 2";

  private static PublishFixture fixture;
  private PublishTarget target;

  @BeforeAll
  static void start() throws IOException {
    fixture = new PublishFixture();
  }

  @AfterAll
  static void stop() throws IOException {
    fixture.close();
  }

  @BeforeEach
  void newTarget() throws SQLException {
    target = fixture.newTarget();
  }

  @Test
  void theFirstPublicationCreatesTheTableWithKeyAndRecord() throws SQLException {
    PublishResult result =
        publish(target, fixture.deals(7, deal(1, "a", "10.5"), deal(1, "b", null)));

    assertThat(lines(target, ALL)).containsExactly("1|a|10.500", "1|b|null");
    assertThat(counts(result)).containsExactly("deal rows 2: +2 ~0 -0");
    assertThat(
            lines(
                target,
                "SELECT table_name, delta_version, as_of AT TIME ZONE 'UTC',"
                    + " published_rows FROM analytics.publication"))
        .containsExactly("deal|7|2026-03-01 00:00:00|2");
    assertThat(
            lines(
                target,
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE conrelid = 'analytics.deal'::regclass AND contype = 'p'"))
        .containsExactly("PRIMARY KEY (organization_id, lead_id)");
    assertThat(
            lines(
                target,
                "SELECT relpersistence, reltuples FROM pg_class"
                    + " WHERE oid = 'analytics.deal'::regclass"))
        .containsExactly("p|2");
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void aLaterPublicationWritesExactlyWhatChanged() throws SQLException {
    publish(
        target,
        fixture.deals(
            1, deal(1, "a", "1"), deal(1, "b", "2"), deal(1, "c", null), deal(2, "a", "4")));
    List<String> before =
        lines(
            target,
            "SELECT lead_id, xmin, xmax, ctid FROM analytics.deal"
                + " WHERE organization_id = 1 AND lead_id IN ('a', 'c') ORDER BY 1");

    PublishResult result =
        publish(
            target,
            fixture.deals(
                2,
                deal(1, "a", "1.000"),
                deal(1, "b", "2.001"),
                deal(1, "c", null),
                deal(3, "new", null)));

    assertThat(lines(target, ALL))
        .containsExactly("1|a|1.000", "1|b|2.001", "1|c|null", "3|new|null");
    assertThat(counts(result)).containsExactly("deal rows 4: +1 ~1 -1");
    assertThat(
            lines(
                target,
                "SELECT lead_id, xmin, xmax, ctid FROM analytics.deal"
                    + " WHERE organization_id = 1 AND lead_id IN ('a', 'c') ORDER BY 1"))
        .isEqualTo(before);
  }

  @Test
  void valuesThatBecomeNullAndNullsThatBecomeValuesAreChanges() throws SQLException {
    publish(target, fixture.deals(1, deal(1, "a", "1"), deal(1, "b", null)));
    PublishResult result = publish(target, fixture.deals(2, deal(1, "a", null), deal(1, "b", "1")));
    assertThat(counts(result)).containsExactly("deal rows 2: +0 ~2 -0");
    assertThat(lines(target, ALL)).containsExactly("1|a|null", "1|b|1.000");
  }

  @Test
  void aVersionThatStandsThereIsNotReadAgain() throws SQLException {
    publish(target, fixture.deals(1, deal(1, "a", "1")));
    PublishedTable unreadable =
        fixture.table(
            "deal",
            fixture
                .deals(1)
                .rows()
                .selectExpr(
                    "organization_id",
                    "lead_id",
                    "CAST(raise_error('read') AS DECIMAL(18,3)) amount"),
            List.of("organization_id", "lead_id"),
            1);

    PublishResult result = publish(target, unreadable);

    assertThat(result.tables())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("took")
        .containsExactly(new TableResult("deal", 1, 0, 0, 0, NOTHING, Duration.ZERO));
  }

  @Test
  void aLaterInstantIsRecordedForVersionsThatStandThere() throws SQLException {
    PublishedTable table = fixture.deals(1, deal(1, "a", "1"));
    publish(target, table);
    Instant later = PublishFixture.AS_OF.plus(Duration.ofDays(1));
    new Publisher(target).publish(new Publication(List.of(table), Set.of("deal"), later));
    assertThat(
            lines(
                target,
                "SELECT delta_version, as_of AT TIME ZONE 'UTC' FROM analytics.publication"))
        .containsExactly("1|2026-03-02 00:00:00");
  }

  @Test
  void theSameVersionOfATableMadeAnewIsPublished() throws SQLException {
    PublishedTable first = fixture.deals(0, deal(1, "a", "1"));
    publish(target, first);
    PublishedTable again = fixture.deals(0, deal(1, "a", "2"));
    publish(
        target,
        new PublishedTable(
            again.name(),
            again.rows(),
            again.history(),
            "another id",
            0,
            again.key(),
            again.description(),
            again.columns(),
            again.indexes()));
    assertThat(lines(target, ALL)).containsExactly("1|a|2.000");
  }

  @Test
  void aTableThatSomeoneDroppedComesBack() throws SQLException {
    publish(target, fixture.deals(1, deal(1, "a", "1")));
    execute(target, "DROP TABLE analytics.deal");
    publish(target, fixture.deals(1, deal(1, "a", "1")));
    assertThat(lines(target, ALL)).containsExactly("1|a|1.000");
  }

  @Test
  void withoutTheLoadSchemaEverythingIsComparedAndNothingWritten() throws SQLException {
    publish(target, fixture.deals(1, deal(1, "a", "1")));
    execute(target, "DROP SCHEMA analytics_load CASCADE");
    PublishResult result = publish(target, fixture.deals(1, deal(1, "a", "1")));
    assertThat(counts(result)).containsExactly("deal rows 1: +0 ~0 -0");
    assertThat(publish(target, fixture.deals(1, deal(1, "a", "1"))).tables().get(0).shipment())
        .isEqualTo(NOTHING);
  }

  @Test
  void emptyTablesAndTablesThatBecomeEmptyAreTables() throws SQLException {
    publish(target, fixture.deals(1));
    assertThat(lines(target, ALL)).isEmpty();
    publish(target, fixture.deals(2, deal(1, "a", "1")));
    publish(target, fixture.deals(3));
    assertThat(lines(target, "SELECT published_rows FROM analytics.publication"))
        .containsExactly("0");
    assertThat(lines(target, ALL)).isEmpty();
  }

  @Test
  void aTableOfNothingButItsKeyIsKeptUpToDate() throws SQLException {
    List<String> key = List.of("organization_id", "day");
    Dataset<Row> days =
        fixture
            .spark()
            .sql(
                "SELECT 1L organization_id, DATE'2026-01-01' day"
                    + " UNION ALL SELECT 1L, DATE'2026-01-02'");
    publish(target, fixture.table("holiday", days, key, 1));
    PublishResult result =
        publish(target, fixture.table("holiday", days.where("day > '2026-01-01'"), key, 2));
    assertThat(counts(result)).containsExactly("holiday rows 1: +0 ~0 -1");
    assertThat(lines(target, "SELECT * FROM analytics.holiday")).containsExactly("1|2026-01-02");
  }

  @Test
  void tablesAreDroppedOnlyWhenWePublishedThemAndNobodyDeclaresThemAnyMore() throws SQLException {
    PublishedTable visits = fixture.table("visit", "id BIGINT", List.of("id"), 1, row(1L));
    publish(target, fixture.deals(1, deal(1, "a", "1")), visits);
    execute(target, "CREATE TABLE analytics.notes AS SELECT 1 AS x");

    PublishResult kept =
        new Publisher(target).publish(PublishFixture.publicationThatKeeps(Set.of("deal"), visits));
    assertThat(kept.dropped()).isEmpty();
    assertThat(lines(target, ALL)).containsExactly("1|a|1.000");

    assertThat(publish(target, visits).dropped()).containsExactly("deal");
    assertThat(
            lines(
                target,
                "SELECT tablename FROM pg_tables WHERE schemaname = 'analytics'" + " ORDER BY 1"))
        .containsExactly("notes", "publication", "visit");
    assertThat(lines(target, "SELECT table_name FROM analytics.publication"))
        .containsExactly("visit");
  }

  private static Object[] deal(long organization, String lead, String amount) {
    return row(organization, lead, amount == null ? null : new BigDecimal(amount));
  }

  private static List<String> counts(PublishResult result) {
    return result.tables().stream()
        .map(
            t ->
                "%s rows %d: +%d ~%d -%d"
                    .formatted(t.table(), t.rows(), t.inserted(), t.updated(), t.deleted()))
        .toList();
  }
}
