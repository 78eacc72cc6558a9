package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The inputs of a build: stored tables at their pinned versions, and the staging contracts. A
 * contract is judged once and its rows are kept, in memory or on disk, until the build ends: the
 * count, the quarantine and every reader share them, and none plans the contract's joins again.
 */
final class StagedRows implements InputViews, AutoCloseable {
  private final BuildContext context;
  private final PinnedVersions stored;
  private final Map<String, Persisted> judged = new ConcurrentHashMap<>();

  StagedRows(BuildContext context, PinnedVersions stored) {
    this.context = context;
    this.stored = stored;
  }

  @Override
  public Dataset<Row> rows(SparkSession session, String name) {
    Table table = context.warehouse().tables().get(name);
    return table != null && table.isStaging()
        ? judged(session, table).where(col(Models.REASON).isNull()).drop(Models.REASON)
        : stored.rows(session, name);
  }

  /** All rows that the pack offers for a contract, with the column {@link Models#REASON}. */
  Dataset<Row> judged(SparkSession session, Table contract) {
    Persisted shared = judged.get(contract.name());
    if (shared == null) {
      SparkSession own = context.session().newSession();
      Persisted made = Persisted.of(context.models().judged(own, contract, this));
      shared = judged.putIfAbsent(contract.name(), made);
      if (shared == null) {
        shared = made;
      } else {
        made.close();
      }
    }
    return shared.in(session);
  }

  @Override
  public void close() {
    judged.values().forEach(Persisted::close);
  }
}
