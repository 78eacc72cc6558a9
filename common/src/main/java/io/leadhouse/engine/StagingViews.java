package io.leadhouse.engine;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.when;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Rule;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Splits what a pack offers for a contract into rows that follow its rules and rows that do not.
 * Both sides come from one list of reasons, so that together they are all rows.
 */
final class StagingViews {
  private static final String OWNER = "organization_id";

  private final Warehouse warehouse;

  StagingViews(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Offered rows with the column {@link Models#REASON}.
   *
   * @param session its views are the parents
   */
  Dataset<Row> judged(SparkSession session, Table contract, Dataset<Row> offered) {
    requireContract(contract, offered.schema());
    List<Column> reasons = new ArrayList<>();
    for (String key : contract.key()) {
      reasons.add(when(col(key).isNull(), lit(key + " is missing")));
    }
    for (Rule rule : contract.rules()) {
      reasons.add(when(coalesce(expr(rule.reject()), lit(false)), lit(rule.reason())));
    }
    Dataset<Row> rows = offered;
    for (Map.Entry<String, String> reference : contract.references().entrySet()) {
      String found = "__found_" + reference.getKey();
      Table parent = warehouse.table(reference.getValue());
      rows = withParent(session, rows, reference.getKey(), parent, found);
      Column missing = col(reference.getKey()).isNotNull().and(col(found).isNull());
      reasons.add(
          when(
              missing,
              concat(
                  lit("no " + parent.name() + " with " + idColumn(parent) + " "),
                  col(reference.getKey()).cast("string"))));
    }
    Column reason = nullif(concat_ws("; ", reasons.toArray(Column[]::new)), lit(""));
    List<Column> result = new ArrayList<>();
    contract.columns().keySet().forEach(name -> result.add(col(name)));
    result.add(reason.as(Models.REASON));
    return rows.select(result.toArray(Column[]::new));
  }

  /** Joins the parent contract's keys; the marker column is NULL where there is no parent. */
  private static Dataset<Row> withParent(
      SparkSession session, Dataset<Row> rows, String column, Table parent, String marker) {
    Dataset<Row> keys =
        parentKeys(column, parent, session.table(parent.name())).withColumn(marker, lit(true));
    return rows.join(keys, refers(rows, column, parent, keys), "left").drop("__owner", "__parent");
  }

  /** Those of the rows whose reference names one of some rows of the parent. */
  static Dataset<Row> referring(
      Dataset<Row> rows, String column, Table parent, Dataset<Row> parents) {
    Dataset<Row> keys = parentKeys(column, parent, parents);
    return rows.join(keys, refers(rows, column, parent, keys), "left_semi");
  }

  private static Dataset<Row> parentKeys(String column, Table parent, Dataset<Row> parents) {
    return parents
        .select(
            (isOwned(column, parent) ? col(OWNER) : lit(null).cast("string")).as("__owner"),
            col(idColumn(parent)).as("__parent"))
        // Duplicate parents must not multiply their children.
        .distinct();
  }

  private static Column refers(Dataset<Row> rows, String column, Table parent, Dataset<Row> keys) {
    Column matches = rows.col(column).equalTo(keys.col("__parent"));
    return isOwned(column, parent)
        ? matches.and(rows.col(OWNER).equalTo(keys.col("__owner")))
        : matches;
  }

  private static boolean isOwned(String column, Table parent) {
    return parent.key().contains(OWNER) && !column.equals(OWNER);
  }

  /** The column of a contract's key that names the entity inside its organization. */
  private static String idColumn(Table parent) {
    List<String> own = parent.key().stream().filter(name -> !name.equals(OWNER)).toList();
    if (own.size() > 1) {
      throw LeadhouseException.configuration(
          parent.folder() + ": cannot be referenced, its key has more than one id: " + own + ".");
    }
    return own.isEmpty() ? OWNER : own.get(0);
  }

  private static void requireContract(Table contract, StructType offered) {
    StructType wanted = contract.contract();
    if (!wanted.catalogString().equals(offered.catalogString())) {
      throw LeadhouseException.configuration(
          "The source pack's query for "
              + contract.name()
              + " does not meet the contract.\n  contract: "
              + wanted.catalogString()
              + "\n  query:    "
              + offered.catalogString());
    }
  }
}
