package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.testing.TestSession;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class NarrowedInputsTest {
  private static final TouchLink LINK =
      new TouchLink(List.of("o", "s"), new TouchLink.Target("identity", List.of("o", "source")));

  private final SparkSession session = TestSession.fresh();
  private final Map<String, String> tables =
      Map.of(
          "identity",
              "VALUES (1, 7, 7), (1, 8, 7), (1, 9, 9), (1, NULL, 7), (2, 7, 7) AS t (o, source, k)",
          "event",
              "VALUES (1, 7, 'a'), (1, 8, 'b'), (1, 9, 'c'), (1, NULL, 'n'), (2, 7, 'd') AS t (o, s, id)",
          "setting", "VALUES (1), (2) AS t (o)");

  @Test
  void onlyRowsThatLeadToTouchedKeysAreThere() {
    Dataset<Row> touched = session.sql("SELECT 1 AS o, 7 AS k");
    try (TouchedKeys keys = TouchedKeys.of(List.of("o", "k"), touched)) {
      NarrowedInputs inputs =
          new NarrowedInputs(
              new RefreshPlan.ByKey(0, keys, Set.of("identity"), Map.of("event", LINK), ""),
              (own, name) -> own.sql("SELECT * FROM " + tables.get(name)));

      assertThat(rows(inputs, "identity")).containsExactly("[1,7,7]", "[1,8,7]", "[1,null,7]");
      assertThat(rows(inputs, "event")).containsExactly("[1,7,a]", "[1,8,b]", "[1,null,n]");
      assertThat(rows(inputs, "setting")).containsExactly("[1]", "[2]");
    }
  }

  private List<String> rows(NarrowedInputs inputs, String name) {
    return inputs.rows(session, name).collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
