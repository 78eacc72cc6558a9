package io.leadhouse.postgres.cdc;

import java.util.List;
import java.util.Set;

/** What the log says about one table. */
public sealed interface TableChanges {
  /**
   * Rows with these keys were inserted, changed or deleted; which of it, the snapshot tells. Keys
   * with a NULL are left out, as such rows are never kept.
   *
   * @param keys values as Postgres writes them (ISO dates, UTC, hex bytea), in the order of the
   *     key's columns
   */
  record Keys(Set<List<String>> keys) implements TableChanges {
    public Keys {
      keys = Set.copyOf(keys);
    }
  }

  /**
   * The table has to be read whole.
   *
   * @param reason for people, a clause: "it was truncated"
   */
  record Whole(String reason) implements TableChanges {}
}
