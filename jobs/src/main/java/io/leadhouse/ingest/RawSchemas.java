package io.leadhouse.ingest;

import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.SourceCatalog;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;

/** What the raw tables of a pack look like, told by a source without reading a row. */
public final class RawSchemas {
  private RawSchemas() {}

  /** Raw table name → its columns. */
  public static NavigableMap<String, StructType> of(PostgresEndpoint source, SourcePack pack) {
    NavigableMap<String, StructType> schemas = new TreeMap<>();
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(source, Duration.ofMinutes(1))) {
      PackPlan fitted = PackPlan.of(pack, new SourceCatalog(snapshot), source);
      fitted.requireFit();
      for (TablePlan plan : fitted.plans()) {
        schemas.put(plan.rawTable(), plan.schema());
      }
    }
    return schemas;
  }
}
