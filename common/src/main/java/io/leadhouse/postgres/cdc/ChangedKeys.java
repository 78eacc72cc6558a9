package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.TableChanges.Keys;
import io.leadhouse.postgres.cdc.TableChanges.Whole;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;

/** What changed from the slot's confirmed position up to a snapshot, told by the log. */
public final class ChangedKeys {
  private final LogSequenceNumber from;
  private final LogSequenceNumber until;
  private final Map<TableName, TableChanges> changes;
  private final Map<TableName, String> captures;
  private final Settlement settlement;

  ChangedKeys(
      LogSequenceNumber from,
      LogSequenceNumber until,
      Map<TableName, TableChanges> changes,
      Map<TableName, String> captures,
      Settlement settlement) {
    this.from = from;
    this.until = until;
    this.changes = Map.copyOf(changes);
    this.captures = Map.copyOf(captures);
    this.settlement = settlement;
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
      return new Whole("its copy does not follow the log yet");
    }
    if (!follows(table, kept.get())) {
      return new Whole(
          "something happened to it that the log does not tell: a change of its columns,"
              + " partitions or files, or a time outside the publication");
    }
    if (kept.get().unsettledBefore() > 0) {
      return new Whole("transactions were open when the log began to tell its changes");
    }
    if (LogSequenceNumber.valueOf(kept.get().until()).compareTo(from) < 0) {
      return new Whole(
          "the log begins at %s, but the copy ends at %s"
              .formatted(from.asString(), kept.get().until()));
    }
    return changes.getOrDefault(table, new Keys(Set.of()));
  }

  /**
   * What to keep with a table's rows once {@link #of} is applied to them.
   *
   * @param kept as of {@link #of}
   */
  public CaptureMark mark(TableName table, Optional<CaptureMark> kept) {
    long unsettled =
        kept.filter(mark -> follows(table, mark))
            .map(mark -> settlement.again(mark.unsettledBefore()))
            .orElseGet(settlement::first);
    return new CaptureMark(captures.get(table), until.asString(), unsettled);
  }

  /** What may be confirmed when all of it is applied, as {@code 16/B374D848}. */
  public String until() {
    return until.asString();
  }

  LogSequenceNumber confirmable() {
    return until;
  }

  private boolean follows(TableName table, CaptureMark mark) {
    return mark.capture().equals(captures.get(table));
  }
}
