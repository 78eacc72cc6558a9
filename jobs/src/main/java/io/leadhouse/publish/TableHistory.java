package io.leadhouse.publish;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a Delta table's log tells of what has become of it up to the version to be published. */
public interface TableHistory {
  /**
   * The rows that came and those that went, with {@link io.leadhouse.delta.ChangeFeed#SIGN}; equal
   * ones have cancelled each other. Files that are missing are missed only when they are read.
   *
   * @param version an earlier version of the same Delta table
   */
  Dataset<Row> changesAfter(long version);

  /** Whether {@link #changesAfter} failed, now or when it was read, as Delta can no longer tell. */
  boolean isLost(Exception failure);

  /**
   * The id of the commit that made a version: a warehouse that was restored from a backup counts on
   * from an earlier version, and makes other commits under the same numbers.
   *
   * @return empty when the log no longer has the commit
   */
  Optional<String> commit(long version);
}
