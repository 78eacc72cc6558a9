package io.leadhouse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.testing.TestSession;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmallSideTest {
  private final SparkSession session = TestSession.fresh();

  @BeforeEach
  void begin() {
    // Spark knows nothing of the size of rows that were kept.
    session.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    session.range(10).createOrReplaceTempView("large");
  }

  @Test
  void fewRowsAreSentAlsoOutOfAViewThatAQuerySelectsFrom() {
    assertThat(plan(200_000)).contains("BroadcastHashJoin");
  }

  @Test
  void moreAreNot() {
    assertThat(plan(200_001)).doesNotContain("BroadcastHashJoin");
  }

  private String plan(long count) {
    Dataset<Row> few = SmallSide.of(session.range(2).toDF(), count);
    few.createOrReplaceTempView("few");
    Dataset<Row> joined =
        session.sql(
            "SELECT large.id FROM large INNER JOIN (SELECT DISTINCT id FROM few) AS found"
                + " ON large.id = found.id");
    return ((org.apache.spark.sql.classic.Dataset<Row>) joined)
        .queryExecution()
        .executedPlan()
        .toString();
  }
}
