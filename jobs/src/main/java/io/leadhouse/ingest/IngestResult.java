package io.leadhouse.ingest;

import io.leadhouse.postgres.SourcePosition;
import java.util.List;
import java.util.function.Function;

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

  /** The same, with more to say about tables that were left as they were. */
  public IngestResult explained(Function<IngestedTable, String> more) {
    return new IngestResult(
        position,
        tables.stream()
            .map(table -> table.problem().isEmpty() ? table : table.explained(more.apply(table)))
            .toList(),
        seconds);
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
