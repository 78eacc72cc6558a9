package io.leadhouse.engine;

/**
 * How much of a table a run recomputed.
 *
 * @param why what made it so
 * @param keys refresh keys that were recomputed; 0 unless it was done by key
 */
public record Refreshed(Mode mode, String why, long keys) {
  /** Why a table without a past is recomputed. */
  public static final String FIRST_TIME = "it is made for the first time";

  static final Refreshed NOT = new Refreshed(Mode.NONE, "", 0);

  /** Whether there was no such table before. */
  public boolean isFirst() {
    return why.equals(FIRST_TIME);
  }

  /** The ways to follow the inputs. */
  public enum Mode {
    /** Nothing that it reads has changed. */
    NONE("none"),
    /** The whole table. */
    FULL("full"),
    /** The rows of the refresh keys that its inputs' changes touch. */
    BY_KEY("by key");

    private final String text;

    Mode(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
