package io.leadhouse.files;

import io.leadhouse.error.LeadhouseException.Category;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the files of a drop folder.
 *
 * @param read the files that were imported, or that would be
 * @param known how many were imported before, under the same mapping
 * @param waiting those that are still being written
 * @param refused those of which nothing lands
 * @param versions the version of each raw table of files
 */
public record FilesResult(
    List<FileReport> read,
    long known,
    List<String> waiting,
    List<Refused> refused,
    Map<String, Long> versions,
    double seconds) {
  /** A file, or a mapping, that cannot be used. */
  public record Refused(Category category, String message) {}

  /** Nothing was looked for. */
  public static FilesResult none() {
    return new FilesResult(List.of(), 0, List.of(), List.of(), Map.of(), 0);
  }

  /** What decides the exit code. */
  public Optional<Refused> failure() {
    return refused.stream().findFirst();
  }

  /** Whether there is anything to tell. */
  public boolean isQuiet() {
    return read.isEmpty() && known == 0 && waiting.isEmpty() && refused.isEmpty();
  }

  public long rows() {
    return read.stream().mapToLong(FileReport::rows).sum();
  }

  public long rejected() {
    return read.stream().mapToLong(FileReport::rejected).sum();
  }
}
