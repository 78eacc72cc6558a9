package io.leadhouse.ingest;

import io.leadhouse.model.SourcePack;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CaptureMark;
import io.leadhouse.postgres.cdc.CaptureSource;
import io.leadhouse.postgres.cdc.ChangeCapture;
import io.leadhouse.postgres.cdc.ChangedKeys;
import io.leadhouse.postgres.cdc.TableChanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the source's log tells one ingest, where tables of the pack ask for it. */
final class Capture {
  private final SourcePack pack;
  private final Optional<ChangeCapture> log;
  private final Optional<ChangedKeys> batch;

  private Capture(SourcePack pack, Optional<ChangeCapture> log, Optional<ChangedKeys> batch) {
    this.pack = pack;
    this.log = log;
    this.batch = batch;
  }

  /**
   * Reads which keys changed, up to the snapshot.
   *
   * @param plans the tables that fit; the others are stopped, and hold the log until they fit again
   * @throws io.leadhouse.error.LeadhouseException as {@link ChangeCapture#read}
   */
  static Capture upTo(ExportedSnapshot snapshot, SourcePack pack, List<TablePlan> plans) {
    Map<TableName, List<String>> keys = new LinkedHashMap<>();
    for (TablePlan plan : plans) {
      if (plan.strategy() == Strategy.CDC) {
        keys.put(plan.relation().name(), plan.sourceKey());
      }
    }
    Optional<ChangeCapture> log =
        keys.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new ChangeCapture(new CaptureSource(snapshot.endpoint(), pack.name(), keys)));
    return new Capture(pack, log, log.map(capture -> capture.read(snapshot)));
  }

  /** What to read of a table whose strategy is cdc. */
  TableChanges changes(TablePlan plan, Optional<CaptureMark> kept) {
    return batch.orElseThrow().of(plan.relation().name(), kept);
  }

  /** What to keep with a table's rows; empty where the log is not asked. */
  Optional<CaptureMark> mark(TablePlan plan, Optional<CaptureMark> kept) {
    return batch
        .filter(changed -> plan.strategy() == Strategy.CDC)
        .map(changed -> changed.mark(plan.relation().name(), kept));
  }

  /**
   * Lets the source forget what is applied, unless a table that follows the log was stopped: it
   * will ask for the same again.
   */
  void confirm(List<IngestedTable> tables) {
    if (tables.stream().noneMatch(table -> table.problem().isPresent() && follows(table))) {
      batch.ifPresent(changed -> log.orElseThrow().confirm(changed));
    }
  }

  private boolean follows(IngestedTable table) {
    String name = table.rawTable().substring(SourcePack.RAW_PREFIX.length());
    return pack.tables().get(name).strategy() == Strategy.CDC;
  }
}
