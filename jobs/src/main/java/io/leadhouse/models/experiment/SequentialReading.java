package io.leadhouse.models.experiment;

/**
 * The smallest always-valid p-value so far.
 *
 * @param difference treatment − control on the day that it was reached
 */
record SequentialReading(double pValue, double difference) {
  static final SequentialReading NONE = new SequentialReading(1, 0);

  SequentialReading and(double pValueOfDay, double differenceOfDay) {
    return pValueOfDay < pValue ? new SequentialReading(pValueOfDay, differenceOfDay) : this;
  }
}
