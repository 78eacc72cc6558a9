package io.leadhouse.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.leadhouse.engine.Refreshed;
import io.leadhouse.engine.TableForecast;
import io.leadhouse.engine.TableForecast.Extent;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Prints what a build would recompute. */
final class ForecastReport {
  private final PrintWriter out;

  ForecastReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints it, and the sum.
   *
   * @param forecasts in build order
   */
  void print(List<TableForecast> forecasts) {
    for (TableForecast forecast : forecasts) {
      out.printf(
          "build    %-28s %s%n",
          forecast.table(), (forecast.extent() + said(forecast)).stripTrailing());
    }
    Map<Extent, Long> counts =
        forecasts.stream()
            .collect(
                groupingBy(TableForecast::extent, () -> new EnumMap<>(Extent.class), counting()));
    out.printf(
        "%n%d untouched, %d by key, %d whole, %d wait for what they read. Nothing was written.%n",
        counts.getOrDefault(Extent.UNTOUCHED, 0L),
        counts.getOrDefault(Extent.BY_KEY, 0L),
        counts.getOrDefault(Extent.WHOLE, 0L),
        counts.getOrDefault(Extent.AFTER, 0L));
    out.flush();
  }

  private static String said(TableForecast forecast) {
    return switch (forecast.extent()) {
      case UNTOUCHED -> "";
      case BY_KEY -> ": %,d keys, %s".formatted(forecast.keys(), forecast.why());
      case WHOLE ->
          forecast.why().equals(Refreshed.FIRST_TIME) ? ": first time" : ": " + forecast.why();
      case AFTER -> " %s: depends on it, decided when built".formatted(forecast.why());
    };
  }
}
