package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchSizeTest {
  @Test
  void longRowsAreFetchedFewAtATime() {
    assertThat(FetchSize.forLongestRow(0)).isEqualTo(2000);
    assertThat(FetchSize.forLongestRow(1000)).isEqualTo(2000);
    assertThat(FetchSize.forLongestRow(1 << 20)).isEqualTo(8);
    assertThat(FetchSize.forLongestRow(1L << 30)).isEqualTo(1);
  }

  @Test
  void theSourceIsAskedOnlyWhereRowsCanBeLongerThanAPage() {
    SourceDatabase source = SourceDatabase.create();
    source.run(
        "CREATE TABLE short (id int, v text)",
        "INSERT INTO short VALUES (1, repeat('x', 100))",
        "CREATE TABLE long (id int, v text, b bytea, doc jsonb)",
        "INSERT INTO long (id, v) SELECT i, 'short' FROM generate_series(1, 100) AS i",
        "INSERT INTO long SELECT 0, repeat('x', 1000000), '\\x00', jsonb_agg(md5(i::text))"
            + " FROM generate_series(1, 1000) AS i",
        "CREATE VIEW seen AS SELECT * FROM short");
    assertThat(longestRow(source, "short")).isZero();
    assertThat(longestRow(source, "long")).isBetween(1_030_000L, 1_200_000L);
    assertThat(longestRow(source, "seen")).isEqualTo(100);
  }

  private static long longestRow(SourceDatabase source, String table) {
    try (ExportedSnapshot snapshot =
        ExportedSnapshot.open(source.endpoint(), Duration.ofMinutes(1))) {
      SourceRelation relation =
          new SourceCatalog(snapshot).relation(new TableName("public", table)).orElseThrow();
      List<String> found =
          source.texts(
              "SELECT max(%s) FROM %s AS t"
                  .formatted(FetchSize.rowLength(relation, "t"), relation.name().sql()));
      return Long.parseLong(found.get(0));
    }
  }
}
