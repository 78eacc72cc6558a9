package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
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
    for (String view : new String[] {"t", "u", "event"}) {
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

  private void check(String sql) {
    KeyRules.check(table, Path.of("q.sql"), session.sql(sql).queryExecution().analyzed());
  }
}
