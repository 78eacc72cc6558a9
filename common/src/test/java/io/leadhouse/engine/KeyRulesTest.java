package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Table;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRulesTest {
  private final SparkSession session = TestSession.fresh();
  private Table table;

  @BeforeAll
  void begin(@TempDir Path folder) {
    table =
        SmallHouse.in(folder)
            .query(
                "marts/web/answer",
                """
                description: One row per o and k.
                key: [o, k]
                refresh: {by: [o, k], touched_by: {event: 'SELECT o, k FROM changed'}}
                columns: {o: Owner., k: Key.}
                """,
                "SELECT o, k FROM t")
            .read()
            .table("answer");
    // t and u have the key and are narrowed; setting lacks it, and event has a query.
    for (String view : new String[] {"t", "u", "event", "changed"}) {
      session.sql("SELECT 1 AS o, 2 AS k, 3 AS id, array(4) AS list").createOrReplaceTempView(view);
    }
    session.sql("SELECT 1 AS o, 2 AS v").createOrReplaceTempView("setting");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT o, max(id) AS k FROM t GROUP BY o",
        "SELECT o, k, row_number() OVER (ORDER BY id) AS n FROM t",
        "SELECT o, k, count(*) OVER () AS n FROM t",
        "SELECT o, k, rank() OVER (PARTITION BY o ORDER BY id) AS n FROM t",
        "SELECT o, left(k, 1) AS k, count(*) AS n FROM t GROUP BY o, left(k, 1)",
        "SELECT o, k, count(*) AS n FROM t GROUP BY GROUPING SETS ((o, k), (o))",
        "SELECT DISTINCT o, id AS k FROM t",
        "SELECT o, id AS k FROM t EXCEPT SELECT o, id FROM u",
        "SELECT o, k FROM t ORDER BY id LIMIT 1",
        "SELECT t.o, t.k, u.id FROM t JOIN u ON t.o = u.o",
        "SELECT t.o, t.k, u.id FROM t JOIN u ON t.o = u.o AND t.id = u.k",
        "SELECT t.o, t.k, u.id FROM t JOIN u ON t.o = u.o AND t.k <= u.k",
        "SELECT t.o, t.k, u.id FROM t CROSS JOIN u",
        "SELECT o, k FROM t LEFT ANTI JOIN u ON t.o = u.o",
        "SELECT event.o, event.k FROM event LEFT JOIN t ON event.o = t.o",
        "SELECT u.o, u.k, count(*) AS n FROM t LEFT JOIN u ON t.o = u.o AND t.k = u.k GROUP BY ALL",
        "SELECT o, k FROM t WHERE id > (SELECT max(id) FROM u)",
        "SELECT o, k FROM t WHERE id IN (SELECT id FROM u)",
        "SELECT o, k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id)",
        "WITH c AS (SELECT o, k FROM t UNION ALL SELECT o, id FROM u)"
            + " SELECT o, k, count(*) AS n FROM c GROUP BY o, k",
        "WITH c AS (SELECT o, id AS k FROM t) SELECT o, k, count(*) AS n FROM c GROUP BY o, k",
        "SELECT o, id AS k FROM t",
        "SELECT o, left(k, 1) AS k FROM t WHERE id = k",
        "WITH c AS (SELECT o, k, id FROM t) SELECT o, id AS k FROM c WHERE id >= k",
        "SELECT t.o, u.k FROM t LEFT JOIN u ON t.o = u.o AND t.k = u.k",
      })
  void whatMakesARowOfRowsOfOtherKeysIsRefused(String sql) {
    assertThatThrownBy(() -> check(sql))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("q.sql:1: answer is refreshed by o, k, but ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT o, k, id FROM t WHERE id > 1",
        "SELECT o, k, count(*) AS n FROM t GROUP BY k, o, id",
        "SELECT o, k, row_number() OVER (PARTITION BY k, o ORDER BY id) AS n FROM t",
        "SELECT o, k, count(*) AS n FROM t GROUP BY GROUPING SETS ((o, k, id), (o, k))",
        "SELECT DISTINCT o, k FROM t",
        "SELECT o, id AS k FROM t WHERE id = k AND id > 1",
        "SELECT t.o, event.k FROM event JOIN t ON event.o = t.o WHERE event.k = t.k",
        "SELECT o, k FROM t EXCEPT SELECT o, k FROM u",
        "SELECT o, k, item FROM t LATERAL VIEW explode(list) l AS item",
        "WITH c AS (SELECT o AS a, k AS b, id FROM t)"
            + " SELECT a AS o, b AS k, max(id) OVER (PARTITION BY a, b) AS n FROM c",
        "SELECT u.o, u.k, count(*) AS n FROM t JOIN u ON t.o = u.o AND t.k = u.k GROUP BY u.o, u.k",
        "SELECT o, k, count(*) AS n FROM t JOIN u USING (o, k) GROUP BY o, k",
        "SELECT t.o, t.k, count(*) AS n FROM t LEFT JOIN u ON t.o = u.o AND t.k <=> u.k GROUP BY ALL",
        "SELECT o, k FROM t LEFT ANTI JOIN u ON t.o = u.o AND t.k = u.k",
        "WITH c AS (SELECT o, k FROM t UNION ALL SELECT o, k FROM u)"
            + " SELECT o, k, count(*) AS n FROM c GROUP BY o, k",
        // What is not narrowed is there whole.
        "SELECT o, k, row_number() OVER (ORDER BY id) AS n FROM event",
        "SELECT o, k FROM t CROSS JOIN (SELECT max(v) AS v FROM setting) AS s",
        "SELECT o, k FROM t WHERE id > (SELECT max(v) FROM setting)",
        "SELECT event.o, t.k, count(*) AS n FROM event JOIN t ON event.o = t.o AND event.id = t.id"
            + " GROUP BY event.o, t.k",
        "SELECT event.o, event.k, count(*) AS n FROM event"
            + " LEFT JOIN t ON event.o = t.o AND event.k = t.k GROUP BY event.o, event.k",
      })
  void whatFollowsFromTheRowsOfItsKeyIsAllowed(String sql) {
    assertThatCode(() -> check(sql)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT o, max(k) AS k FROM t GROUP BY o",
        "SELECT t.o, t.k FROM t LEFT ANTI JOIN u ON t.k = u.k",
        "SELECT t.o, t.k FROM t LEFT JOIN u ON t.k = u.k",
        "SELECT o, k FROM t EXCEPT SELECT o, k FROM u",
        "SELECT o, k FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id)",
        "SELECT o, k FROM t ORDER BY id LIMIT 1",
      })
  void aQueryToWhichMoreRowsMeanFewerKeysIsRefused(String sql) {
    assertThatThrownBy(
            () -> TouchRules.check(table, "event", session.sql(sql).queryExecution().analyzed()))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("table.yml: touched_by of 'event' may select, filter, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT o, k FROM t WHERE id > 1",
        "SELECT u.o, u.k FROM t INNER JOIN u ON t.id = u.id",
        "SELECT t.o, u.k FROM (SELECT DISTINCT explode(list) AS k, o FROM t) AS t JOIN u USING (k)"
            + " UNION ALL SELECT o, k FROM u",
      })
  void aQueryToWhichMoreRowsMeanMoreKeysIsAllowed(String sql) {
    assertThatCode(
            () -> TouchRules.check(table, "event", session.sql(sql).queryExecution().analyzed()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT t.o, t.k, event.id FROM event JOIN t ON event.o = t.o AND event.k = t.id",
        "WITH e AS (SELECT o, k AS s, id FROM event WHERE id > 1 UNION ALL SELECT o, k, 0 FROM event)"
            + ", i AS (SELECT t.o, t.k, t.id AS source FROM t JOIN u ON t.o = u.o AND t.k = u.k)"
            + " SELECT i.o, i.k, count(*) AS n FROM e JOIN i ON e.o = i.o AND e.s = i.source"
            + " GROUP BY i.o, i.k",
        "SELECT t.o, t.k, e.n FROM t LEFT JOIN"
            + " (SELECT o, k, count(*) AS n FROM event GROUP BY o, k) AS e"
            + " ON t.o = e.o AND t.id = e.k",
        "SELECT o, k FROM t WHERE id > 1",
      })
  void anInputIsNarrowedWhereItIsJoinedAsItsQueryDoes(String sql) {
    assertThat(allow(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT o, k FROM event",
        "SELECT t.o, t.k, event.id FROM event JOIN t ON event.o = t.o",
        "SELECT t.o, t.k, event.id FROM event JOIN t ON event.o = t.o AND event.k = t.k",
        "SELECT event.o, t.k, event.id FROM event LEFT JOIN t ON event.o = t.o AND event.k = t.id",
        "SELECT t.o, t.k FROM t JOIN (SELECT o, k, row_number() OVER (PARTITION BY o ORDER BY id)"
            + " AS n FROM event) AS e ON t.o = e.o AND t.id = e.k",
        "SELECT o, k FROM t UNION ALL SELECT o, k FROM event",
        "SELECT o, k FROM t WHERE id IN (SELECT k FROM event)",
      })
  void elseItIsReadWhole(String sql) {
    assertThat(allow(sql)).isFalse();
  }

  @Test
  void aLinkIsAQueryThatTakesTheKeyFromOneNarrowedInputByEqualities() {
    assertThat(link("SELECT t.o, t.k FROM changed JOIN t ON changed.o = t.o AND t.id = changed.k"))
        .contains(new TouchLink(List.of("k", "o"), new TouchLink.Target("t", List.of("id", "o"))));
    assertThat(link("SELECT t.o, t.k FROM changed JOIN t ON changed.k >= t.id")).isEmpty();
    assertThat(link("SELECT t.o, changed.k FROM changed JOIN t ON changed.o = t.o")).isEmpty();
    assertThat(link("SELECT o, k FROM changed")).isEmpty();
    assertThat(link("SELECT event.o, event.k FROM changed JOIN event ON changed.o = event.o"))
        .isEmpty();
  }

  private Optional<TouchLink> link(String sql) {
    return TouchLink.of(
        List.of("o", "k"), Set.of("t", "u"), session.sql(sql).queryExecution().analyzed());
  }

  private boolean allow(String sql) {
    TouchLink link =
        new TouchLink(List.of("k", "o"), new TouchLink.Target("t", List.of("id", "o")));
    return KeyRules.allow(
        table,
        (Refresh.ByKey) table.refresh(),
        Map.of("event", link),
        session.sql(sql).queryExecution().analyzed());
  }

  private void check(String sql) {
    KeyRules.check(table, Path.of("q.sql"), session.sql(sql).queryExecution().analyzed());
  }
}
