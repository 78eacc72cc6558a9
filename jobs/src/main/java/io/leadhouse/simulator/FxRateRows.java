package io.leadhouse.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;

/**
 * Rows of fx_rates: every ordered pair of the world's currencies on every day but a few. Each
 * currency's value in dollars walks on its own random stream, whatever organizations there are.
 */
final class FxRateRows {
  private static final double MISSING = 0.02;

  /** A gap that is longer than a rate may be old, in days since the start of the history. */
  private static final int GAP_FIRST_DAY = 210;

  private static final int GAP_LAST_DAY = 221;

  private final CopyTarget rates;

  FxRateRows(CopyTargets targets) {
    this.rates = targets.into("fx_rates", List.of("day", "base", "quote", "rate"));
  }

  /** Rates that no table of them should hold. */
  void writeDirty(LocalDate day) {
    rates.date(day).text("USD").text("USD").decimal("1").endRow();
    rates.date(day).text("USD").text("ARS").decimal("0").endRow();
    rates.date(day).text("dollar").text("EUR").decimal("0.9").endRow();
  }

  /**
   * @param end first day that is not in the history
   */
  void write(long seed, List<World.Currency> currencies, LocalDate start, LocalDate end) {
    double[] dollars = currencies.stream().mapToDouble(World.Currency::dollars).toArray();
    RandomStream gaps = RandomStream.of(seed, "fx gaps");
    List<RandomStream> walks =
        currencies.stream()
            .map(currency -> RandomStream.of(seed, "fx " + currency.code()))
            .toList();
    int dayNumber = 0;
    for (LocalDate day = start; day.isBefore(end); day = day.plusDays(1), dayNumber++) {
      for (int i = 0; i < dollars.length; i++) {
        World.Currency currency = currencies.get(i);
        double pull = 0.01 * StrictMath.log(currency.dollars() / dollars[i]);
        double change = pull + currency.dailyChange() * walks.get(i).gaussian();
        dollars[i] *= StrictMath.exp(change);
      }
      boolean isMissing = gaps.chance(MISSING);
      if (!isMissing && (dayNumber < GAP_FIRST_DAY || dayNumber > GAP_LAST_DAY)) {
        writeDay(day, currencies, dollars);
      }
    }
  }

  private void writeDay(LocalDate day, List<World.Currency> currencies, double[] dollars) {
    for (int base = 0; base < dollars.length; base++) {
      for (int quote = 0; quote < dollars.length; quote++) {
        if (base != quote) {
          BigDecimal rate =
              BigDecimal.valueOf(dollars[base] / dollars[quote]).setScale(8, RoundingMode.HALF_UP);
          rates
              .date(day)
              .text(currencies.get(base).code())
              .text(currencies.get(quote).code())
              .decimal(rate.toPlainString())
              .endRow();
        }
      }
    }
  }
}
