package io.leadhouse.postgres.cdc;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether what was enabled once can still be used. */
final class CaptureState {
  static final String BEGIN_AGAIN =
      "Run `leadhouse cdc disable`, then `leadhouse cdc enable`, which reads all tables once.";

  private final CaptureSource source;
  private final PostgresSession session;

  CaptureState(CaptureSource source, PostgresSession session) {
    this.source = source;
    this.session = session;
  }

  /**
   * The slot, which may be read by somebody else at the moment.
   *
   * @throws LeadhouseException CONFIGURATION with what to do when changes may be missing
   */
  ReplicationSlot usable() throws SQLException {
    ReplicationSlot slot = slot();
    List<String> complaints = new ArrayList<>();
    CaptureCatalog catalog = new CaptureCatalog(session, source.name());
    Optional<Publication> publication = catalog.publication();
    if (publication.isEmpty()) {
      complaints.add(
          "Publication %s is gone, and with it what changed since. %s"
              .formatted(source.name(), BEGIN_AGAIN));
    } else {
      List<CapturedTable> tables = catalog.tables(source.keys());
      complaints.addAll(incomplete(publication.get(), tables));
      for (CapturedTable table : tables) {
        complaints.addAll(table.complaints(source.name()));
        complaints.addAll(unpublished(table));
      }
    }
    if (!complaints.isEmpty()) {
      throw configuration(
          "Changes at %s cannot be read from the log.%n%s"
              .formatted(source.endpoint(), String.join(System.lineSeparator(), complaints)));
    }
    return slot;
  }

  private ReplicationSlot slot() throws SQLException {
    Optional<ReplicationSlot> found = ReplicationSlot.find(session, source.name());
    if (found.isEmpty()) {
      throw configuration(
          "There is no replication slot %s at %s, so the source keeps no log for us. Run `leadhouse cdc enable`, which reads all tables once."
              .formatted(source.name(), source.endpoint()));
    }
    if (!found.get().ours()) {
      throw configuration(
          "Replication slot %s at %s belongs to another database or plugin. Drop it there, or rename the source pack."
              .formatted(source.name(), source.endpoint()));
    }
    if (found.get().lost()) {
      throw configuration(
          "Replication slot %s at %s is lost: the source wrote more log than max_slot_wal_keep_size before the changes were read. %s Raise that limit, or ingest more often."
              .formatted(source.name(), source.endpoint(), BEGIN_AGAIN));
    }
    return found.get();
  }

  private List<String> incomplete(Publication publication, List<CapturedTable> tables) {
    boolean rootNeeded = tables.stream().anyMatch(CapturedTable::isPartitioned);
    return publication.complete() && (publication.viaRoot() || !rootNeeded)
        ? List.of()
        : List.of(
            "Publication %s leaves changes out. Run: %s Then: %s"
                .formatted(source.name(), Publication.setAll(source.name()), BEGIN_AGAIN));
  }

  private List<String> unpublished(CapturedTable table) {
    return table.publication().isPresent()
        ? List.of()
        : List.of(
            "%s is not in publication %s. Run `leadhouse cdc enable` again, which adds it; the next ingest reads it whole."
                .formatted(table.name(), source.name()));
  }
}
