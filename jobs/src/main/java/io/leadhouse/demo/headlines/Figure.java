package io.leadhouse.demo.headlines;

import java.math.BigDecimal;
import java.util.Locale;

/** Figures as people read them; a dash stands for what nobody knows. */
final class Figure {
  private static final String UNKNOWN = "-";

  private Figure() {}

  /** A fraction in percent. */
  static String percent(BigDecimal fraction) {
    return fraction == null
        ? UNKNOWN
        : String.format(Locale.ROOT, "%.1f %%", fraction.doubleValue() * 100);
  }

  /** A number with one decimal, or none where it is whole or large. */
  static String plain(BigDecimal value) {
    if (value == null) {
      return UNKNOWN;
    }
    boolean whole = value.stripTrailingZeros().scale() <= 0 || value.abs().doubleValue() >= 1000;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.1f", value);
  }

  /** A number with so many decimals. */
  static String rounded(BigDecimal value, int decimals) {
    return value == null ? UNKNOWN : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** An amount with its currency, or a plain number where there is none. */
  static String money(BigDecimal value, String currency) {
    return value == null || currency == null ? plain(value) : plain(value) + " " + currency;
  }
}
