package io.leadhouse.models.churn;

import io.leadhouse.model.ModelInputs;
import java.io.Serializable;

/**
 * What the warehouse's parameters say of churn.
 *
 * @param activeDays days in which a lead must have been active to be one that can churn
 * @param trainingFolds days of the past that a model is learnt from
 * @param minimumExamples labelled examples below which there is no model
 * @param minimumOutcomes examples of either outcome below which there is no model
 * @param maximumExamples examples that a model is learnt from at most, about
 */
record ChurnSettings(
    int activeDays,
    int trainingFolds,
    int minimumExamples,
    int minimumOutcomes,
    int maximumExamples)
    implements Serializable {
  static ChurnSettings of(ModelInputs inputs) {
    return new ChurnSettings(
        inputs.parameter("churn_active_days", Integer.class),
        inputs.parameter("churn_training_folds", Integer.class),
        inputs.parameter("churn_minimum_examples", Integer.class),
        inputs.parameter("churn_minimum_outcomes", Integer.class),
        inputs.parameter("churn_maximum_examples", Integer.class));
  }

  boolean isEnough(LabelledFolds folds) {
    return folds.examples() >= minimumExamples
        && folds.churned() >= minimumOutcomes
        && folds.examples() - folds.churned() >= minimumOutcomes;
  }
}
