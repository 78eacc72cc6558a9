package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PurityRulesTest {
  private final SparkSession session = TestSession.fresh();

  @BeforeAll
  void createInput() {
    session
        .sql("SELECT 1L AS id, 'a' AS k, 2.5D AS d, CAST(1 AS DECIMAL(9, 2)) AS m")
        .createOrReplaceTempView("t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT current_timestamp() AS x FROM t",
        "SELECT now() AS x FROM t",
        "SELECT current_date AS x FROM t",
        "SELECT localtimestamp() AS x FROM t",
        "SELECT unix_timestamp() AS x FROM t",
        "SELECT id FROM t WHERE id IN (SELECT id FROM t WHERE now() > TIMESTAMP'2020-01-01')",
        "SELECT DATE 'today' AS x FROM t",
        "SELECT timestamp'now' AS x FROM t",
        "SELECT CAST('now' AS TIMESTAMP) AS x FROM t",
        "SELECT first(k) OVER (PARTITION BY k) AS x FROM t",
        "SELECT id FROM t TABLESAMPLE (50 PERCENT)",
        "SELECT rand() AS x FROM t",
        "SELECT uuid() AS x FROM t",
        "SELECT monotonically_increasing_id() AS x FROM t",
        "SELECT first(k) AS x FROM t",
        "SELECT last(k) AS x FROM t",
        "SELECT any_value(k) AS x FROM t",
        "SELECT mode(k) AS x FROM t",
        "SELECT approx_count_distinct(k) AS x FROM t",
        "SELECT approx_percentile(id, 0.5) AS x FROM t",
        "SELECT collect_list(k) AS x FROM t",
        "SELECT collect_set(k) AS x FROM t",
        "SELECT array_sort(array(1)) AS y, collect_list(k) AS x FROM t",
        "SELECT sum(d) AS x FROM t",
        "SELECT avg(d) AS x FROM t",
        "SELECT sum(d) OVER (PARTITION BY k ORDER BY id) AS x FROM t",
        "SELECT stddev(m) AS x FROM t",
        "SELECT corr(m, id) AS x FROM t",
        "SELECT id FROM t LIMIT 1",
        "WITH c AS (SELECT id FROM t LIMIT 1) SELECT id FROM c",
      })
  void whatDependsOnClockChanceOrRowOrderIsRefused(String sql) {
    assertThatThrownBy(() -> check(sql))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("q.sql")
        .hasMessageContaining("is refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sum(m) AS x, sum(id) / count(*) AS y FROM t",
        "SELECT percentile(id, 0.5) AS x, median(id) AS y FROM t",
        "SELECT array_sort(collect_list(k)) AS x, sort_array(collect_set(k)) AS y FROM t",
        "SELECT array_sort(collect_list(struct(id, k)), (a, b) -> CASE WHEN a.id < b.id THEN -1"
            + " WHEN a.id > b.id THEN 1 ELSE 0 END) AS x FROM t",
        "SELECT first_value(k) OVER (PARTITION BY k ORDER BY id) AS x FROM t",
        "SELECT last_value(k, true) OVER (PARTITION BY k ORDER BY id) AS x FROM t",
        "SELECT max_by(k, struct(id, k)) AS x FROM t",
        "SELECT id FROM t ORDER BY id LIMIT 1",
        "SELECT k FROM t ORDER BY id LIMIT 1",
        "SELECT row_number() OVER (PARTITION BY k ORDER BY id) AS x FROM t",
        "SELECT timestamp'2026-01-01' + INTERVAL 1 DAY AS x FROM t",
      })
  void whatFollowsFromTheRowsIsAllowed(String sql) {
    assertThatCode(() -> check(sql)).doesNotThrowAnyException();
  }

  private void check(String sql) {
    PurityRules.check(Path.of("q.sql"), sql);
    PurityRules.check(Path.of("q.sql"), session.sql(sql).queryExecution().analyzed());
  }
}
