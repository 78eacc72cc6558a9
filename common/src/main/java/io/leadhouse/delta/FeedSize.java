package io.leadhouse.delta;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** How many rows a change feed tells of, by what the log says of its files; none is read. */
public final class FeedSize {
  private FeedSize() {}

  /**
   * Rows that came, or rows that went where those are more: one that was changed is both, and
   * counts once.
   *
   * @param after the version before the first change
   * @param until the version of the last change
   * @return empty where the log does not say it of every file
   */
  public static OptionalLong of(SparkSession session, Path table, long after, long until) {
    Iterator<Tuple2<Object, scala.collection.immutable.Seq<Action>>> commits =
        DeltaLog.forTable(session, table.toString()).getChanges(after + 1, Option.empty(), false);
    long came = 0;
    long went = 0;
    while (commits.hasNext()) {
      Tuple2<Object, scala.collection.immutable.Seq<Action>> commit = commits.next();
      if ((Long) commit._1() > until) {
        break;
      }
      Optional<Collection<Long>> files = byFile(CollectionConverters.asJava(commit._2()));
      if (files.isEmpty()) {
        return OptionalLong.empty();
      }
      for (long rows : files.get()) {
        came += Math.max(0, rows);
        went += Math.max(0, -rows);
      }
    }
    return OptionalLong.of(Math.max(came, went));
  }

  /** A file that a commit takes out and puts in again has lost the rows by which it is smaller. */
  private static Optional<Collection<Long>> byFile(Iterable<Action> actions) {
    Map<String, Long> byFile = new HashMap<>();
    for (Action action : actions) {
      // Files that were only put together otherwise hold no change.
      if (!(action instanceof FileAction file) || !file.dataChange()) {
        continue;
      }
      Option<Object> rows = Option.empty();
      int sign = 1;
      if (file instanceof AddFile added) {
        rows = added.numLogicalRecords();
      } else if (file instanceof RemoveFile removed) {
        rows = removed.numLogicalRecords();
        sign = -1;
      }
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      byFile.merge(file.path(), sign * (Long) rows.get(), Long::sum);
    }
    return Optional.of(byFile.values());
  }
}
