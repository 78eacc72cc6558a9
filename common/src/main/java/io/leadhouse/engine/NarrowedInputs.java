package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.spark.SmallSide;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The inputs of a table, only with the rows from which rows of touched keys are made. */
record NarrowedInputs(RefreshPlan.ByKey plan, InputViews all) implements InputViews {
  private static final String OTHER = "__other_";

  @Override
  public Dataset<Row> rows(SparkSession session, String name) {
    Dataset<Row> rows = all.rows(session, name);
    if (plan.narrowed().contains(name)) {
      return plan.keys().touched(rows);
    }
    return plan.links().containsKey(name) ? linked(rows, plan.links().get(name)) : rows;
  }

  /** The rows that lead to touched keys. */
  private Dataset<Row> linked(Dataset<Row> rows, TouchLink link) {
    TouchLink.Target target = link.target();
    Column[] columns =
        target.columns().stream().map(name -> col(name).as(OTHER + name)).toArray(Column[]::new);
    Dataset<Row> others =
        plan.keys()
            .touched(all.rows(rows.sparkSession(), target.input()))
            .select(columns)
            .distinct();
    Column same =
        IntStream.range(0, columns.length)
            .mapToObj(
                i ->
                    rows.col(link.own().get(i))
                        .eqNullSafe(others.col(OTHER + target.columns().get(i))))
            .reduce(Column::and)
            .orElseThrow();
    return rows.join(SmallSide.of(others, plan.keys().count()), same, "left_semi");
  }
}
