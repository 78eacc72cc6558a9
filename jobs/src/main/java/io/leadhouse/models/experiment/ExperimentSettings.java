package io.leadhouse.models.experiment;

import io.leadhouse.model.ModelInputs;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * What the warehouse's parameters say of experiments.
 *
 * @param minimumUnits units per arm below which nothing is read early and no end is conclusive
 * @param minimumDays days that a test has to run
 * @param sequentialUnits units of two arms at which the always-valid interval is narrowest, where
 *     no size was planned
 * @param power chance of seeing an effect that plans and detectable effects go by
 * @param sampleRatioAlpha p-value below which a spread over the arms is no chance
 */
record ExperimentSettings(
    int minimumUnits, int minimumDays, int sequentialUnits, double power, double sampleRatioAlpha)
    implements Serializable {
  static ExperimentSettings of(ModelInputs inputs) {
    return new ExperimentSettings(
        inputs.parameter("experiment_minimum_units", Integer.class),
        inputs.parameter("experiment_minimum_days", Integer.class),
        inputs.parameter("experiment_sequential_units", Integer.class),
        inputs.parameter("experiment_power", BigDecimal.class).doubleValue(),
        inputs.parameter("experiment_srm_alpha", BigDecimal.class).doubleValue());
  }
}
