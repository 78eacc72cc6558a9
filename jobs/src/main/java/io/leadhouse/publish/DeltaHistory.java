package io.leadhouse.publish;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.LostFeed;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The history of a table of the warehouse.
 *
 * @param until the version to be published
 */
public record DeltaHistory(SparkSession session, DeltaStore store, Path table, long until)
    implements TableHistory {
  @Override
  public Dataset<Row> changesAfter(long version) {
    return ChangeFeed.between(session, table, version, until);
  }

  @Override
  public boolean isLost(Exception failure) {
    return LostFeed.isTold(failure, table);
  }

  @Override
  public Optional<String> commit(long version) {
    return store.commitId(session, table, version);
  }
}
