package io.leadhouse.demo.headlines;

import java.math.BigDecimal;
import java.util.Locale;

/** Figures as people read them; a dash stands for what nobody knows. */
final class Figure {
  private static final String UNKNOWN = "-";
  private static final BigDecimal SMALLEST_SHOWN = new BigDecimal("0.0001");

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

  /** A p-value with four decimals, which are never all 0. */
  static String probability(BigDecimal p) {
    boolean tiny = p != null && p.compareTo(SMALLEST_SHOWN) < 0;
    return tiny ? "<" + SMALLEST_SHOWN : rounded(p, 4);
  }

  /** An amount with its currency, or a plain number where there is none. */
  static String money(BigDecimal value, String currency) {
    return value == null || currency == null ? plain(value) : plain(value) + " " + currency;
  }
}
