package io.leadhouse.models.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Shares every conversion among the touches that led to it. Grain: one row per organization, lead,
 * conversion type, conversion number and touch of its journey; where the journey is empty one row
 * with touch_number 0 and channel {@code unattributed}.
 *
 * <p>Every lead is worked out alone, in the order of its own touches and in whole numbers, so that
 * rows do not depend on how Spark spread the leads.
 */
public final class TouchCredit implements JavaModel {
  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    AttributionSettings settings = AttributionSettings.of(inputs);
    StructType schema = CreditRows.schema(settings);
    MapPartitionsFunction<Row, Row> share =
        rows -> new CreditRows(new LeadHistories(rows), settings);
    return LeadHistories.rows(
            inputs.table("touchpoint"), inputs.table("conversion"), inputs.table("organization"))
        .mapPartitions(share, Encoders.row(schema))
        .withColumn("touched_at", timestamp_micros(col("touched_at")));
  }
}
