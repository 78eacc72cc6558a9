package io.leadhouse.cli;

import io.leadhouse.files.FileReport;
import io.leadhouse.files.FilesResult;
import java.io.PrintWriter;

/** Says what became of dropped files, or would. */
final class FilesSummary {
  private FilesSummary() {}

  /**
   * Prints it, a line a file and one for each first reason of a rejected row.
   *
   * @param landing what the rows that are not rejected do
   */
  static void print(PrintWriter out, FilesResult result, String landing) {
    for (FileReport file : result.read()) {
      out.printf(
          "%-28s %,10d rows %s, %,d rejected  (%s by mapping %s, %s, delimiter %s)%n",
          file.file(),
          file.rows() - file.rejected(),
          landing,
          file.rejected(),
          file.kind(),
          file.mapping(),
          file.encoding(),
          file.delimiter());
      file.firstReasons().forEach(reason -> out.printf("    %s%n", reason));
      if (file.firstReasons().size() < file.rejected()) {
        out.printf("    … and %,d more%n", file.rejected() - file.firstReasons().size());
      }
      if (!file.unusedColumns().isEmpty()) {
        out.printf("    columns not used: %s%n", String.join(", ", file.unusedColumns()));
      }
    }
    result
        .waiting()
        .forEach(file -> out.printf("%s is still being written; the next run takes it%n", file));
    result.refused().forEach(refused -> out.printf("refused: %s%n", refused.message()));
  }
}
