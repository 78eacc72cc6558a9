package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Makes a row of rows of other keys: of a visit the seconds of all visits of its page. */
public final class PageTotals implements JavaModel {
  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    return inputs
        .table("stg_visit")
        .select(
            col("visit_id"),
            col("page_id"),
            sum("seconds").over(Window.partitionBy("page_id")).as("seconds"));
  }
}
