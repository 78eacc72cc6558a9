package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.ColumnType.Shape;
import io.leadhouse.postgres.SourceRelation.Access;
import io.leadhouse.postgres.SourceRelation.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SourceCatalogTest {
  private static final SourceDatabase SOURCE = SourceDatabase.create();
  private static ExportedSnapshot snapshot;

  @BeforeAll
  static void open() {
    SOURCE.run(
        "CREATE SCHEMA \"My CRM\"",
        "CREATE TYPE mood AS ENUM ('sad')",
        "CREATE DOMAIN amount AS numeric(10,2)",
        "CREATE DOMAIN price AS amount",
        """
        CREATE TABLE "My CRM"."Weird ""Table" (
            "Id" bigint PRIMARY KEY,
            gone int,
            "select" price NOT NULL,
            "a.b {}" varchar(3)[],
            feeling mood
        )
        """,
        "ALTER TABLE \"My CRM\".\"Weird \"\"Table\" DROP COLUMN gone",
        """
        CREATE TABLE keyed (
            a int, b int, c int, d int,
            PRIMARY KEY (b, a),
            UNIQUE (c) INCLUDE (d),
            UNIQUE (d) DEFERRABLE
        )
        """,
        "CREATE UNIQUE INDEX ON keyed (d) WHERE d > 0",
        "CREATE UNIQUE INDEX ON keyed (abs(d))",
        "CREATE VIEW seen AS SELECT a FROM keyed",
        "CREATE MATERIALIZED VIEW stored AS SELECT a FROM keyed",
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE parent (id int)",
        "CREATE TABLE child () INHERITS (parent)",
        "CREATE TABLE padded (id int, v text)",
        "INSERT INTO padded SELECT i, repeat('x', 500) FROM generate_series(1, 1000) AS i",
        "CREATE TABLE long_text (v text)",
        "INSERT INTO long_text SELECT string_agg(md5(i::text), '') FROM generate_series(1, 999) i",
        "CREATE ROLE reader LOGIN",
        "GRANT SELECT ON keyed, padded TO reader",
        "GRANT SELECT (a) ON stored TO reader",
        "CREATE TABLE halves (a int, b int)",
        "GRANT SELECT (a) ON halves TO reader",
        "ALTER TABLE padded ENABLE ROW LEVEL SECURITY");
    snapshot = ExportedSnapshot.open(SOURCE.endpoint(), Duration.ofMinutes(10));
  }

  @AfterAll
  static void close() {
    snapshot.close();
  }

  @Test
  void namesAreTakenAsTheyAre() {
    SourceRelation weird = find("My CRM", "Weird \"Table");
    assertThat(weird.name().sql()).isEqualTo("\"My CRM\".\"Weird \"\"Table\"");
    assertThat(weird.columns())
        .extracting(SourceColumn::name)
        .containsExactly("Id", "select", "a.b {}", "feeling");
    assertThat(weird.uniqueKeys()).containsExactly(List.of("Id"));
  }

  @Test
  void domainsAreResolvedAndShapesKnown() {
    SourceRelation weird = find("My CRM", "Weird \"Table");
    assertThat(weird.column("select").orElseThrow())
        .isEqualTo(
            new SourceColumn(
                "select",
                new ColumnType("price", "numeric", Shape.SCALAR, 10 << 16 | 2 + 4),
                true));
    assertThat(weird.column("a.b {}").orElseThrow().type())
        .returns("character varying(3)[]", ColumnType::declared)
        .returns(Shape.ARRAY, ColumnType::shape);
    assertThat(weird.column("feeling").orElseThrow())
        .isEqualTo(
            new SourceColumn(
                "feeling", new ColumnType("mood", "public.mood", Shape.SCALAR, -1), false));
  }

  @Test
  void onlyWholeImmediateIndexesKeepAKeyUnique() {
    SourceRelation keyed = find("public", "keyed");
    assertThat(keyed.uniqueKeys()).containsExactly(List.of("b", "a"), List.of("c"));
    assertThat(keyed.keepsUnique(List.of("a", "b"))).isTrue();
    assertThat(keyed.keepsUnique(List.of("c", "d"))).isTrue();
    assertThat(keyed.keepsUnique(List.of("a"))).isFalse();
  }

  @Test
  void kindSaysWhereTheRowsLie() {
    assertThat(find("public", "keyed").kind()).isEqualTo(Kind.HEAP);
    assertThat(find("public", "stored").kind()).isEqualTo(Kind.HEAP);
    assertThat(find("public", "seen").kind()).isEqualTo(Kind.VIEW);
    assertThat(find("public", "parts").kind()).isEqualTo(Kind.SPREAD);
    assertThat(find("public", "parent").kind()).isEqualTo(Kind.SPREAD);
  }

  @Test
  void sizeCountsTheHeapAndWhatLiesBesideIt() {
    assertThat(find("public", "padded").pages()).isBetween(60L, 80L);
    assertThat(find("public", "padded").outOfLineBytes()).isZero();
    assertThat(find("public", "long_text").outOfLineBytes()).isPositive();
    assertThat(find("public", "seen").pages()).isZero();
  }

  @Test
  void accessIsThatOfTheRole() {
    try (ExportedSnapshot reading =
        ExportedSnapshot.open(SOURCE.endpoint("reader"), Duration.ofMinutes(1))) {
      SourceCatalog catalog = new SourceCatalog(reading);
      assertThat(access(catalog, "public", "keyed")).isEqualTo(Access.FULL);
      assertThat(access(catalog, "public", "stored")).isEqualTo(Access.FULL);
      assertThat(access(catalog, "public", "halves")).isEqualTo(Access.NO_SELECT);
      assertThat(access(catalog, "public", "parts")).isEqualTo(Access.NO_SELECT);
      assertThat(access(catalog, "public", "padded")).isEqualTo(Access.ROWS_HIDDEN);
      assertThat(access(catalog, "My CRM", "Weird \"Table")).isEqualTo(Access.NO_USAGE);
    }
    assertThat(find("public", "padded").access()).isEqualTo(Access.FULL);
  }

  @Test
  void rowsThatWereMovedOrRemovedAreNoticedAndOtherWritesAreNot() {
    SourceDatabase other = SourceDatabase.create();
    other.run(
        "CREATE TABLE calm (id int)",
        "CREATE TABLE parts (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE part PARTITION OF parts DEFAULT",
        "CREATE VIEW calm_view AS SELECT id FROM calm",
        "CREATE TABLE dropped (id int)");
    try (ExportedSnapshot before = ExportedSnapshot.open(other.endpoint(), Duration.ofMinutes(1))) {
      SourceCatalog catalog = new SourceCatalog(before);
      other.run(
          "INSERT INTO calm VALUES (1)",
          "ALTER TABLE calm ADD COLUMN v int DEFAULT 1",
          "VACUUM calm",
          "TRUNCATE part",
          "DROP TABLE dropped");
      assertThat(catalog.rewritten(new TableName("public", "calm"))).isFalse();
      assertThat(catalog.rewritten(new TableName("public", "calm_view"))).isFalse();
      assertThat(catalog.rewritten(new TableName("public", "parts"))).isTrue();
      assertThat(catalog.rewritten(new TableName("public", "dropped"))).isTrue();
    }
  }

  @Test
  void whatIsMissingCanBeLookedFor() {
    SourceCatalog catalog = new SourceCatalog(snapshot);
    assertThat(catalog.relation(new TableName("public", "Keyed"))).isEmpty();
    assertThat(catalog.names("My CRM")).containsExactly("Weird \"Table");
    assertThat(catalog.schemasWith("keyed")).containsExactly("public");
    assertThat(catalog.schemasWith("no such")).isEmpty();
  }

  private static SourceRelation find(String schema, String name) {
    return new SourceCatalog(snapshot).relation(new TableName(schema, name)).orElseThrow();
  }

  private static Access access(SourceCatalog catalog, String schema, String name) {
    return catalog.relation(new TableName(schema, name)).orElseThrow().access();
  }
}
