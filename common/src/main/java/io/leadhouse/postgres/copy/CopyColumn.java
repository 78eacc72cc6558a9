package io.leadhouse.postgres.copy;

import io.leadhouse.postgres.Wire;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * A column of a query, as it is read.
 *
 * @param comment kept with the column wherever it is stored
 */
public record CopyColumn(String name, DataType type, Wire wire, String comment)
    implements Serializable {
  StructField field() {
    return new StructField(name, type, true, Metadata.empty()).withComment(comment);
  }
}
