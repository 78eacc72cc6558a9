package io.leadhouse.ingest;

import io.leadhouse.model.SourcePack;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.cdc.CaptureMark;
import io.leadhouse.postgres.cdc.ChangeCapture;
import io.leadhouse.postgres.cdc.ChangedKeys;
import io.leadhouse.postgres.cdc.TableChanges;
import java.util.List;
import java.util.Optional;

/** What the source's log tells an ingest, where tables of the pack ask for it. */
final class Capture {
  private final Optional<ChangeCapture> log;
  private Optional<ChangedKeys> batch = Optional.empty();

  private Capture(Optional<ChangeCapture> log) {
    this.log = log;
  }

  /** Of the tables whose strategy asks for it. */
  static Capture of(SourcePack pack, PostgresEndpoint source) {
    return new Capture(
        PackCapture.isNeeded(pack)
            ? Optional.of(new ChangeCapture(PackCapture.of(pack, source)))
            : Optional.empty());
  }

  /**
   * Reads which keys changed, up to the snapshot.
   *
   * @throws io.leadhouse.error.LeadhouseException as {@link ChangeCapture#read}
   */
  void read(ExportedSnapshot snapshot) {
    batch = log.map(capture -> capture.read(snapshot));
  }

  /** What to read of a table. */
  TableChanges changes(TablePlan plan, Optional<CaptureMark> kept) {
    return batch.orElseThrow().of(plan.relation().name(), kept);
  }

  /** What to keep with the table's rows; null where the log is not asked. */
  CaptureMark mark(TablePlan plan, Optional<CaptureMark> kept) {
    return plan.strategy() == Strategy.CDC
        ? batch.orElseThrow().mark(plan.relation().name(), kept)
        : null;
  }

  /**
   * Lets the source forget what is applied, unless a table was stopped: it will ask for the same
   * again.
   *
   * @param stopped raw tables that were left as they were
   */
  void confirm(List<TablePlan> plans, List<String> stopped) {
    boolean waiting =
        plans.stream()
            .anyMatch(plan -> plan.strategy() == Strategy.CDC && stopped.contains(plan.rawTable()));
    if (batch.isPresent() && !waiting) {
      log.orElseThrow().confirm(batch.get());
    }
  }
}
