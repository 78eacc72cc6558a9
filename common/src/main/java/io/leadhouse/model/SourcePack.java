package io.leadhouse.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * How another system's tables become the staging contracts.
 *
 * @param folder sql/sources/&lt;name&gt;, with schema.sql, raw.yml and one folder per contract
 * @param schema the source's Postgres schema
 * @param tables what to pull, by name in the source; each lands as raw_&lt;name&gt;
 * @param files kinds of CSV file that may be dropped, by name; each lands as raw_&lt;name&gt;_file
 */
public record SourcePack(
    String name,
    Path folder,
    String description,
    String schema,
    Map<String, SourceTable> tables,
    Map<String, FileKind> files) {

  /** Prefix of the names under which source tables land. */
  public static final String RAW_PREFIX = "raw_";

  /**
   * One table to pull.
   *
   * @param key its primary key in the source
   * @param personal columns that are masked wherever a row leaves its table
   * @param strategy how its changes are found
   * @param cursor the column that tells when a row changed; null unless the strategy needs one
   * @param overlapMinutes how far behind its newest value the cursor starts again
   */
  public record SourceTable(
      List<String> key,
      List<String> personal,
      Strategy strategy,
      String cursor,
      Integer overlapMinutes) {
    private static final int STANDARD_OVERLAP_MINUTES = 60;

    public SourceTable {
      overlapMinutes = Objects.requireNonNullElse(overlapMinutes, STANDARD_OVERLAP_MINUTES);
      personal = Objects.requireNonNullElse(personal, List.of());
      strategy = Objects.requireNonNullElse(strategy, Strategy.CHANGED);
    }
  }

  /** The names of everything that lands, sorted. */
  public NavigableSet<String> rawTables() {
    NavigableSet<String> names = new TreeSet<>();
    tables.keySet().forEach(table -> names.add(RAW_PREFIX + table));
    files.values().forEach(kind -> names.add(kind.rawTable()));
    return names;
  }
}
