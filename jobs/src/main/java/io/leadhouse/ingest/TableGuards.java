package io.leadhouse.ingest;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SourceCatalog;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What must hold of a table and of its load. Some stop this table alone, by {@link TableStopped};
 * others the whole ingest.
 */
final class TableGuards {
  /** A table of a few rows may lose several of them on an ordinary day. */
  private static final long FEW_ROWS = 50;

  private final TablePlan plan;
  private final TableQueries queries;
  private final ExportedSnapshot snapshot;
  private final IngestSettings settings;

  TableGuards(
      TablePlan plan, TableQueries queries, ExportedSnapshot snapshot, IngestSettings settings) {
    this.plan = plan;
    this.queries = queries;
    this.snapshot = snapshot;
    this.settings = settings;
  }

  void requireHarmless(List<ColumnDrift> drift) {
    List<ColumnDrift> harm = drift.stream().filter(found -> !found.harmless()).toList();
    if (!harm.isEmpty() && !accepted()) {
      throw new TableStopped(
          Category.SCHEMA_DRIFT,
          ("Table %s: %s. Its copy stays as it was, and what is made of it is not built. Undo it at"
                  + " the source, or change what reads %s and run with --accept %s.")
              .formatted(
                  plan.relation(),
                  drift.stream().map(ColumnDrift::describe).collect(Collectors.joining("; ")),
                  plan.rawTable(),
                  plan.relation().name().name()),
          drift);
    }
  }

  void requireFewGone(long gone, long rowsBefore) {
    int most = settings.mostDeletedPercent();
    if (rowsBefore >= FEW_ROWS && gone * 100 > rowsBefore * most && !accepted()) {
      throw new TableStopped(
          Category.DATA_QUALITY,
          ("Table %s: %,d of %,d rows are gone from the source, more than the %d %% that may vanish"
                  + " at once. Its copy stays as it was, and what is made of it is not built. If they"
                  + " were meant to go, run with --accept %s.")
              .formatted(plan.relation(), gone, rowsBefore, most, plan.relation().name().name()),
          List.of());
    }
  }

  /** Before a partial load commits: all its rows are read. */
  void requireSound(long gone, long rowsBefore) {
    requireUntouched();
    requireFewGone(gone, rowsBefore);
  }

  /** A reader that opens a table after it was rewritten finds no row, or rows in other places. */
  void requireUntouched() {
    if (new SourceCatalog(snapshot).rewritten(plan.relation().name())) {
      throw LeadhouseException.unreachable(
          ("At %s, [%s]: truncated, rewritten or replaced while it was read, so rows may be missing."
                  + " Nothing of this ingest is used; run again.")
              .formatted(snapshot.endpoint(), plan.relation()),
          null);
    }
  }

  private boolean accepted() {
    return settings.accepted().contains(plan.relation().name().name());
  }

  void requireUniqueKey() throws SQLException {
    if (plan.relation().keepsUnique(plan.sourceKey())) {
      return;
    }
    // In a session of its own: one that has looked at a table keeps others from altering it.
    try (PostgresSession source = snapshot.join()) {
      Optional<String> complaint =
          source.first(
              queries.repeatedKeys(),
              row ->
                  ("Table %s: %d values of its key %s occur more than once, for example %s. Correct"
                          + " the key in raw.yml, or the rows.")
                      .formatted(
                          plan.relation(), row.getLong(1), plan.sourceKey(), row.getString(2)));
      if (complaint.isPresent()) {
        throw new TableStopped(Category.DATA_QUALITY, complaint.get(), List.of());
      }
    }
  }

  void requireAll(SourceTotals totals, long kept) {
    if (totals.kept() != kept) {
      throw LeadhouseException.dataQuality(
          ("Table %s has %d rows in the source, but %d were kept in %s and %d are quarantined."
                  + " Nothing of this ingest is used.")
              .formatted(
                  plan.relation(), totals.rows(), kept, plan.rawTable(), totals.refused().rows()));
    }
  }
}
