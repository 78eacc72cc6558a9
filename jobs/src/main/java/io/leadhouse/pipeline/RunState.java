package io.leadhouse.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.files.FilesResult;
import io.leadhouse.graph.TableGraph;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the parts of one run hand on to each other.
 *
 * @param asOf the instant up to which the whole run knows anything, as ISO-8601
 * @param house which sql/, parameters and code the house was type-checked with
 * @param parameters the parameters that all parts take
 * @param raw the raw versions that all parts read
 * @param refusedFiles files of which nothing landed, which the last part tells
 * @param tables what became of the tables and contracts that were tried so far, and of the raw
 *     tables that the ingest left as they were
 */
record RunState(
    String run,
    String pack,
    String asOf,
    String house,
    String parameters,
    NavigableMap<String, Long> raw,
    List<FilesResult.Refused> refusedFiles,
    NavigableMap<String, Outcome> tables) {

  /**
   * What became of a table.
   *
   * @param version its Delta version; -1 for a table that was not built
   * @param definition what it was made by, which tells a repaired table from the one before
   * @param category why it was not built, as {@code message}; NULL when it was
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outcome(
      Status status, long version, String definition, Category category, String message) {
    static Outcome of(TableResult result) {
      return new Outcome(
          result.status(),
          result.version(),
          result.definition(),
          result.problem().map(TableResult.Problem::category).orElse(null),
          result.problem().map(TableResult.Problem::message).orElse(null));
    }
  }

  static RunState begun(
      String run,
      String pack,
      Instant asOf,
      String house,
      String parameters,
      Map<String, Long> raw,
      List<FilesResult.Refused> refusedFiles,
      Collection<TableResult> stopped) {
    NavigableMap<String, Outcome> tables = new TreeMap<>();
    stopped.forEach(table -> tables.put(table.table(), Outcome.of(table)));
    return new RunState(
        run,
        pack,
        asOf.toString(),
        house,
        parameters,
        new TreeMap<>(raw),
        List.copyOf(refusedFiles),
        tables);
  }

  /** This state while tables are being built: should the command die, they are not built. */
  RunState trying(String subject, Collection<String> names) {
    NavigableMap<String, Outcome> known = new TreeMap<>(tables);
    Outcome unended =
        new Outcome(
            Status.FAILED, -1, "", Category.DEFECT, "the build of " + subject + " did not end");
    names.forEach(name -> known.put(name, unended));
    return new RunState(run, pack, asOf, house, parameters, raw, refusedFiles, known);
  }

  Instant instant() {
    return Instant.parse(asOf);
  }

  /** The versions of every raw table and of every table that was built. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>(raw);
    tables.forEach(
        (name, outcome) -> {
          if (outcome.version() >= 0) {
            versions.put(name, outcome.version());
          }
        });
    return versions;
  }

  /** The tables that were tried and not built. */
  Map<String, TableResult> stopped() {
    return tables.keySet().stream()
        .flatMap(name -> stopped(name).stream())
        .collect(Collectors.toMap(TableResult::table, result -> result));
  }

  private Optional<TableResult> stopped(String name) {
    Outcome outcome = tables.get(name);
    return outcome.status() == Status.DONE
        ? Optional.empty()
        : Optional.of(
            TableResult.stopped(
                name,
                outcome.status(),
                List.of(),
                new TableResult.Problem(outcome.category(), outcome.message())));
  }

  /** This state after a build. What was made of older versions of these tables is forgotten. */
  RunState after(Collection<TableResult> results, TableGraph graph) {
    NavigableMap<String, Outcome> known = new TreeMap<>(tables);
    NavigableSet<String> moved = new TreeSet<>();
    for (TableResult result : results) {
      Outcome outcome = Outcome.of(result);
      if (!outcome.equals(known.put(result.table(), outcome))) {
        moved.add(result.table());
      }
    }
    NavigableSet<String> built =
        results.stream().map(TableResult::table).collect(Collectors.toCollection(TreeSet::new));
    for (String name : graph.order()) {
      if (!built.contains(name) && graph.tableInputs(name).stream().anyMatch(moved::contains)) {
        known.remove(name);
        moved.add(name);
      }
    }
    return new RunState(run, pack, asOf, house, parameters, raw, refusedFiles, known);
  }
}
