package io.leadhouse.ingest;

import io.leadhouse.delta.Changes;
import io.leadhouse.delta.Written;
import io.leadhouse.postgres.SourcePosition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Keeps what it is given, for a test to look at. */
class MemorySink implements RawSink {
  final Map<String, List<Row>> rows = new ConcurrentHashMap<>();
  final Map<String, StructType> schemas = new ConcurrentHashMap<>();
  final Map<String, List<String>> keys = new ConcurrentHashMap<>();
  final Set<SourcePosition> positions = ConcurrentHashMap.newKeySet();
  final Set<String> plans = ConcurrentHashMap.newKeySet();

  @Override
  public Written write(
      String rawTable, Dataset<Row> kept, List<String> key, SourcePosition position) {
    List<Row> taken = kept.collectAsList();
    rows.put(rawTable, taken);
    schemas.put(rawTable, kept.schema());
    keys.put(rawTable, key);
    positions.add(position);
    plans.add(kept.queryExecution().toString());
    return new Written(0, true, taken.size(), new Changes(taken.size(), 0, 0));
  }

  @Override
  public long quarantine(Dataset<Row> quarantined) {
    List<Row> taken = quarantined.collectAsList();
    rows.put("quarantine", taken);
    return taken.size();
  }

  /** The rows of a table as text, sorted. */
  List<String> lines(String table) {
    return rows.get(table).stream().map(row -> row.mkString("|")).sorted().toList();
  }
}
