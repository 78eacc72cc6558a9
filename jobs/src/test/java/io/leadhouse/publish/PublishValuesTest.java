package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.loadTables;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishValuesTest {
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
  void everyTypeKeepsItsValue() throws SQLException {
    Dataset<Row> rows =
        fixture
            .spark()
            .sql(
                """
            SELECT 1 AS id, CAST(2 AS SMALLINT) AS small, 3L AS big,
                CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)) AS exact,
                CAST('NaN' AS DOUBLE) AS not_a_number, CAST('-Infinity' AS DOUBLE) AS infinite,
                CAST('-0.0' AS DOUBLE) AS zero, true AS flag, DATE'0001-01-01' AS first_day,
                TIMESTAMP'2026-03-01T02:30:00.123456Z' AS at,
                TIMESTAMP_NTZ'2018-11-04 00:30:00.5' AS wall, '' AS empty,
                ARRAY('a', NULL, '"\\\\') AS list, MAP('k', 1.50BD) AS amounts,
                NAMED_STRUCT('n', CAST(NULL AS INT),
                    'at', TIMESTAMP'2026-03-01T02:30:00.123456Z') AS detail
            """);
    publish(target, fixture.table("every_type", rows, List.of("id"), 1));

    assertThat(lines(target, "SELECT * FROM analytics.every_type"))
        .containsExactly(
            "1|2|3|12345678901234567890.123456789012345678|NaN|-Infinity|0|t|0001-01-01"
                + "|2026-03-01 02:30:00.123456+00|2018-11-04 00:30:00.5||[\"a\", null, \"\\\"\\\\\"]"
                + "|{\"k\": 1.50}|{\"n\": null, \"at\": \"2026-03-01T02:30:00.123456Z\"}");
    assertThat(
            lines(
                target,
                "SELECT string_agg(format_type(atttypid, atttypmod), ',' ORDER BY attnum)"
                    + " FROM pg_attribute"
                    + " WHERE attrelid = 'analytics.every_type'::regclass AND attnum > 0"))
        .containsExactly(
            "integer,smallint,bigint,numeric(38,18),double precision,double precision,"
                + "double precision,boolean,date,timestamp with time zone,"
                + "timestamp without time zone,text,jsonb,jsonb,jsonb");
    PublishResult again = publish(target, fixture.table("every_type", rows, List.of("id"), 2));
    assertThat(counts(again)).containsExactly("every_type rows 1: +0 ~0 -0");
  }

  @Test
  void hostileNamesAndTextsAreJustText() throws SQLException {
    String table = "deal\"; DROP TABLE x; --";
    String column = "It's a `\"column\"` {?}";
    String text = "'; DROP TABLE analytics.publication; -- \\N \\. \t \r\n ? {d} 😀 \\";
    PublishedTable plain =
        fixture.table(
            table,
            "`" + column.replace("`", "``") + "` STRING, v STRING",
            List.of(column),
            1,
            row(text, text),
            row("\\N", ""),
            row("", null));
    Map<String, String> meanings = new LinkedHashMap<>(plain.columns());
    meanings.put("v", text);
    PublishedTable described = fixture.described(plain, text, meanings, List.of(List.of("v")));

    publish(target, described);
    publish(target, described);

    String name = "analytics.\"deal\"\"; DROP TABLE x; --\"";
    assertThat(lines(target, "SELECT * FROM " + name + " ORDER BY 1"))
        .containsExactlyInAnyOrder(text + "|" + text, "\\N|", "|null");
    assertThat(lines(target, "SELECT obj_description('" + name + "'::regclass)"))
        .containsExactly(text);
  }

  @Test
  void aCharacterThatPostgresCannotStoreIsNamedWithColumnAndKey() throws SQLException {
    publish(target, fixture.deals(1, deal(1, "a", "1")));
    assertThatThrownBy(() -> publish(target, fixture.deals(2, deal(1, "a\0b", "1"))))
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(LeadhouseException.Category.DATA_QUALITY))
        .hasMessageContaining("column lead_id of deal (organization_id = 1")
        .hasMessageContaining("NUL (U+0000) at position 1");
    assertThat(lines(target, ALL)).containsExactly("1|a|1.000");
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void aKeyThatComesTwiceStopsThePublication() throws SQLException {
    assertThatThrownBy(
            () -> publish(target, fixture.deals(1, deal(1, "a", "1"), deal(1, "a", "2"))))
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(LeadhouseException.Category.DATA_QUALITY))
        .hasMessageContaining("(organization_id, lead_id)=(1, a)");
    publish(target, fixture.deals(1, deal(1, "a", "1")));
    assertThatThrownBy(
            () -> publish(target, fixture.deals(2, deal(1, "a", "1"), deal(1, "a", "2"))))
        .hasMessageContaining("(organization_id, lead_id)=(1, a)");
    assertThat(lines(target, ALL)).containsExactly("1|a|1.000");
  }

  @Test
  void equalInputsPublishEqualBytesWhateverWasThereBefore() throws SQLException {
    PublishedTable last =
        fixture.deals(5, deal(1, "a", "1"), deal(2, "b", null), deal(3, "ç", "0"));
    publish(target, last);
    PublishTarget other = fixture.newTarget();
    publish(other, fixture.deals(3, deal(1, "a", "7"), deal(9, "x", "1")));
    publish(
        other, fixture.table("deal", last.rows().repartition(3), last.key(), last.deltaVersion()));

    for (String table : List.of("deal", "publication")) {
      String bytes =
          "SELECT md5(string_agg(t::text, E'\\n' ORDER BY t)) FROM analytics." + table + " AS t";
      assertThat(lines(other, bytes)).isEqualTo(lines(target, bytes));
    }
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
