package io.leadhouse.postgres.cdc;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.replication.ReplicationSlotInfo;

/** Makes and removes what the source needs so that changes can be read from its log. */
public final class CaptureSetup {
  /** How long a new slot waits for a transaction that is open. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String DUPLICATE_OBJECT = "42710";

  private final CaptureSource source;
  private final Duration patience;

  public CaptureSetup(CaptureSource source) {
    this(source, PATIENCE);
  }

  CaptureSetup(CaptureSource source, Duration patience) {
    this.source = source;
    this.patience = patience;
  }

  /** Whether there is a slot, usable or not. */
  public boolean hasSlot() {
    return source.ask(
        "look for slot " + source.name(),
        session -> ReplicationSlot.find(session, source.name()).isPresent());
  }

  /**
   * Checks everything, then makes the publication, or adds the tables that it lacks.
   *
   * @return what was done, a sentence each
   * @throws LeadhouseException CONFIGURATION with all that is in the way, each with the command
   *     that heals it
   */
  public List<String> publish() {
    return source.ask("prepare change data capture", this::publish);
  }

  /**
   * Makes the slot, and opens the snapshot after which it tells changes.
   *
   * @param maximumAge after which the snapshot is let go
   * @throws LeadhouseException UNREACHABLE when transactions that are open do not end, or the
   *     source goes away; there is no slot then
   */
  public ExportedSnapshot firstSnapshot(Duration maximumAge) {
    try (ReplicationConnection connection = ReplicationConnection.open(source.endpoint())) {
      ReplicationSlotInfo slot = connection.createSlot(source.name(), patience);
      try {
        return ExportedSnapshot.takeOver(source.endpoint(), slot.getSnapshotName(), maximumAge);
      } catch (RuntimeException e) {
        dropAfter(e);
        throw e;
      }
    } catch (SQLException e) {
      throw notMade(e);
    }
  }

  /** Drops the slot because of a failure, which is told even if that fails too. */
  public void dropAfter(RuntimeException failure) {
    try {
      boolean unused = source.ask("drop slot " + source.name(), this::dropSlot);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Drops slot and publication, as far as they are there.
   *
   * @return what was done, a sentence each
   */
  public List<String> disable() {
    return source.ask("disable change data capture", this::disable);
  }

  /** How it stands. */
  public CaptureStatus status() {
    return source.ask("look at change data capture", this::status);
  }

  private List<String> publish(PostgresSession session) throws SQLException {
    source.requireTables();
    CaptureCatalog catalog = new CaptureCatalog(session, source.name());
    List<CapturedTable> tables = catalog.tables(source.keys());
    Optional<ReplicationSlot> slot = ReplicationSlot.find(session, source.name());
    SourceServer server = SourceServer.of(session);
    PublicationPlan plan = PublicationPlan.of(source.name(), catalog.publication(), tables, server);

    List<String> complaints = new ArrayList<>();
    if (slot.isEmpty()) {
      complaints.addAll(server.complaints());
    } else {
      server.unlimited().ifPresent(complaints::add);
      if (!continues(slot.get(), catalog.publication(), plan)) {
        complaints.add(
            "Slot %s is there, but has missed changes. %s"
                .formatted(source.name(), CaptureState.BEGIN_AGAIN));
      }
    }
    tables.forEach(table -> complaints.addAll(table.complaints(source.name())));
    plan.byOthers()
        .ifPresent(
            statement -> complaints.add("Somebody who owns the tables has to run: " + statement));
    if (!complaints.isEmpty()) {
      throw configuration(
          "Change data capture cannot be enabled at %s; nothing was changed.%n%s"
              .formatted(source.endpoint(), String.join(System.lineSeparator(), complaints)));
    }
    for (String statement : plan.statements()) {
      session.execute(statement);
    }
    return plan.done();
  }

  private static boolean continues(
      ReplicationSlot slot, Optional<Publication> publication, PublicationPlan plan) {
    return slot.ours() && !slot.lost() && publication.isPresent() && !plan.completes();
  }

  private List<String> disable(PostgresSession session) throws SQLException {
    List<String> done = new ArrayList<>();
    done.add(
        dropSlot(session)
            ? "Dropped slot %s; the source keeps no log for it any more.".formatted(source.name())
            : "There was no slot %s.".formatted(source.name()));
    Optional<Publication> publication = new CaptureCatalog(session, source.name()).publication();
    if (publication.isEmpty()) {
      done.add("There was no publication %s.".formatted(source.name()));
    } else if (publication.get().owned()) {
      session.execute(Publication.drop(source.name()));
      done.add("Dropped publication %s.".formatted(source.name()));
    } else {
      done.add(
          "Publication %s belongs to another role and stays. To remove it: %s"
              .formatted(source.name(), Publication.drop(source.name())));
    }
    return done;
  }

  private boolean dropSlot(PostgresSession session) throws SQLException {
    Optional<ReplicationSlot> slot = ReplicationSlot.find(session, source.name());
    if (slot.isPresent()) {
      ReplicationSlot.drop(session, source.name());
    }
    return slot.isPresent();
  }

  private CaptureStatus status(PostgresSession session) throws SQLException {
    CaptureCatalog catalog = new CaptureCatalog(session, source.name());
    List<CapturedTable> tables = catalog.tables(source.keys());
    SourceServer server = SourceServer.of(session);
    return new CaptureStatus(
        source.name().text(),
        ReplicationSlot.find(session, source.name()).map(CaptureSetup::shown),
        catalog.publication().isPresent(),
        tables.stream().filter(t -> t.publication().isPresent()).map(CapturedTable::name).toList(),
        tables.stream().filter(t -> t.publication().isEmpty()).map(CapturedTable::name).toList(),
        server.keepSize(),
        server.unlimited());
  }

  private static CaptureStatus.Slot shown(ReplicationSlot slot) {
    return new CaptureStatus.Slot(
        slot.activePid().isPresent(),
        slot.walStatus(),
        slot.confirmed().map(position -> position.asString()).orElse("nowhere"),
        slot.behindBytes(),
        slot.heldBytes());
  }

  private LeadhouseException notMade(SQLException failure) {
    if (DUPLICATE_OBJECT.equals(failure.getSQLState())) {
      return configuration(
          "Slot %s at %s is there already, made meanwhile by somebody else. One warehouse reads a slot: `leadhouse cdc status` shows it."
              .formatted(source.name(), source.endpoint()));
    }
    if (PostgresFailure.isHeldByOthers(failure)) {
      return new LeadhouseException(
          Category.UNREACHABLE,
          "Slot %s at %s was not made: a transaction that was open has not ended within %d s, and a slot begins only after all that were open. End it (pg_stat_activity, oldest xact_start), then try again."
              .formatted(source.name(), source.endpoint(), patience.toSeconds()),
          failure);
    }
    return PostgresFailure.of(
        "Cannot make slot %s at %s".formatted(source.name(), source.endpoint()), failure);
  }
}
