package io.leadhouse.cli;

import io.leadhouse.engine.TableVerdict;
import io.leadhouse.error.LeadhouseException.Category;
import java.io.PrintWriter;

/** Prints verdicts one by one, and adds them up to an exit code. */
final class VerdictReport {
  private final PrintWriter out;
  private int same;
  private int differing;
  private int unverified;

  VerdictReport(PrintWriter out) {
    this.out = out;
  }

  void add(TableVerdict verdict) {
    if (!verdict.verified()) {
      unverified++;
      out.printf("unknown  %-28s %s%n", verdict.table(), verdict.problem());
    } else if (verdict.differing() == 0) {
      same++;
      out.printf("same     %-28s %,d rows%n", verdict.table(), verdict.rows());
    } else {
      differing++;
      out.printf(
          "DIFFERS  %-28s %,d keys of %,d rows%n",
          verdict.table(), verdict.differing(), verdict.rows());
      for (TableVerdict.Example example : verdict.examples()) {
        out.printf("         key        %s%n", example.key());
        out.printf("         stored     %s%n", said(example.stored()));
        out.printf("         recomputed %s%n", said(example.recomputed()));
      }
    }
    out.flush();
  }

  /** Prints the sum; the exit code. */
  int end() {
    out.printf(
        "%n%d tables are as recomputed, %d differ, %d could not be verified.%n",
        same, differing, unverified);
    out.flush();
    if (differing > 0) {
      return Category.DATA_QUALITY.exitCode();
    }
    return unverified > 0 ? Category.CONFIGURATION.exitCode() : 0;
  }

  private static String said(String row) {
    return row == null ? "no row" : row;
  }
}
