package io.leadhouse.statistics.experiment;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values adjusted for having asked several questions. Each is compared with alpha as a single one
 * would be, keeps the place of the value that it belongs to and is never smaller than it.
 */
public final class MultipleTesting {
  private MultipleTesting() {}

  /**
   * Holm's step-down: of m sorted values the i-th becomes max over j ≤ i of min(1, (m − j +
   * 1)·p₍ⱼ₎). Holds the chance of one or more false findings at alpha, whatever the dependence.
   *
   * <p>S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of
   * Statistics 6(2), 1979.
   *
   * @param pValues each 0 to 1; may be empty
   */
  public static double[] holm(double... pValues) {
    int[] order = ascending(pValues);
    double[] adjusted = new double[pValues.length];
    double largest = 0;
    for (int i = 0; i < order.length; i++) {
      largest = Math.max(largest, Math.min(1, (order.length - i) * pValues[order[i]]));
      adjusted[order[i]] = largest;
    }
    return adjusted;
  }

  /**
   * Benjamini and Hochberg's step-up: the i-th of m sorted values becomes min over j ≥ i of min(1,
   * m·p₍ⱼ₎/j). Holds the expected share of false findings at alpha, under independence or positive
   * dependence.
   *
   * <p>Y. Benjamini, Y. Hochberg, Controlling the False Discovery Rate, JRSS B 57(1), 1995.
   *
   * @param pValues each 0 to 1; may be empty
   */
  public static double[] benjaminiHochberg(double... pValues) {
    int[] order = ascending(pValues);
    double[] adjusted = new double[pValues.length];
    double smallest = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      smallest = Math.min(smallest, (double) order.length / (i + 1) * pValues[order[i]]);
      adjusted[order[i]] = smallest;
    }
    return adjusted;
  }

  private static int[] ascending(double[] pValues) {
    for (double p : pValues) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("A p-value of " + p);
      }
    }
    return IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> pValues[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
