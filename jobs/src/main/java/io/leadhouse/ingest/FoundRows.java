package io.leadhouse.ingest;

import java.util.List;

/**
 * Rows that the pass which counts a table has found, and how to fetch them.
 *
 * @param rows how many
 * @param parts conditions, a task each; every one of the rows meets one of them, and few others do
 */
record FoundRows(long rows, List<String> parts) {
  FoundRows {
    parts = List.copyOf(parts);
  }
}
