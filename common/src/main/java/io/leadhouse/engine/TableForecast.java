package io.leadhouse.engine;

/**
 * How much of a table a build would recompute.
 *
 * @param why what makes it so; of a table that waits, what it waits for
 * @param keys refresh keys that would be recomputed; 0 unless it is done by key
 */
public record TableForecast(String table, Extent extent, String why, long keys) {

  /** What can be told before the build. */
  public enum Extent {
    /** Nothing that it reads has changed. */
    UNTOUCHED("untouched"),
    /** The rows of the refresh keys that its inputs' changes touch. */
    BY_KEY("by key"),
    /** The whole table. */
    WHOLE("whole"),
    /** It reads what the build makes first; only the rows that differ then decide. */
    AFTER("after");

    private final String text;

    Extent(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static TableForecast of(String table, RefreshPlan plan) {
    if (plan instanceof RefreshPlan.ByKey part) {
      return new TableForecast(table, Extent.BY_KEY, plan.why(), part.keys().count());
    }
    if (plan instanceof RefreshPlan.OfContract part) {
      return new TableForecast(table, Extent.BY_KEY, plan.why(), part.keys().count());
    }
    return new TableForecast(
        table, plan instanceof RefreshPlan.Full ? Extent.WHOLE : Extent.UNTOUCHED, plan.why(), 0);
  }
}
