package io.leadhouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.Quoted;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows by which a table differs from the rows that it shall have, computed once. */
final class Difference implements AutoCloseable {
  private static final String OP = "__op";
  private static final String OLD = "__old";
  private static final String NEW = "__new";

  private final Dataset<Row> rows;
  private final Persisted persisted;
  private final Changes changes;

  private Difference(Persisted persisted, SparkSession session) {
    this.persisted = persisted;
    this.rows = persisted.in(session);
    Row counts = rows.agg(count(Op.INSERT), count(Op.UPDATE), count(Op.DELETE)).head();
    this.changes = new Changes(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }

  private enum Op {
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * Compares.
   *
   * @param present rows with their places
   * @param wanted rows with the same columns, without places
   */
  static Difference of(
      SparkSession session, Dataset<Row> present, Dataset<Row> wanted, List<String> key) {
    Column image = struct(Quoted.columns(List.of(wanted.columns()))).as(NEW);
    Dataset<Row> before =
        present.select(
            keyed(
                key,
                struct(Quoted.columns(List.of(wanted.columns()))).as(OLD),
                col(TableFiles.FILE),
                col(TableFiles.PLACE)));
    Dataset<Row> compared =
        before
            .join(wanted.select(keyed(key, image)), key.toArray(String[]::new), "full_outer")
            .withColumn(
                OP,
                when(col(OLD).isNull(), lit(Op.INSERT.name()))
                    .when(col(NEW).isNull(), lit(Op.DELETE.name()))
                    .when(not(col(OLD).eqNullSafe(col(NEW))), lit(Op.UPDATE.name())))
            .where(col(OP).isNotNull())
            .select(col(NEW), col(OP), col(TableFiles.FILE), col(TableFiles.PLACE));
    return new Difference(Persisted.of(compared), session);
  }

  Changes changes() {
    return changes;
  }

  /** The places of the rows that go. */
  Dataset<Row> out() {
    return rows.where(not(is(Op.INSERT))).select(TableFiles.FILE, TableFiles.PLACE);
  }

  /** The rows that come. */
  Dataset<Row> in() {
    return rows.where(not(is(Op.DELETE))).select(NEW + ".*");
  }

  @Override
  public void close() {
    persisted.close();
  }

  private static Column count(Op op) {
    return count_if(is(op));
  }

  private static Column is(Op op) {
    return col(OP).equalTo(op.name());
  }

  private static Column[] keyed(List<String> key, Column... more) {
    return Stream.concat(Stream.of(Quoted.columns(key)), Stream.of(more)).toArray(Column[]::new);
  }
}
