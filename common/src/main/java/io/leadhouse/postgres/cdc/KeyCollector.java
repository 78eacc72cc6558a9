package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.TransactionSnapshot;
import io.leadhouse.postgres.cdc.PgOutputMessage.Begin;
import io.leadhouse.postgres.cdc.PgOutputMessage.Commit;
import io.leadhouse.postgres.cdc.PgOutputMessage.Delete;
import io.leadhouse.postgres.cdc.PgOutputMessage.Insert;
import io.leadhouse.postgres.cdc.PgOutputMessage.Relation;
import io.leadhouse.postgres.cdc.PgOutputMessage.Truncate;
import io.leadhouse.postgres.cdc.PgOutputMessage.Update;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Gathers the keys that visible transactions touched, and how far they reach without a gap. Tables
 * are told apart by oid: a name may have been another table's when the change was made.
 */
final class KeyCollector {
  private final TransactionSnapshot visible;
  private final Map<Integer, TouchedTable> tables = new HashMap<>();
  private Optional<LogSequenceNumber> gapAfter = Optional.empty();
  private LogSequenceNumber applied;
  private boolean seen;

  /**
   * @param from what is confirmed already
   * @param mostKeys of one table; with more of them it is read whole
   */
  KeyCollector(
      List<CapturedTable> captured,
      TransactionSnapshot visible,
      LogSequenceNumber from,
      int mostKeys) {
    this.visible = visible;
    this.applied = from;
    for (CapturedTable table : captured) {
      tables.put(table.oid(), new TouchedTable(table.name(), table.key(), mostKeys));
    }
  }

  void accept(PgOutputMessage message) {
    if (message instanceof Begin begin) {
      seen = visible.seesXid(begin.xid());
    } else if (message instanceof Commit commit) {
      applied = seen ? commit.end() : applied;
    } else if (message instanceof Relation relation) {
      of(relation.oid()).ifPresent(table -> table.described(relation.columns()));
    } else if (message instanceof Insert insert) {
      touched(insert.relation()).ifPresent(table -> table.inserted(insert.row()));
    } else if (message instanceof Update update) {
      touched(update.relation()).ifPresent(table -> table.updated(update.old(), update.row()));
    } else if (message instanceof Delete delete) {
      touched(delete.relation()).ifPresent(table -> table.deleted(delete.old()));
    } else if (message instanceof Truncate truncate) {
      for (int relation : truncate.relations()) {
        touched(relation).ifPresent(TouchedTable::truncated);
      }
    }
  }

  /** Tables that were touched. */
  Map<TableName, TableChanges> changes() {
    Map<TableName, TableChanges> changes = new HashMap<>();
    for (TouchedTable table : tables.values()) {
      table.changes().ifPresent(found -> changes.put(table.name(), found));
    }
    return changes;
  }

  /**
   * What may be confirmed: the end of the last transaction before the first one whose changes are
   * not in the snapshot.
   *
   * @param read the position up to which messages were accepted
   */
  LogSequenceNumber confirmable(LogSequenceNumber read) {
    return gapAfter.orElse(read);
  }

  private Optional<TouchedTable> of(int oid) {
    return Optional.ofNullable(tables.get(oid));
  }

  /** The table, if its change is to be noted. */
  private Optional<TouchedTable> touched(int oid) {
    Optional<TouchedTable> table = of(oid);
    if (table.isPresent() && !seen && gapAfter.isEmpty()) {
      gapAfter = Optional.of(applied);
    }
    return seen ? table : Optional.empty();
  }
}
