package io.leadhouse.delta;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A version that a table had.
 *
 * @param id Delta's own of the table that had it, which a table made anew does not share
 * @param commit Delta's own of the commit that made it; empty where that is not known
 */
public record PastVersion(Path table, String id, Optional<String> commit, long version) {

  /**
   * Why it can no longer be read. A version is kept for as long after it was replaced as the
   * table's retention says, whether its files were deleted by then or not: what was erased from a
   * table is not to come back from its past.
   *
   * @return empty when it can
   */
  public Optional<String> lost(SparkSession session, DeltaStore store, Instant now) {
    if (!store.exists(session, table)) {
      return Optional.of("the table was removed");
    }
    if (!store.id(session, table).equals(id)) {
      return Optional.of("the table was made anew since");
    }
    Optional<String> present = store.commitId(session, table, version);
    if (commit.isPresent() && present.isPresent() && !commit.equals(present)) {
      return Optional.of(
          "the table was put back, and version %d is another since".formatted(version));
    }
    long latest = store.version(session, table);
    if (latest > version) {
      Optional<Instant> replaced = store.commitTime(session, table, version + 1);
      if (replaced.isEmpty()) {
        return Optional.of("version %d has left the table's log".formatted(version));
      }
      Duration retention = retention(session);
      if (replaced.get().plus(retention).isBefore(now)) {
        return Optional.of(
            "version %d was replaced at %s, longer ago than the retention of %d days"
                .formatted(version, replaced.get(), retention.toDays()));
      }
    }
    try {
      return hasFiles(session)
          ? Optional.empty()
          : Optional.of("files of version %d were deleted".formatted(version));
    } catch (Exception e) {
      if (!LostFeed.isTold(e, table)) {
        throw e;
      }
      return Optional.of("version %d has left the table's log".formatted(version));
    }
  }

  private Duration retention(SparkSession session) {
    return Duration.ofMillis(
        DeltaLog.tombstoneRetentionMillis(
            DeltaLog.forTable(session, table.toString()).unsafeVolatileMetadata()));
  }

  private boolean hasFiles(SparkSession session) {
    TableFiles files = TableFiles.at(session, table, version);
    return CollectionConverters.asJava(files.files()).stream()
        .flatMap(file -> places(files.log(), file))
        .allMatch(Files::exists);
  }

  /** The data of a file, and where the rows are listed that were taken out of it. */
  private static Stream<Path> places(DeltaLog log, AddFile file) {
    Stream<URI> data = Stream.of(file.absolutePath(log).toUri());
    boolean hasList = file.deletionVector() != null && file.deletionVector().isOnDisk();
    Stream<URI> deleted =
        hasList
            ? Stream.of(file.deletionVector().absolutePath(log.dataPath()).toUri())
            : Stream.empty();
    return Stream.concat(data, deleted).map(uri -> Path.of(uri.getPath()));
  }
}
