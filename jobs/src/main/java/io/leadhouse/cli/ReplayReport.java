package io.leadhouse.cli;

import static java.util.function.Predicate.not;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_csv;
import static org.apache.spark.sql.functions.to_json;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.pipeline.Replay;
import io.leadhouse.pipeline.Replay.Left;
import io.leadhouse.run.PastRun;
import io.leadhouse.spark.TimestampText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Prints or writes what a replay gives. Each method returns the exit code. */
final class ReplayReport {
  private static final Map<String, String> TIMESTAMPS =
      Map.of("timestampFormat", TimestampText.FORMAT);

  /**
   * As spreadsheets, pandas and COPY read it: quotes are doubled, and spaces are a part of a text.
   */
  private static final Map<String, String> CSV =
      Map.of(
          "escape", "\"",
          "ignoreLeadingWhiteSpace", "false",
          "ignoreTrailingWhiteSpace", "false",
          "timestampFormat", TimestampText.FORMAT);

  private static final String RAW = "raw";

  private final Replay replay;
  private final PrintWriter out;

  ReplayReport(Replay replay, PrintWriter out) {
    this.replay = replay;
    this.out = out;
  }

  /** Lists the runs. */
  int runs() {
    out.printf("%-32s %-21s %-21s %s%n", "run", "as of", "finished", "state");
    for (PastRun run : replay.runs()) {
      out.printf(
          "%-32s %-21s %-21s %s%n",
          run.runId(), run.asOf(), run.finishedAt().truncatedTo(ChronoUnit.SECONDS), run.state());
    }
    out.flush();
    return 0;
  }

  /** Lists the tables of a run. */
  int tables(String run) {
    List<Left> tables = replay.tables(run);
    out.printf("%-9s %-28s %8s %12s%n", "layer", "table", "version", "rows");
    for (Left left : tables) {
      print(left);
    }
    long readable = tables.stream().filter(left -> left.problem().isEmpty()).count();
    out.printf("%n%d of %d tables can be replayed.%n", readable, tables.size());
    out.flush();
    return 0;
  }

  private void print(Left left) {
    Optional<String> problem = left.problem();
    out.printf(
        "%-9s %-28s %8s %12s%s%n",
        left.layer(),
        left.table(),
        left.isBuilt() ? left.version() : "-",
        problem.isEmpty() ? "%,d".formatted(left.rows()) : "-",
        problem.map("  %s"::formatted).orElse(""));
  }

  /** Prints the rows of a table with a line of column names; what is nested as JSON. */
  int csv(String run, String table) {
    Dataset<Row> rows = replay.rows(run, table);
    out.println(String.join(",", rows.columns()));
    Column[] cells =
        Stream.of(rows.schema().fields()).map(ReplayReport::cell).toArray(Column[]::new);
    Iterator<Row> lines = rows.select(to_csv(struct(cells), CSV)).toLocalIterator();
    // Whoever reads may have seen enough.
    while (lines.hasNext() && !out.checkError()) {
      out.println(lines.next().getString(0));
    }
    out.flush();
    return 0;
  }

  private static Column cell(StructField field) {
    boolean nested =
        field.dataType() instanceof StructType
            || field.dataType() instanceof ArrayType
            || field.dataType() instanceof MapType;
    return nested ? to_json(col(field.name()), TIMESTAMPS).as(field.name()) : col(field.name());
  }

  /**
   * Writes tables as Parquet.
   *
   * @param named none for all that the run built, of which those that can no longer be read are
   *     said
   */
  int write(String run, List<String> named, Path folder) {
    List<Left> wanted =
        replay.tables(run).stream()
            .filter(
                left ->
                    named.isEmpty()
                        ? left.isBuilt() && !left.layer().equals(RAW)
                        : named.contains(left.table()))
            .toList();
    List<String> tables =
        named.isEmpty()
            ? wanted.stream().filter(left -> left.problem().isEmpty()).map(Left::table).toList()
            : named;
    // All are asked for before one is written, so that what is refused leaves nothing behind.
    List<Dataset<Row>> rows = tables.stream().map(table -> replay.rows(run, table)).toList();
    tables.forEach(table -> requireAbsent(folder.resolve(table)));
    for (int i = 0; i < tables.size(); i++) {
      Path place = folder.resolve(tables.get(i));
      rows.get(i).write().parquet(place.toString());
      out.printf("wrote     %s%n", place);
      out.flush();
    }
    List<Left> lost = wanted.stream().filter(not(left -> left.problem().isEmpty())).toList();
    lost.forEach(this::print);
    out.flush();
    return lost.isEmpty() ? 0 : Category.CONFIGURATION.exitCode();
  }

  private static void requireAbsent(Path place) {
    if (Files.exists(place)) {
      throw LeadhouseException.configuration(
          place + " is there already. Choose another folder with --to, or remove it.");
    }
  }
}
