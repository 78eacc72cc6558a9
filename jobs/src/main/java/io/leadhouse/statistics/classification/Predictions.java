package io.leadhouse.statistics.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Predicted probabilities and what came of them, from the lowest probability to the highest. */
public final class Predictions {
  private static final double SMALLEST = 1e-15;
  private static final int DECILES = 10;

  /** Predictions of one probability: which of them is ranked higher means nothing. */
  private record Tie(double probability, long count, long positives) {}

  private final List<Tie> ties;
  private final long count;
  private final long positives;

  private Predictions(List<Tie> ties) {
    this.ties = ties;
    this.count = ties.stream().mapToLong(Tie::count).sum();
    this.positives = ties.stream().mapToLong(Tie::positives).sum();
  }

  /**
   * Ranks predictions.
   *
   * @param predictions in any order, which changes no figure
   */
  public static Predictions of(List<Prediction> predictions) {
    List<Prediction> sorted = new ArrayList<>(predictions);
    sorted.sort(Comparator.comparingDouble(Prediction::probability));
    List<Tie> ties = new ArrayList<>();
    for (int from = 0; from < sorted.size(); ) {
      double probability = sorted.get(from).probability();
      int to = from;
      long positives = 0;
      while (to < sorted.size() && sorted.get(to).probability() == probability) {
        positives += sorted.get(to).outcome() ? 1 : 0;
        to++;
      }
      ties.add(new Tie(probability, to - from, positives));
      from = to;
    }
    return new Predictions(ties);
  }

  public long count() {
    return count;
  }

  /** Predictions whose outcome was yes. */
  public long positives() {
    return positives;
  }

  /**
   * Area under the receiver operating characteristic: the chance that a positive has a higher
   * probability than a negative, ties counted half (Hanley, McNeil, Radiology 143(1), 1982). Empty
   * unless there are both.
   */
  public OptionalDouble areaUnderCurve() {
    long negatives = count - positives;
    if (positives == 0 || negatives == 0) {
      return OptionalDouble.empty();
    }
    double concordant = 0;
    long negativesBelow = 0;
    for (Tie tie : ties) {
      long negativesHere = tie.count() - tie.positives();
      concordant += tie.positives() * (negativesBelow + negativesHere / 2.0);
      negativesBelow += negativesHere;
    }
    return OptionalDouble.of(concordant / ((double) positives * negatives));
  }

  /**
   * Mean squared distance of probability and outcome (Brier, Monthly Weather Review 78(1), 1950).
   */
  public OptionalDouble brierScore() {
    double sum = 0;
    for (Tie tie : ties) {
      double p = tie.probability();
      sum += tie.positives() * (1 - p) * (1 - p) + (tie.count() - tie.positives()) * p * p;
    }
    return mean(sum);
  }

  /** Mean of −ln of the probability that was given to what came, which counts as at least 1e-15. */
  public OptionalDouble logLoss() {
    double sum = 0;
    for (Tie tie : ties) {
      double p = Math.min(Math.max(tie.probability(), SMALLEST), 1 - SMALLEST);
      sum -=
          tie.positives() * StrictMath.log(p)
              + (tie.count() - tie.positives()) * StrictMath.log1p(-p);
    }
    return mean(sum);
  }

  /**
   * Bins of equal width over 0 to 1, from the lowest, those without predictions left out. A
   * probability on a bound belongs to the bin above it.
   *
   * @param bins at least 1
   */
  public List<ReliabilityBin> reliability(int bins) {
    long[] counts = new long[bins];
    long[] positive = new long[bins];
    double[] predicted = new double[bins];
    for (Tie tie : ties) {
      int bin = Math.min((int) (tie.probability() * bins), bins - 1);
      counts[bin] += tie.count();
      positive[bin] += tie.positives();
      predicted[bin] += tie.probability() * tie.count();
    }
    List<ReliabilityBin> filled = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] > 0) {
        filled.add(
            new ReliabilityBin(
                bin + 1,
                counts[bin],
                predicted[bin] / counts[bin],
                (double) positive[bin] / counts[bin]));
      }
    }
    return filled;
  }

  /**
   * Mean distance of predicted and observed rate over the bins, weighed by their predictions
   * (Naeini, Cooper, Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning,
   * AAAI 2015).
   */
  public OptionalDouble expectedCalibrationError(int bins) {
    double sum = 0;
    for (ReliabilityBin bin : reliability(bins)) {
      sum += bin.count() * Math.abs(bin.predictedRate() - bin.observedRate());
    }
    return mean(sum);
  }

  /**
   * How many times more often than among all the outcome is yes among the tenth with the highest
   * probabilities. Of a tie that this tenth cuts, each counts in part. Empty without positives.
   */
  public OptionalDouble decileLift() {
    if (positives == 0) {
      return OptionalDouble.empty();
    }
    double size = (double) count / DECILES;
    double left = size;
    double found = 0;
    for (int i = ties.size() - 1; i >= 0 && left > 0; i--) {
      Tie tie = ties.get(i);
      double taken = Math.min(left, (double) tie.count());
      found += taken * tie.positives() / tie.count();
      left -= taken;
    }
    return OptionalDouble.of(found / size / ((double) positives / count));
  }

  private OptionalDouble mean(double sum) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }
}
