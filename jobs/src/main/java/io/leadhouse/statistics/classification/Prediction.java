package io.leadhouse.statistics.classification;

/**
 * What was predicted of one case, and what came.
 *
 * @param probability predicted chance of a yes, from 0 to 1
 */
public record Prediction(double probability, boolean outcome) {
  public Prediction {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("A probability has to be from 0 to 1: " + probability);
    }
  }
}
