package io.leadhouse.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a benchmark measured: a table for people, and bench.json. */
final class BenchReport {
  private final PrintStream out;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Ratio> ratios = new ArrayList<>();

  BenchReport(PrintStream out) {
    this.out = out;
  }

  /** Keeps a measurement for the table, and says it at once. */
  void add(Measurement measurement) {
    measurements.add(measurement);
    out.printf(
        "%s, %s: %.2f s%n", measurement.step(), measurement.variant(), measurement.seconds());
  }

  /** Sets the seconds that {@code variant} took for a step in relation to those of another. */
  void compare(String step, String variant, String other) {
    compare(List.of(step), variant, other);
  }

  /**
   * Sets the seconds that {@code variant} took for some steps in relation to those that {@code
   * other} took for the last of them.
   */
  void compare(List<String> steps, String variant, String other) {
    compare(
        String.join(" + ", steps) + ": " + variant + " / " + other,
        steps.stream().mapToDouble(step -> seconds(step, variant)).sum(),
        seconds(steps.get(steps.size() - 1), other));
  }

  /** Sets the seconds that a step took in relation to those of {@code other}, both by a variant. */
  void compareSteps(String step, String other, String variant) {
    compare(variant + ": " + step + " / " + other, seconds(step, variant), seconds(other, variant));
  }

  private void compare(String ratio, double seconds, double divisor) {
    ratios.add(new Ratio(ratio, divisor == 0 ? null : rounded(seconds / divisor)));
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(3)).doubleValue();
  }

  void print() {
    int widest = measurements.stream().mapToInt(m -> m.step().length()).max().orElse(4);
    String step = "%-" + widest + "s";
    out.printf(
        "%n" + step + " %-12s %14s %10s %9s%n", "step", "variant", "rows", "seconds", "peak MB");
    for (Measurement measured : measurements) {
      out.printf(
          step + " %-12s %,14d %10.2f %9s%n",
          measured.step(),
          measured.variant(),
          measured.rows(),
          measured.seconds(),
          measured.peakMb() == null ? "-" : String.format("%,d", measured.peakMb()));
    }
    out.printf("%n%-66s %10s%n", "ratio", "value");
    for (Ratio ratio : ratios) {
      String value = ratio.value() == null ? "-" : String.format("%.2f", ratio.value());
      out.printf("%-66s %10s%n", ratio.ratio(), value);
    }
  }

  /** Writes one list: the measurements, then the ratios. */
  void write(Path file) throws IOException {
    List<Object> all = new ArrayList<>(measurements);
    all.addAll(ratios);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all)
            + "\n");
  }

  private double seconds(String step, String variant) {
    return measurements.stream()
        .filter(m -> m.step().equals(step) && m.variant().equals(variant))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Nobody measured " + step + " by " + variant))
        .seconds();
  }
}
