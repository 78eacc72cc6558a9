package io.leadhouse.postgres.copy;

import io.leadhouse.postgres.Wire;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/** A column of a query, as it is read. */
public record CopyColumn(String name, DataType type, Wire wire) implements Serializable {}
