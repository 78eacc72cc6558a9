package io.leadhouse.engine;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.model.Table;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The key of a contract's row as quarantine shows it: a text that a row without a key has too, and
 * that tells no personal value. Rows of one key have one text; rows of several may share it.
 */
final class RowKeys {
  /** The column that {@link #added} adds. */
  static final String COLUMN = "__row_key";

  private RowKeys() {}

  static Column of(Table contract) {
    List<String> key = contract.key();
    return array_join(
        array(
            key.stream()
                .map(name -> coalesce(shown(contract, name).cast("string"), lit("?")))
                .toArray(Column[]::new)),
        "/");
  }

  /** Rows of the contract, or offered for it, with their text. */
  static Dataset<Row> added(Table contract, Dataset<Row> rows) {
    return rows.withColumn(COLUMN, of(contract));
  }

  /** Those of the rows whose text is touched. */
  static Dataset<Row> touched(Table contract, TouchedKeys keys, Dataset<Row> rows) {
    return keys.touched(added(contract, rows)).drop(COLUMN);
  }

  /** A column as it may leave its table: personal values are masked. */
  static Column shown(Table contract, String name) {
    boolean personal = contract.columns().get(name).personal();
    return personal ? when(col(name).isNotNull(), lit("***")).as(name) : col(name);
  }
}
