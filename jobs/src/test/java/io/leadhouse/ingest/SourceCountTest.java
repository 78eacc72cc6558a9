package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** How the rows that a count has found are fetched. */
class SourceCountTest {
  private static final StructType SHAPE =
      new StructType().add("sought", "long").add("sought_at", "string");

  @Test
  void rangesWithoutAnyAreLeftOutAndThoseWithManyAreGoneOverAgain() {
    assertThat(found(range(0, null), range(200_000, null), range(2, "{\"(7,1)\",\"(7,2)\"}")))
        .isEqualTo(
            new FoundRows(
                200_002, List.of("page 1", "t.ctid = ANY ('{\"(7,1)\",\"(7,2)\"}'::tid[])")));
    assertThat(found(range(0, null))).isEqualTo(new FoundRows(0, List.of()));
  }

  @Test
  void addressesOfSeveralRangesAreFetchedByOneTaskUntilTheyAreEnough() {
    assertThat(
            found(range(1, "{a}"), range(19_999, "{b}"), range(0, null), range(1, "{c}")).parts())
        .containsExactly(
            "t.ctid = ANY ('{a}'::tid[] || '{b}'::tid[])", "t.ctid = ANY ('{c}'::tid[])");
    assertThat(found(range(1, "{a}"), range(0, null)).parts())
        .containsExactly("t.ctid = ANY ('{a}'::tid[])");
  }

  private static Row range(long rows, String addresses) {
    Object[] values = {rows, addresses};
    return new GenericRowWithSchema(values, SHAPE);
  }

  private static FoundRows found(Row... counts) {
    return SourceCount.found(
        List.of(counts), List.of("page 0", "page 1", "page 2", "page 3"), "sought");
  }
}
