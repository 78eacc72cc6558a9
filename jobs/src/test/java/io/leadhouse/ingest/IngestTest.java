package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.leadhouse.delta.TableWrite;
import io.leadhouse.delta.Written;
import io.leadhouse.engine.TableResult;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.testing.TestSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class IngestTest {
  private final LandedTables sink = new LandedTables();

  @Test
  void everyTableOfThePackArrivesFromOneSnapshot() {
    Source source =
        Source.create(
                "CREATE TABLE leads (id bigint PRIMARY KEY, name text, value numeric(10,2))",
                "INSERT INTO leads VALUES (1, 'Ana', 1.5), (2, NULL, NULL), (3, '', 0)",
                "CREATE TABLE one (a text, b int, PRIMARY KEY (a, b))",
                "INSERT INTO one VALUES ('x', 1)",
                "CREATE TABLE nobody (id int PRIMARY KEY, at timestamptz)",
                "CREATE TABLE not_pulled (id int)")
            .pull("leads", List.of("id"))
            .pull("one", List.of("b", "a"))
            .pull("nobody", List.of("id"));
    List<String> finished = new ArrayList<>();
    IngestResult result =
        ingest(source).run(source.pack(), sink, table -> finished.add(table.rawTable()));

    assertThat(result.tables())
        .extracting(
            IngestedTable::table,
            IngestedTable::rawTable,
            IngestedTable::read,
            IngestedTable::kept,
            IngestedTable::quarantined)
        .containsExactly(
            tuple("public.leads", "raw_leads", 3L, 3L, 0L),
            tuple("public.one", "raw_one", 1L, 1L, 0L),
            tuple("public.nobody", "raw_nobody", 0L, 0L, 0L));
    assertThat(finished).containsExactlyInAnyOrder("raw_leads", "raw_one", "raw_nobody");
    assertThat(sink.lines("raw_leads")).containsExactly("1|Ana|1.50", "2|null|null", "3||0.00");
    assertThat(sink.table("raw_nobody").schema().simpleString())
        .isEqualTo("struct<id:int,at:timestamp>");
    assertThat(sink.next().snapshots("raw_leads", "raw_one", "raw_nobody"))
        .containsExactly(result.position().snapshot());
    assertThat(sink.quarantine()).isEmpty();
  }

  @Test
  void whatCannotBeRepresentedIsQuarantinedWithReasonAndMasked() {
    Source source =
        Source.create(
                """
                CREATE TABLE leads (
                    id bigint, email text, phone text, r int, t int,
                    value numeric, born date, seen timestamptz, note json
                )
                """,
                "INSERT INTO leads (id, value) SELECT i, i / 8.0 FROM generate_series(1, 100) AS i",
                "INSERT INTO leads (id, email, value) VALUES (-1, 'a@b.c', 'NaN')",
                """
                INSERT INTO leads (id, email, r, t, value, born, seen, note)
                VALUES (-2, 'd@e.f', 7, 8, 1e30, '0044-03-15 BC', 'infinity', '{"x": "\\u0000"}')
                """,
                "INSERT INTO leads (id, phone) VALUES (NULL, '555')",
                "INSERT INTO leads (id, phone) VALUES (NULL, '555')")
            .pull("leads", List.of("id"), "email", "phone");
    IngestResult result = ingest(source).run(source.pack(), sink, table -> {});

    assertThat(result.tables())
        .extracting(IngestedTable::read, IngestedTable::kept, IngestedTable::quarantined)
        .containsExactly(tuple(104L, 100L, 4L));
    assertThat(result.quarantined()).isEqualTo(4);
    assertThat(sink.table("raw_leads").where("id <= 0").count()).isZero();
    String withoutKey =
        "raw_leads|?|id is NULL but part of the key|{\"id\":null,\"email\":null,\"phone\":\"***\","
            + "\"r\":null,\"t\":null,\"value\":null,\"born\":null,\"seen\":null,\"note\":null}";
    assertThat(sink.quarantine())
        .containsExactly(
            "raw_leads|-1|value is NaN|{\"id\":-1,\"email\":\"***\",\"phone\":null,\"r\":null,"
                + "\"t\":null,\"value\":\"NaN\",\"born\":null,\"seen\":null,\"note\":null}",
            "raw_leads|-2|value is too large for decimal(38,18); born is before year 1; seen is"
                + " infinite|{\"id\":-2,\"email\":\"***\",\"phone\":null,\"r\":7,\"t\":8,\"value\":1"
                + "0".repeat(30)
                + ",\"born\":\"0044-03-15 BC\",\"seen\":\"infinity\",\"note\":{\"x\": \"\\u0000\"}}",
            withoutKey,
            withoutKey);
  }

  @Test
  void aPersonalKeyIsMaskedToo() {
    Source source =
        Source.create(
                "CREATE TABLE people (email text, n int, d date, PRIMARY KEY (email, n))",
                "INSERT INTO people VALUES ('a@b.c', 1, 'infinity')")
            .pull("people", List.of("email", "n"), "email");
    ingest(source).run(source.pack(), sink, table -> {});
    assertThat(sink.quarantine())
        .containsExactly(
            "raw_people|***/1|d is infinite|{\"email\":\"***\",\"n\":1,\"d\":\"infinity\"}");
  }

  @Test
  void hostileNamesAreOnlyNames() {
    Source source =
        Source.create(
                "CREATE SCHEMA \"My; CRM\"",
                """
                CREATE TABLE "My; CRM"."Weird ""Table" (
                    "Id" int PRIMARY KEY,
                    "select" date,
                    "it's {} `a`? 100%; --" numeric,
                    "ação.2" text,
                    ctid_ text
                )
                """,
                """
                INSERT INTO "My; CRM"."Weird ""Table"
                VALUES (1, '2025-01-01', 1, 'x', 'c'), (2, '2025-01-02', 'NaN', 'y', NULL)
                """)
            .schema("My; CRM")
            .pull("Weird \"Table", List.of("Id"), "ação.2");
    ingest(source).run(source.pack(), sink, table -> {});
    assertThat(sink.table("raw_Weird \"Table").schema().fieldNames())
        .containsExactly("Id", "select", "it_s_____a___100_____", "ação_2", "ctid_");
    assertThat(sink.lines("raw_Weird \"Table"))
        .containsExactly("1|2025-01-01|1.000000000000000000|x|c");
    assertThat(sink.quarantine())
        .containsExactly(
            "raw_Weird \"Table|2|it's {} `a`? 100%; -- is NaN|{\"Id\":2,\"select\":\"2025-01-02\","
                + "\"it's {} `a`? 100%; --\":\"NaN\",\"ação.2\":\"***\",\"ctid_\":null}");
  }

  @Test
  void viewsAndPartitionedTablesAreReadLikeTables() {
    Source source =
        Source.create(
                "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at)",
                "CREATE TABLE e1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')",
                "CREATE TABLE e2 PARTITION OF events DEFAULT",
                "INSERT INTO events VALUES (1, '2025-01-05'), (2, '2025-02-05'), (3, 'infinity')",
                "CREATE VIEW recent AS SELECT id, at + 1 AS ctid FROM events WHERE id > 1",
                "CREATE MATERIALIZED VIEW days AS SELECT at, count(*) AS n FROM events GROUP BY at")
            .pull("events", List.of("id"))
            .pull("recent", List.of("id"))
            .pull("days", List.of("at"));
    ingest(source).run(source.pack(), sink, table -> {});
    assertThat(sink.lines("raw_events")).containsExactly("1|2025-01-05", "2|2025-02-05");
    assertThat(sink.lines("raw_recent")).containsExactly("2|2025-02-06");
    assertThat(sink.lines("raw_days")).containsExactly("2025-01-05|1", "2025-02-05|1");
    assertThat(sink.quarantine()).hasSize(3);
  }

  @Test
  void longTextsArriveWhole() {
    Source source =
        Source.create(
                "CREATE TABLE texts (id int PRIMARY KEY, body text, doc jsonb)",
                """
                INSERT INTO texts
                SELECT i, repeat(md5(i::text), 32768), jsonb_build_object('k', repeat('é', 500000))
                FROM generate_series(1, 20) AS i
                """)
            .pull("texts", List.of("id"));
    ingest(source).run(source.pack(), sink, table -> {});
    assertThat(sink.table("raw_texts").collectAsList())
        .hasSize(20)
        .allSatisfy(
            row -> {
              assertThat(row.getString(1)).hasSize(1 << 20);
              assertThat(row.getString(2)).hasSize(500_000 + "{\"k\": \"\"}".length());
            });
  }

  @Test
  void aKeyThatRepeatsIsRefused() {
    Source source =
        Source.create(
                "CREATE TABLE deals (id int, stage text)",
                "INSERT INTO deals VALUES (1, 'a'), (1, 'b'), (2, 'a'), (NULL, 'a'), (NULL, 'b')")
            .pull("deals", List.of("id"));
    IngestResult result = ingest(source).run(source.pack(), sink, table -> {});
    assertThat(result.stopped())
        .singleElement()
        .extracting(table -> table.problem().orElseThrow())
        .returns(Category.DATA_QUALITY, TableResult.Problem::category)
        .extracting(TableResult.Problem::message)
        .asString()
        .contains("Table public.deals: 1 values of its key [id] occur more than once")
        .contains("for example 1");
  }

  @Test
  void rowsThatGotLostAreNoticed() {
    Source source =
        Source.create("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (3)")
            .pull("t", List.of("id"));
    RawTables losing =
        new LandedTables() {
          @Override
          Written replace(
              SparkSession own,
              TablePlan plan,
              Dataset<Row> kept,
              LandedPosition position,
              TableWrite.Guard guard) {
            return super.replace(own, plan, kept.limit(2), position, guard);
          }
        };
    assertThatThrownBy(() -> ingest(source).run(source.pack(), losing, table -> {}))
        .hasMessageContaining(
            "Table public.t has 3 rows in the source, but 2 were kept in raw_t and 0 are"
                + " quarantined")
        .asInstanceOf(type(LeadhouseException.class))
        .returns(Category.DATA_QUALITY, LeadhouseException::category);
  }

  @Test
  void quarantinedRowsThatGotLostAreNoticed() {
    Source source =
        Source.create("CREATE TABLE t (id int)", "INSERT INTO t VALUES (1), (NULL)")
            .pull("t", List.of("id"));
    RawTables losing =
        new LandedTables() {
          @Override
          long quarantine(Dataset<Row> quarantined, Set<String> stopped) {
            return 0;
          }
        };
    assertThatThrownBy(() -> ingest(source).run(source.pack(), losing, table -> {}))
        .hasMessageContaining("counted 1 rows for the quarantine, but it holds 0")
        .asInstanceOf(type(LeadhouseException.class))
        .returns(Category.DATA_QUALITY, LeadhouseException::category);
  }

  private static Ingest ingest(Source source) {
    return new Ingest(TestSession.fresh(), source.endpoint(), IngestSettings.standard());
  }
}
