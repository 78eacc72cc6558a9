package io.leadhouse.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * One table of the warehouse, as its folder declares it.
 *
 * @param folder where table.yml lies
 * @param key the primary key
 * @param columns all columns, in the table's order
 * @param references staging contracts only: column → contract in which its value must exist
 * @param publication absent when the table stays in Delta
 */
public record Table(
    String name,
    String layer,
    Path folder,
    String description,
    Kind kind,
    List<String> key,
    Logic logic,
    Refresh refresh,
    Map<String, Column> columns,
    List<Rule> rules,
    Map<String, String> references,
    List<Check> checks,
    Optional<PublishOptions> publication) {

  /** The layer whose tables are made from raw and have typed contracts. */
  public static final String STAGING = "staging";

  /** Whether it is a staging contract. */
  public boolean isStaging() {
    return layer.equals(STAGING);
  }

  /** The columns and types that a staging contract states. */
  public StructType contract() {
    StructType schema = new StructType();
    for (Map.Entry<String, Column> column : columns.entrySet()) {
      schema =
          schema.add(column.getKey(), DataType.fromDDL(column.getValue().type().orElseThrow()));
    }
    return schema;
  }
}
