package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;

/** What changed from the slot's confirmed position up to a snapshot, told by the log. */
public final class ChangedKeys {
  private final LogSequenceNumber from;
  private final LogSequenceNumber until;
  private final Map<TableName, TableChanges> changes;
  private final Map<TableName, Capture> captures;

  /**
   * The log's place for a table.
   *
   * @param id another one whenever the table was left out of the log in between
   * @param settled whether the snapshot was taken after every transaction that may have written to
   *     the table before it was captured
   */
  record Capture(String id, boolean settled) {}

  ChangedKeys(
      LogSequenceNumber from,
      LogSequenceNumber until,
      Map<TableName, TableChanges> changes,
      Map<TableName, Capture> captures) {
    this.from = from;
    this.until = until;
    this.changes = Map.copyOf(changes);
    this.captures = Map.copyOf(captures);
  }

  /**
   * What to read of a table.
   *
   * @param kept the mark of the rows that are there; empty if there are none, or if they were read
   *     without the log
   * @return no keys if it did not change
   */
  public TableChanges of(TableName table, Optional<CaptureMark> kept) {
    if (kept.isEmpty()) {
      return new TableChanges.Whole("its copy does not follow the log yet");
    }
    if (!kept.get().capture().equals(captures.get(table).id())) {
      return new TableChanges.Whole("it was replaced, or left out of the log for a time");
    }
    if (LogSequenceNumber.valueOf(kept.get().until()).compareTo(from) < 0) {
      return new TableChanges.Whole(
          "the log begins at %s, but the copy ends at %s"
              .formatted(from.asString(), kept.get().until()));
    }
    return changes.getOrDefault(table, new TableChanges.Keys(Set.of()));
  }

  /**
   * What to keep with a table's rows once {@link #of} is applied to them. Empty while a transaction
   * runs that may have written to the table before it was captured: the next ingest then reads it
   * whole again.
   */
  public Optional<CaptureMark> mark(TableName table, Optional<CaptureMark> kept) {
    Capture capture = captures.get(table);
    boolean followed = kept.isPresent() && kept.get().capture().equals(capture.id());
    return followed || capture.settled()
        ? Optional.of(new CaptureMark(capture.id(), until.asString()))
        : Optional.empty();
  }

  /** What may be confirmed when all of it is applied, as {@code 16/B374D848}. */
  public String until() {
    return until.asString();
  }

  LogSequenceNumber confirmable() {
    return until;
  }
}
