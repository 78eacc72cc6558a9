package io.leadhouse.ingest;

import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * A raw table as the last ingest left it.
 *
 * @param position up to where it holds its source; empty where that is not known
 */
record Landed(long version, StructType schema, Optional<LandedPosition> position) {}
