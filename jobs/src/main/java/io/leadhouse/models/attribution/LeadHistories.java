package io.leadhouse.models.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads histories one lead at a time from rows that {@link #rows} has sorted. Only the lead at hand
 * is in memory.
 */
final class LeadHistories implements Iterator<LeadHistory> {
  private static final String ORGANIZATION = "organization_id";
  private static final String LEAD = "lead_id";
  private static final String KIND = "kind";
  private static final String TYPE = "conversion_type";
  private static final String NUMBER = "number";
  private static final String DIGITS = "currency_digits";

  private static final int CONVERSION = 0;
  private static final int TOUCH = 1;

  private final Iterator<Row> rows;
  private Row next;

  LeadHistories(Iterator<Row> rows) {
    this.rows = rows;
    advance();
  }

  /**
   * Touches and conversions in one table: all rows of a lead in one partition and one after
   * another, its conversions before its touches.
   */
  static Dataset<Row> rows(
      Dataset<Row> touches, Dataset<Row> conversions, Dataset<Row> organizations) {
    Dataset<Row> digits = organizations.select(ORGANIZATION, DIGITS);
    Dataset<Row> converted =
        conversions
            .join(digits, ORGANIZATION)
            .select(
                col(ORGANIZATION),
                col(LEAD),
                lit(CONVERSION).as(KIND),
                col(TYPE),
                col("conversion_number").as(NUMBER),
                unix_micros(col("converted_at")).as("at"),
                col("is_refund"),
                col("value_amount"),
                col("currency"),
                col(DIGITS),
                missing("string", "touch_id"),
                missing("string", "channel"),
                missing("string", "campaign_id"),
                missing("boolean", "is_direct"));
    Dataset<Row> touched =
        touches.select(
            col(ORGANIZATION),
            col(LEAD),
            lit(TOUCH).as(KIND),
            missing("string", TYPE),
            col("touch_number").as(NUMBER),
            unix_micros(col("touched_at")).as("at"),
            missing("boolean", "is_refund"),
            missing("decimal(18,3)", "value_amount"),
            missing("string", "currency"),
            missing("int", DIGITS),
            col("touch_id"),
            col("channel"),
            col("campaign_id"),
            col("is_direct"));
    return converted
        .union(touched)
        .repartition(col(ORGANIZATION), col(LEAD))
        .sortWithinPartitions(ORGANIZATION, LEAD, KIND, TYPE, NUMBER);
  }

  private static Column missing(String type, String name) {
    return lit(null).cast(type).as(name);
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public LeadHistory next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    String organizationId = next.getString(0);
    String leadId = next.getString(1);
    List<Conversion> conversions = new ArrayList<>();
    List<Touch> touches = new ArrayList<>();
    while (next != null
        && next.getString(1).equals(leadId)
        && next.getString(0).equals(organizationId)) {
      if (next.getInt(2) == CONVERSION) {
        conversions.add(conversion(next));
      } else {
        touches.add(touch(next));
      }
      advance();
    }
    return new LeadHistory(organizationId, leadId, conversions, touches);
  }

  private void advance() {
    next = rows.hasNext() ? rows.next() : null;
  }

  private static Conversion conversion(Row row) {
    BigDecimal value = row.isNullAt(7) ? null : row.getDecimal(7);
    return new Conversion(
        row.getString(3),
        row.getInt(4),
        row.getLong(5),
        row.getBoolean(6),
        value,
        row.getString(8),
        row.getInt(9));
  }

  private static Touch touch(Row row) {
    return new Touch(
        row.getInt(4),
        row.getString(10),
        row.getLong(5),
        row.getString(11),
        row.getString(12),
        row.getBoolean(13));
  }
}
