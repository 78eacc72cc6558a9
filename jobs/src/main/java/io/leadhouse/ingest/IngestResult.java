package io.leadhouse.ingest;

import io.leadhouse.postgres.SourcePosition;
import java.util.List;

/**
 * A complete ingest.
 *
 * @param position what of the source it saw
 * @param tables in the order of the pack
 */
public record IngestResult(SourcePosition position, List<IngestedTable> tables, double seconds) {
  public IngestResult {
    tables = List.copyOf(tables);
  }

  /** The tables that were left as they were. */
  public List<IngestedTable> stopped() {
    return tables.stream().filter(table -> table.problem().isPresent()).toList();
  }

  /** Rows that cannot be represented, of all tables. */
  public long quarantined() {
    return tables.stream().mapToLong(IngestedTable::quarantined).sum();
  }
}
