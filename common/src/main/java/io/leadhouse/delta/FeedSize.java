package io.leadhouse.delta;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
   * Rows that came and rows that went; one that was changed is both.
   *
   * @param after the version before the first change
   * @param until the version of the last change
   * @return empty where the log does not say it of every file
   */
  public static OptionalLong of(SparkSession session, Path table, long after, long until) {
    Iterator<Tuple2<Object, scala.collection.immutable.Seq<Action>>> commits =
        DeltaLog.forTable(session, table.toString()).getChanges(after + 1, Option.empty(), false);
    long rows = 0;
    while (commits.hasNext()) {
      Tuple2<Object, scala.collection.immutable.Seq<Action>> commit = commits.next();
      if ((Long) commit._1() > until) {
        break;
      }
      OptionalLong ofCommit = rows(CollectionConverters.asJava(commit._2()));
      if (ofCommit.isEmpty()) {
        return ofCommit;
      }
      rows += ofCommit.getAsLong();
    }
    return OptionalLong.of(rows);
  }

  /** A file that a commit takes out and puts in again has lost the rows by which it is smaller. */
  private static OptionalLong rows(Iterable<Action> actions) {
    Map<String, Long> byFile = new HashMap<>();
    for (Action action : actions) {
      if (!(action instanceof FileAction file)) {
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
        return OptionalLong.empty();
      }
      byFile.merge(file.path(), sign * (Long) rows.get(), Long::sum);
    }
    return OptionalLong.of(byFile.values().stream().mapToLong(Math::abs).sum());
  }
}
