package io.leadhouse.engine;

import io.leadhouse.model.Check.Severity;

/**
 * What a check found.
 *
 * @param check the predicate, or the name of a built-in check
 * @param violations rows for which it is false
 * @param example key of one such row among those that the run made, empty when there is none
 */
public record CheckResult(Severity severity, String check, long violations, String example) {
  boolean stops() {
    return severity == Severity.FAIL && violations > 0;
  }

  CheckResult plus(long others) {
    return new CheckResult(severity, check, violations + others, example);
  }

  /** "rate <= 1: 3 rows, for example {…}". */
  public String describe() {
    return check
        + ": violated by "
        + violations
        + (violations == 1 ? " row" : " rows")
        + (example.isEmpty() ? "" : ", for example " + example);
  }
}
