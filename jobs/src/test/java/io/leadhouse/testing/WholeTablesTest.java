package io.leadhouse.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What the comparison itself must see, else every test that uses it would pass. */
class WholeTablesTest {
  private final SparkSession session = TestSession.fresh();

  @Test
  void theOrderOfRowsAndPartitionsDoesNotMatter() {
    WholeTables.assertSameRows(
        rows("(1, 1.50BD), (2, NULL)"), rows("(2, NULL), (1, 1.50BD)").repartition(2), "id");
  }

  @Test
  void aDifferentValueIsSeen() {
    requireDifferent("(1, 1.50BD), (2, 2.00BD)", "(1, 1.50BD), (2, 2.01BD)");
  }

  @Test
  void aMissingRowIsSeen() {
    requireDifferent("(1, 1.50BD), (2, 2.00BD)", "(1, 1.50BD)");
  }

  @Test
  void anotherRowIsSeen() {
    requireDifferent("(1, 1.50BD)", "(1, 1.50BD), (2, 2.00BD)");
  }

  @Test
  void aNullIsNoValue() {
    requireDifferent("(1, 0.00BD)", "(1, NULL)");
  }

  @Test
  void anotherTypeIsSeen() {
    requireDifferent("(1, 1.50BD)", "(1, 1.500BD)");
  }

  private void requireDifferent(String expected, String actual) {
    assertThatThrownBy(() -> WholeTables.assertSameRows(rows(expected), rows(actual), "id"))
        .isInstanceOf(AssertionError.class);
  }

  private Dataset<Row> rows(String values) {
    return session.sql("SELECT * FROM VALUES " + values + " AS t(id, amount)");
  }
}
