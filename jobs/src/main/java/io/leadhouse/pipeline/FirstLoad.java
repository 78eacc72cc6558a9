package io.leadhouse.pipeline;

import io.leadhouse.ingest.SnapshotSource;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.cdc.CaptureSetup;
import java.time.Duration;
import java.time.Instant;

/**
 * The ingest with which change data capture begins: it makes the slot, and reads the tables in the
 * snapshot after which the slot tells changes. If it fails, the slot is dropped again.
 */
public final class FirstLoad {
  private final StagedRun run;
  private final Slot slot;

  public FirstLoad(StagedRun run, CaptureSetup setup) {
    this.run = run;
    this.slot = new Slot(setup);
  }

  /** As {@link StagedRun#ingest}. */
  public RunReport execute(Instant asOf, RunListener listener) {
    try {
      return run.ingest(asOf, slot, listener);
    } catch (RuntimeException e) {
      slot.dropAfter(e);
      throw e;
    }
  }

  /** Makes the slot, and drops no other: a failure may be that somebody else has made it. */
  private static final class Slot implements SnapshotSource {
    private final CaptureSetup setup;
    private boolean made;

    private Slot(CaptureSetup setup) {
      this.setup = setup;
    }

    @Override
    public ExportedSnapshot open(Duration maximumAge) {
      ExportedSnapshot snapshot = setup.firstSnapshot(maximumAge);
      made = true;
      return snapshot;
    }

    private void dropAfter(RuntimeException failure) {
      if (made) {
        setup.dropAfter(failure);
      }
    }
  }
}
