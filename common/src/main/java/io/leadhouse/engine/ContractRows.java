package io.leadhouse.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a contract keeps and refuses of the rows that its pack offers. */
record ContractRows(Dataset<Row> judged, long refused) {
  /**
   * Counts.
   *
   * @param judged all offered rows, with the column {@link Models#REASON}; persisted by the caller
   * @throws LeadhouseException DATA_QUALITY when two kept rows have the same key
   */
  static ContractRows of(Table contract, Dataset<Row> judged) {
    Row counts =
        judged
            .agg(count(lit(1)), count(col(Models.REASON)), count_distinct(keptKey(contract)))
            .head();
    long refused = counts.getLong(1);
    requireUnique(contract, counts.getLong(0) - refused, counts.getLong(2));
    return new ContractRows(judged, refused);
  }

  /** The rows of the contract. */
  Dataset<Row> kept() {
    return judged.where(col(Models.REASON).isNull()).drop(Models.REASON);
  }

  private static Column keptKey(Table contract) {
    Column[] key = contract.key().stream().map(name -> col(name)).toArray(Column[]::new);
    return when(col(Models.REASON).isNull(), struct(key));
  }

  private static void requireUnique(Table contract, long kept, long keys) {
    if (kept != keys) {
      throw LeadhouseException.dataQuality(
          "%s: %,d rows share %,d values of the key %s. Let the source pack's query give one row a key."
              .formatted(contract.name(), kept, keys, contract.key()));
    }
  }
}
