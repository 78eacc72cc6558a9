package io.leadhouse.doctor;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;

/**
 * What one check found.
 *
 * @param subject what was looked at: source, target or machine, and which part of it
 * @param category of the failure that a run would end with; of no weight unless it fails
 * @param remedy what to run or set; empty where nothing is to be done
 */
public record Finding(String subject, Level level, Category category, String what, String remedy) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** A run works, but slower, with more risk or with more rights than it needs. */
    WARN,
    /** A run would fail. */
    FAIL
  }

  static Finding ok(String subject, String what) {
    return new Finding(subject, Level.OK, Category.CONFIGURATION, what, "");
  }

  static Finding warn(String subject, String what, String remedy) {
    return new Finding(subject, Level.WARN, Category.CONFIGURATION, what, remedy);
  }

  static Finding fail(String subject, String what, String remedy) {
    return new Finding(subject, Level.FAIL, Category.CONFIGURATION, what, remedy);
  }

  /** What a run would end with; its message says what to do. */
  static Finding fail(String subject, LeadhouseException failure) {
    return new Finding(subject, Level.FAIL, failure.category(), failure.getMessage(), "");
  }
}
