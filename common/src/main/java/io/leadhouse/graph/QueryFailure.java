package io.leadhouse.graph;

import io.leadhouse.error.LeadhouseException;
import java.nio.file.Path;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Turns Spark's complaint about a query into ours: file, line, first sentence. */
public final class QueryFailure {
  private QueryFailure() {}

  /**
   * What to throw for a failure of parsing or analyzing a query. Spark's Java API throws the
   * checked {@link AnalysisException} undeclared, so callers catch Exception and pass it through
   * here.
   */
  public static RuntimeException of(Path file, String sql, Exception failure) {
    if (failure instanceof AnalysisException analysis) {
      int line = line(sql, analysis);
      String sentence =
          String.valueOf(analysis.getMessage()).lines().findFirst().orElse("").strip();
      return LeadhouseException.configuration(
          file + (line > 0 ? ":" + line : "") + ": " + sentence);
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(file.toString(), failure);
  }

  /** 1-based line in the query's text; 0 when Spark does not say. */
  private static int line(String sql, AnalysisException e) {
    if (e instanceof ParseException && e.line().isDefined()) {
      return (int) e.line().get();
    }
    for (QueryContext context : e.getQueryContext()) {
      int start = context.startIndex();
      if (start >= 0 && start <= sql.length()) {
        return 1 + (int) sql.substring(0, start).chars().filter(c -> c == '\n').count();
      }
    }
    return 0;
  }
}
