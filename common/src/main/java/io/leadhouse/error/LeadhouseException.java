package io.leadhouse.error;

import java.util.Objects;

/**
 * Anything that stops a command for a reason a person can act on. The message says what happened,
 * where, with which value, and what to do; it never holds a secret.
 */
public final class LeadhouseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, and so whether a scheduler should try again. */
  public enum Category {
    /** The configuration, a table folder or the command line is wrong. */
    CONFIGURATION(2),
    /** A source or sink cannot be reached or refuses us; a later try may succeed. */
    UNREACHABLE(3),
    /** A check on the data failed; nothing of the table concerned was written. */
    DATA_QUALITY(4),
    /** The source's tables no longer have the shape that the warehouse reads. */
    SCHEMA_DRIFT(5),
    /** Another run holds the warehouse; a later try may succeed. */
    LOCKED(6),
    /** A defect of Leadhouse. */
    DEFECT(70);

    private final int exitCode;

    Category(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process, as documented for schedulers. */
    public int exitCode() {
      return exitCode;
    }

    /** Whether a later try may succeed although nobody has repaired anything. */
    public boolean mayHeal() {
      return this == UNREACHABLE || this == LOCKED;
    }
  }

  private final Category category;

  public LeadhouseException(Category category, String message) {
    super(message);
    this.category = Objects.requireNonNull(category, "category");
  }

  public LeadhouseException(Category category, String message, Throwable cause) {
    super(message, cause);
    this.category = Objects.requireNonNull(category, "category");
  }

  public static LeadhouseException configuration(String message) {
    return new LeadhouseException(Category.CONFIGURATION, message);
  }

  public static LeadhouseException unreachable(String message, Throwable cause) {
    return new LeadhouseException(Category.UNREACHABLE, message, cause);
  }

  public static LeadhouseException dataQuality(String message) {
    return new LeadhouseException(Category.DATA_QUALITY, message);
  }

  public Category category() {
    return category;
  }
}
