package io.leadhouse.postgres.cdc;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.TransactionSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads from the source's write-ahead log which rows changed. An ingest asks {@link
 * #requireUsable}, opens its snapshot, {@link #read}s the keys up to it, reads the rows of these
 * keys in the snapshot (there: insert or update; not there: delete), keeps the marks of all tables
 * ({@link ChangedKeys#mark}) and {@link #confirm}s once everything is committed. Until then the
 * same keys come again.
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
   * Capture of the tables of a source.
   *
   * @param mostKeys distinct keys of one table that are held in memory; with more it is read whole
   * @throws LeadhouseException CONFIGURATION when no table is captured
   */
  public ChangeCapture(CaptureSource source, int mostKeys) {
    source.requireTables();
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
    return read(snapshot, snapshot.position().transactions());
  }

  /**
   * The same up to what another snapshot sees.
   *
   * @param snapshot where the catalog is read
   */
  ChangedKeys read(ExportedSnapshot snapshot, TransactionSnapshot visible) {
    return source.ask(
        "read changes from slot " + source.name(),
        session -> {
          LogSequenceNumber from = usableSlot(session).confirmed().orElseThrow();
          List<CapturedTable> tables = captured(snapshot);
          KeyCollector collector = new KeyCollector(tables, visible, from, mostKeys);
          LogSequenceNumber end = collect(session, collector);
          return new ChangedKeys(
              from,
              collector.confirmable(end),
              collector.changes(),
              ids(tables),
              new Settlement(visible, snapshot.beginsSlot()));
        });
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

  private LogSequenceNumber collect(PostgresSession session, KeyCollector collector)
      throws SQLException {
    try {
      return new CaptureLog(source.endpoint(), source.name())
          .readUntilNow(session, collector::accept);
    } catch (SQLException e) {
      ReplicationSlot unused = usableSlot(session);
      if (PublicationGap.isCauseOf(e)) {
        throw PublicationGap.refusal(source, e);
      }
      throw e;
    }
  }

  /** The tables as the snapshot's catalog has them: what is kept with its rows has to fit them. */
  private List<CapturedTable> captured(ExportedSnapshot snapshot) throws SQLException {
    try (PostgresSession session = snapshot.join()) {
      return new CaptureCatalog(session, source.name()).tables(source.keys());
    }
  }

  private Map<TableName, String> ids(List<CapturedTable> tables) {
    Map<TableName, String> ids = new HashMap<>();
    for (CapturedTable table : tables) {
      if (table.publication().isEmpty()) {
        throw new LeadhouseException(
            Category.UNREACHABLE,
            "%s was added to publication %s after the snapshot was taken. Run again."
                .formatted(table.name(), source.name()));
      }
      ids.put(table.name(), table.publication().get().id());
    }
    return ids;
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
