package io.leadhouse.ingest;

import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * A raw table as the last ingest left it.
 *
 * @param rows how many it has
 * @param position up to where it holds its source; empty where that is not known
 * @param refused its rows in quarantine; empty where that is not known
 */
record Landed(
    long version,
    StructType schema,
    long rows,
    Optional<LandedPosition> position,
    Optional<RefusedRows> refused) {}
