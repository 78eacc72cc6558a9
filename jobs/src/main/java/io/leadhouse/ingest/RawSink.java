package io.leadhouse.ingest;

import io.leadhouse.delta.Written;
import io.leadhouse.postgres.SourcePosition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where ingested rows go. Every action on a Dataset given here asks the source for its rows again:
 * whoever needs them more than once persists them. Called for several tables at a time.
 */
public interface RawSink {
  /**
   * Makes a raw table hold exactly these rows.
   *
   * @param rawTable {@code raw_<table>}
   * @param key the table's key, never NULL in {@code kept}
   * @param position belongs into the same commit as the rows
   * @return with the number of rows that the table holds now, as counted by the sink
   */
  Written write(String rawTable, Dataset<Row> kept, List<String> key, SourcePosition position);

  /**
   * Makes the quarantine of ingest hold exactly these rows of all tables: table_name (the raw
   * table), row_key, reason, row_json. Called once, after all tables are written.
   *
   * @return how many rows it holds now, equal ones counted each
   */
  long quarantine(Dataset<Row> rows);
}
