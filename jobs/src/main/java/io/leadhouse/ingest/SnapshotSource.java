package io.leadhouse.ingest;

import io.leadhouse.postgres.ExportedSnapshot;
import java.time.Duration;

/** Opens the snapshot that an ingest reads. */
@FunctionalInterface
public interface SnapshotSource {
  /**
   * Opens it; whoever calls closes it.
   *
   * @param maximumAge after which it is let go
   */
  ExportedSnapshot open(Duration maximumAge);
}
