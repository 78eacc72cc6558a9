package io.leadhouse.publish;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.publish.PublishResult.TableResult;
import io.leadhouse.publish.TablePlan.Action;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one transaction that readers see: definitions first, since they alone need strong locks. */
final class PublicationWriter {
  private final PostgresSession session;
  private final PublishTarget target;
  private final PublishPlan plan;
  private final PublicationLedger ledger;

  PublicationWriter(PostgresSession session, PublishTarget target, PublishPlan plan) {
    this.session = session;
    this.target = target;
    this.plan = plan;
    this.ledger = new PublicationLedger(target);
  }

  /** Writes all tables. The caller commits; after a rollback it may be called again. */
  List<TableResult> write(List<LoadedTable> tables) throws SQLException {
    for (String name : plan.toDrop()) {
      session.execute("DROP TABLE IF EXISTS " + target.table(name).sql());
      ledger.forget(session, name);
    }
    for (LoadedTable table : tables) {
      ddl(table).columns();
    }
    List<TableResult> results = new ArrayList<>();
    for (LoadedTable table : tables) {
      results.add(write(table));
    }
    new ReaderRights(target).openTables(session);
    return results;
  }

  private record Changes(long inserted, long updated, long deleted) {}

  private TableResult write(LoadedTable table) throws SQLException {
    long start = System.nanoTime();
    TablePlan tablePlan = table.plan();
    Changes changes = rows(table);
    ddl(table).rest();
    if (tablePlan.isWrittenWhole()) {
      session.execute("ANALYZE " + target.table(tablePlan.name()).sql());
    }
    PublishedTable published = tablePlan.table();
    long rowsAfter = table.rowsAfter(changes.inserted, changes.deleted);
    PublicationLedger.Entry entry =
        new PublicationLedger.Entry(
            published.name(),
            Optional.of(published.deltaTableId()),
            table.commit(),
            published.deltaVersion(),
            tablePlan.shape().digest(),
            rowsAfter);
    ledger.record(session, tablePlan.known(), entry, plan.asOf());
    if (tablePlan.action() == Action.SKIP) {
      ledger.recordCommit(session, entry);
    } else {
      ledger.recordOrigin(session, entry, table.horizon());
    }
    return new TableResult(
        published.name(),
        rowsAfter,
        changes.inserted,
        changes.updated,
        changes.deleted,
        table.shipment(),
        table.took().plus(Duration.ofNanos(System.nanoTime() - start)));
  }

  private Changes rows(LoadedTable table) throws SQLException {
    TableName name = target.table(table.plan().name());
    RowChanges changes =
        new RowChanges(table.plan().shape(), name, LoadTables.of(target, table.plan().name()));
    return switch (table.plan().action()) {
      case SKIP -> new Changes(0, 0, 0);
      case CREATE -> new Changes(session.update(changes.insertAll()), 0, 0);
      case REFILL -> {
        long deleted = session.update("DELETE FROM " + name.sql());
        yield new Changes(session.update(changes.insertAll()), 0, deleted);
      }
      case CHANGES, MERGE -> {
        long deleted = session.update(changes.deleteGone());
        yield session
            .first(
                changes.upsertChanged(),
                row -> new Changes(row.getLong(1), row.getLong(2), deleted))
            .orElseThrow();
      }
    };
  }

  private TableDdl ddl(LoadedTable table) {
    return new TableDdl(session, target.table(table.plan().name()), table.plan());
  }
}
