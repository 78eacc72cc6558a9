package io.leadhouse.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Java models that do not keep what their table.yml promises; no rule reads Java. */
public final class WrongModels {
  private WrongModels() {}

  /** Says of a visit how many its page has. Keys: visits. */
  public static final class DependsOnOtherKeys implements JavaModel {
    @Override
    public Dataset<Row> rows(ModelInputs inputs) {
      return inputs
          .table("stg_visit")
          .select(col("visit_id"), count(lit(1)).over(Window.partitionBy("page_id")).as("answer"));
    }
  }

  /** Counts long visits as those of another page. Keys: pages. */
  public static final class MovesRowsBetweenKeys implements JavaModel {
    @Override
    public Dataset<Row> rows(ModelInputs inputs) {
      return inputs
          .table("stg_visit")
          .groupBy(when(col("seconds").gt(50), lit("slow")).otherwise(col("page_id")).as("page_id"))
          .agg(sum("seconds").as("answer"));
    }
  }

  /** Says of a visit when it was looked at. Keys: visits. */
  public static final class ReadsTheClock implements JavaModel {
    @Override
    public Dataset<Row> rows(ModelInputs inputs) {
      return inputs
          .table("stg_visit")
          .select(col("visit_id"), current_timestamp().cast("string").as("answer"));
    }
  }
}
