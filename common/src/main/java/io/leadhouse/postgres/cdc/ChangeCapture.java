package io.leadhouse.postgres.cdc;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CapturedTable.Published;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads from the source's write-ahead log which rows changed. An ingest asks {@link
 * #requireUsable}, opens its snapshot, {@link #read}s the keys up to it, reads the rows of these
 * keys in the snapshot (there: insert or update; not there: delete), and {@link #confirm}s once
 * everything is committed. Until then the same keys come again.
 */
public final class ChangeCapture {
  /** Distinct keys of a table that are held in memory, some 30 MB; with more it is read whole. */
  public static final int MOST_KEYS = 200_000;

  /** A server process goes on for a moment after its client has gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final CaptureSource source;
  private final int mostKeys;

  public ChangeCapture(CaptureSource source) {
    this(source, MOST_KEYS);
  }

  /**
   * @param mostKeys distinct keys of one table that are held in memory; with more it is read whole
   */
  public ChangeCapture(CaptureSource source, int mostKeys) {
    this.source = source;
    this.mostKeys = mostKeys;
  }

  /**
   * Makes sure that slot, publication and tables are as `leadhouse cdc enable` left them.
   *
   * @throws LeadhouseException CONFIGURATION with what to do, UNREACHABLE while another process
   *     reads the slot, SCHEMA_DRIFT for tables that do not exist
   */
  public void requireUsable() {
    ReplicationSlot unused =
        source.ask("look at the replication slot", session -> usableSlot(session));
  }

  /**
   * What changed between the last confirmation and a snapshot. Reading confirms nothing.
   *
   * @throws LeadhouseException as {@link #requireUsable}; UNREACHABLE when the source goes away
   */
  public ChangedKeys read(ExportedSnapshot snapshot) {
    VisibleTransactions visible = VisibleTransactions.of(snapshot.position().snapshot());
    return read(visible, snapshot.beginsSlot());
  }

  /**
   * The same of what a snapshot sees.
   *
   * @param beginsSlot whether it is the snapshot of the new slot
   */
  ChangedKeys read(VisibleTransactions visible, boolean beginsSlot) {
    return source.ask(
        "read changes from slot " + source.name(), session -> read(session, visible, beginsSlot));
  }

  /**
   * Lets the source forget what was applied. To be called when the whole ingest is committed; a
   * batch that is not confirmed comes again.
   *
   * @throws LeadhouseException UNREACHABLE when the source goes away, or another process reads the
   *     slot
   */
  public void confirm(ChangedKeys applied) {
    source.ask(
        "confirm changes to slot " + source.name(),
        session -> {
          ReplicationSlot slot = usableSlot(session);
          LogSequenceNumber position = applied.confirmable();
          if (slot.confirmed().orElseThrow().compareTo(position) < 0) {
            ReplicationSlot.advance(session, source.name(), position);
          }
          return position;
        });
  }

  private ChangedKeys read(PostgresSession session, VisibleTransactions visible, boolean beginsSlot)
      throws SQLException {
    ReplicationSlot slot = usableSlot(session);
    LogSequenceNumber from = slot.confirmed().orElseThrow();
    List<CapturedTable> tables = new CaptureCatalog(session, source.name()).tables(source.keys());
    Settlement settlement = new Settlement(visible, nextTransaction(session), beginsSlot);
    KeyCollector collector = new KeyCollector(tables, visible, from, mostKeys);
    LogSequenceNumber end;
    try {
      end =
          new CaptureLog(source.endpoint(), source.name()).readUntilNow(session, collector::accept);
    } catch (SQLException e) {
      ReplicationSlot unused = usableSlot(session);
      if (PublicationGap.isCauseOf(e)) {
        throw PublicationGap.refusal(source, e);
      }
      throw e;
    }
    return new ChangedKeys(
        from, collector.confirmable(end), collector.changes(), captures(tables), settlement);
  }

  private static Map<TableName, Published> captures(List<CapturedTable> tables) {
    return tables.stream()
        .collect(Collectors.toMap(CapturedTable::name, table -> table.publication().orElseThrow()));
  }

  private static long nextTransaction(PostgresSession session) throws SQLException {
    return session
        .first(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text",
            row -> Long.parseLong(row.getString(1)))
        .orElseThrow();
  }

  private ReplicationSlot usableSlot(PostgresSession session) throws SQLException {
    ReplicationSlot slot = new CaptureState(source, session).usable();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (slot.activePid().isPresent()) {
      if (System.nanoTime() - deadline > 0) {
        throw new LeadhouseException(
            Category.UNREACHABLE,
            "Slot %s at %s is read by another process (server process %d). One warehouse reads a slot; try again when it has ended."
                .formatted(source.name(), source.endpoint(), slot.activePid().get()));
      }
      pause();
      slot = new CaptureState(source, session).usable();
    }
    return slot;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LeadhouseException.unreachable("Interrupted while waiting for a replication slot.", e);
    }
  }
}
