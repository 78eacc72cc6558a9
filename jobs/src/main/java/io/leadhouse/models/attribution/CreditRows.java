package io.leadhouse.models.attribution;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of touch_credit for many leads, made while they are read: in memory are one lead and the
 * credits of one of its conversions.
 */
final class CreditRows implements Iterator<Row> {
  private static final int COLUMNS_BEFORE_CREDITS = 11;

  private final Iterator<LeadHistory> leads;
  private final AttributionSettings settings;
  private final List<CreditModel> models;

  private LeadHistory lead;
  private Journeys journeys;
  private int nextConversion;
  private Conversion conversion;
  private Journey journey;
  private List<Credits> credits;
  private int nextTouch;

  CreditRows(Iterator<LeadHistory> leads, AttributionSettings settings) {
    this.leads = leads;
    this.settings = settings;
    this.models = CreditModel.all(settings.timeDecay());
  }

  /** The columns of a row; touched_at is in microseconds since 1970 UTC. */
  static StructType schema(AttributionSettings settings) {
    StructType schema =
        new StructType()
            .add("organization_id", DataTypes.StringType)
            .add("lead_id", DataTypes.StringType)
            .add("conversion_type", DataTypes.StringType)
            .add("conversion_number", DataTypes.IntegerType)
            .add("touch_number", DataTypes.IntegerType)
            .add("touch_id", DataTypes.StringType)
            .add("touched_at", DataTypes.LongType)
            .add("channel", DataTypes.StringType)
            .add("campaign_id", DataTypes.StringType)
            .add("is_truncated", DataTypes.BooleanType)
            .add("currency", DataTypes.StringType);
    for (CreditModel model : CreditModel.all(settings.timeDecay())) {
      schema =
          schema
              .add(
                  model.name() + "_credit",
                  DataTypes.createDecimalType(Credits.CREDIT_PRECISION, Credits.CREDIT_SCALE))
              .add(
                  model.name() + "_amount",
                  DataTypes.createDecimalType(Credits.AMOUNT_PRECISION, Credits.AMOUNT_SCALE));
    }
    return schema;
  }

  @Override
  public boolean hasNext() {
    while (journey == null || nextTouch == journey.length()) {
      if (!openNextConversion()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int place = nextTouch++;
    Touch touch = journey.touches().get(place);
    Object[] values = new Object[COLUMNS_BEFORE_CREDITS + 2 * models.size()];
    values[0] = lead.organizationId();
    values[1] = lead.leadId();
    values[2] = conversion.type();
    values[3] = conversion.number();
    values[4] = touch.number();
    values[5] = touch.id();
    values[6] = touch.equals(Touch.NONE) ? null : touch.atMicros();
    values[7] = touch.channel();
    values[8] = touch.campaignId();
    values[9] = journey.isTruncated();
    values[10] = conversion.currency();
    int column = COLUMNS_BEFORE_CREDITS;
    for (Credits credit : credits) {
      values[column++] = credit.credit(place);
      values[column++] = credit.amount(place);
    }
    return RowFactory.create(values);
  }

  private boolean openNextConversion() {
    while (lead == null || nextConversion == lead.conversions().size()) {
      if (!leads.hasNext()) {
        return false;
      }
      lead = leads.next();
      journeys = new Journeys(lead.touches(), lead.conversions(), settings.lookback());
      nextConversion = 0;
    }
    conversion = lead.conversions().get(nextConversion);
    journey = journeys.of(nextConversion);
    nextConversion++;
    nextTouch = 0;
    credits = new ArrayList<>();
    for (CreditModel model : models) {
      credits.add(Credits.of(conversion, model.rule().apply(journey)));
    }
    return true;
  }
}
