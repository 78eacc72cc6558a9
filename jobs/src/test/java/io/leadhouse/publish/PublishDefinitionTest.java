package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.publish.PublishResult.TableResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishDefinitionTest {
  private static final String OID = "SELECT 'analytics.visit'::regclass::oid";
  private static final String COLUMNS =
      "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)"
          + " FROM pg_attribute WHERE attrelid = 'analytics.visit'::regclass"
          + " AND attnum > 0 AND NOT attisdropped";

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
  void anAddedColumnIsFilledInTheTableThatReadersKnow() throws SQLException {
    publish(target, visits(1, "id BIGINT", row(1L), row(2L)));
    execute(target, "CREATE VIEW analytics.ids AS SELECT id FROM analytics.visit");
    List<String> oid = lines(target, OID);

    TableResult result =
        only(publish(target, visits(2, "id BIGINT, n INT", row(1L, 5), row(2L, null))));

    assertThat(lines(target, "SELECT id, n FROM analytics.visit ORDER BY id"))
        .containsExactly("1|5", "2|null");
    assertThat(result.updated()).isEqualTo(1);
    assertThat(lines(target, OID)).isEqualTo(oid);
    assertThat(lines(target, "SELECT count(*) FROM analytics.ids")).containsExactly("2");
  }

  @Test
  void aRetypedColumnTakesTheNewTypeAndKeepsGrants() throws SQLException {
    publish(target, visits(1, "id BIGINT, n STRING", row(1L, "5"), row(2L, null)));
    execute(target, "GRANT SELECT ON analytics.visit TO pg_read_all_data");
    List<String> acl =
        lines(target, "SELECT relacl FROM pg_class WHERE oid = 'analytics.visit'::regclass");

    publish(
        target,
        visits(2, "id BIGINT, n DECIMAL(9,2)", row(1L, new BigDecimal("5")), row(2L, null)));

    assertThat(lines(target, COLUMNS)).containsExactly("id bigint, n numeric(9,2)");
    assertThat(lines(target, "SELECT id, n FROM analytics.visit ORDER BY id"))
        .containsExactly("1|5.00", "2|null");
    assertThat(lines(target, "SELECT relacl FROM pg_class WHERE oid = 'analytics.visit'::regclass"))
        .isEqualTo(acl);
  }

  @Test
  void aVanishedColumnGoesAndNoRowIsWritten() throws SQLException {
    publish(target, visits(1, "id BIGINT, n INT", row(1L, 5)));
    List<String> before = lines(target, "SELECT id, xmin, ctid FROM analytics.visit");
    publish(target, visits(2, "id BIGINT", row(1L)));
    assertThat(lines(target, COLUMNS)).containsExactly("id bigint");
    assertThat(lines(target, "SELECT id, xmin, ctid FROM analytics.visit")).isEqualTo(before);
  }

  @Test
  void anotherKeyRefillsTheTable() throws SQLException {
    publish(target, visits(1, "id BIGINT, n INT", row(1L, 5), row(2L, 6)));
    PublishedTable byNumber =
        fixture.table("visit", "id BIGINT, n INT", List.of("n"), 2, row(null, 5), row(1L, 6));
    TableResult result = only(publish(target, byNumber));
    assertThat(result.deleted()).isEqualTo(2);
    assertThat(result.inserted()).isEqualTo(2);
    assertThat(lines(target, "SELECT id, n FROM analytics.visit ORDER BY n"))
        .containsExactly("null|5", "1|6");
    assertThat(
            lines(
                target,
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE conrelid = 'analytics.visit'::regclass AND contype = 'p'"))
        .containsExactly("PRIMARY KEY (n)");
  }

  @Test
  void aRetypedKeyRefillsTheTable() throws SQLException {
    publish(target, visits(1, "id BIGINT, n INT", row(1L, 5), row(2L, 6)));
    publish(target, visits(2, "id STRING, n INT", row("x", 5)));
    assertThat(lines(target, COLUMNS)).containsExactly("id text, n integer");
    assertThat(lines(target, "SELECT id, n FROM analytics.visit")).containsExactly("x|5");
    publish(target, visits(3, "id STRING, n INT", row("x", 5), row("y", 6)));
    assertThat(lines(target, "SELECT id, n FROM analytics.visit ORDER BY id"))
        .containsExactly("x|5", "y|6");
  }

  @Test
  void commentsAndIndexesFollowTheDefinition() throws SQLException {
    PublishedTable plain = visits(1, "id BIGINT, n INT, s STRING", row(1L, 5, "a"));
    publish(target, plain);
    execute(target, "CREATE INDEX theirs ON analytics.visit (s)");
    Map<String, String> meanings = new LinkedHashMap<>(plain.columns());
    meanings.put("n", "It's a number [days].");
    publish(target, fixture.described(plain, "Visits.", meanings, List.of(List.of("n", "s"))));

    assertThat(
            lines(
                target,
                "SELECT obj_description('analytics.visit'::regclass),"
                    + " col_description('analytics.visit'::regclass, 2)"))
        .containsExactly("Visits.|It's a number [days].");
    assertThat(indexes()).containsExactly("(id)", "(n, s)", "(s)");

    publish(target, fixture.described(plain, "Visits.", meanings, List.of(List.of("n"))));
    assertThat(indexes()).containsExactly("(id)", "(n)", "(s)");
  }

  @Test
  void readersOfAnEarlierSnapshotStillSeeTheRowsOfARetypedTable() throws SQLException {
    publish(target, visits(1, "id BIGINT, n STRING", row(1L, "5"), row(2L, "6")));
    try (PostgresSession reader = PostgresSession.open(target.endpoint())) {
      reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      lines(reader, "SELECT count(*) FROM analytics.publication");
      publish(target, visits(2, "id BIGINT, n INT", row(3L, 7)));
      assertThat(lines(reader, "SELECT id FROM analytics.visit ORDER BY id"))
          .containsExactly("1", "2");
    }
    assertThat(lines(target, "SELECT id, n FROM analytics.visit")).containsExactly("3|7");
  }

  @Test
  void aTableThatWeDidNotPublishIsLeftAlone() throws SQLException {
    execute(
        target,
        "CREATE SCHEMA analytics",
        "CREATE TABLE analytics.visit (id bigint PRIMARY KEY)",
        "INSERT INTO analytics.visit VALUES (42)");
    assertRefused(
        () -> publish(target, visits(1, "id BIGINT", row(1L))),
        "analytics.visit at ",
        "was not published by Leadhouse");
    assertThat(lines(target, "SELECT * FROM analytics.visit")).containsExactly("42");
  }

  @Test
  void aForeignPublicationTableIsLeftAlone() throws SQLException {
    execute(target, "CREATE SCHEMA analytics", "CREATE TABLE analytics.publication (isbn text)");
    assertRefused(
        () -> publish(target, visits(1, "id BIGINT", row(1L))), "not our record", "[isbn]");
  }

  @Test
  void aColumnThatSomeoneElsesViewReadsIsNotTakenAway() throws SQLException {
    publish(target, visits(1, "id BIGINT, n INT", row(1L, 5)));
    execute(target, "CREATE VIEW public.numbers AS SELECT n FROM analytics.visit");
    assertRefused(
        () -> publish(target, visits(2, "id BIGINT", row(1L))), "view numbers depends on column n");
    assertThat(lines(target, "SELECT n FROM public.numbers")).containsExactly("5");
  }

  @Test
  void typesWithoutCounterpartAreNamedBeforeAnythingHappens() {
    assertRefused(
        () -> publish(target, visits(1, "id BIGINT, b BINARY")),
        "Column b of visit has the type BINARY",
        "Cast it");
    assertRefused(
        () -> publish(target, visits(1, "id BIGINT, f FLOAT")), "Column f of visit", "FLOAT");
  }

  @Test
  void definitionsThatCannotStandAreRefused() {
    assertRefused(
        () -> publish(target, fixture.table("visit", "id BIGINT", List.of("nr"), 1)),
        "The key of visit names the column nr");
    assertRefused(
        () -> publish(target, fixture.table("visit", "id BIGINT", List.of(), 1)), "has no key");
    assertRefused(
        () -> publish(target, fixture.table("publication", "id BIGINT", List.of("id"), 1)),
        "named publication");
    assertRefused(
        () -> publish(target, fixture.table("v".repeat(55), "id BIGINT", List.of("id"), 1)),
        "longer than 54 bytes");
    assertRefused(
        () -> publish(target, visits(1, "id BIGINT"), visits(1, "id BIGINT")),
        "visit is to be published twice");
    assertRefused(
        () ->
            publish(
                target,
                fixture.described(visits(1, "id BIGINT, n INT"), "", Map.of("id", ""), List.of())),
        "described with the columns [id]");
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(Category.CONFIGURATION))
        .hasMessageContainingAll(parts);
  }

  private static TableResult only(PublishResult result) {
    assertThat(result.tables()).hasSize(1);
    return result.tables().get(0);
  }

  private List<String> indexes() throws SQLException {
    return lines(
        target,
        "SELECT substring(indexdef FROM '[(].*') FROM pg_indexes WHERE tablename = 'visit'"
            + " ORDER BY 1");
  }

  private PublishedTable visits(long version, String ddl, Object[]... rows) {
    return fixture.table("visit", ddl, List.of("id"), version, rows);
  }
}
