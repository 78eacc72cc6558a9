package io.leadhouse.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file read from end to end before anything of it is written.
 *
 * @param state of the file when the reading began
 * @param invalid rows with a value that its field cannot hold
 * @param repeated line → why a row is refused that is valid by itself
 * @param firstReasons why the first rejected rows are, each with its line
 */
record Survey(
    Path path,
    State state,
    FileScan scan,
    Layout layout,
    long rows,
    long invalid,
    Map<Long, String> repeated,
    List<String> firstReasons) {
  private static final int REASONS_SHOWN = 3;

  /** What tells that a file was written to. */
  record State(long bytes, FileTime modified) {
    static State of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new State(attributes.size(), attributes.lastModifiedTime());
    }
  }

  /**
   * Reads a file.
   *
   * @throws io.leadhouse.error.LeadhouseException DATA_QUALITY for one that cannot be read, as a
   *     whole
   */
  static Survey of(Path path, State state, FileScan scan, Mapping mapping) throws IOException {
    Layout layout = Layout.of(path, scan, mapping);
    RepeatedKeys keys = new RepeatedKeys(mapping.kind());
    long count = 0;
    long invalid = 0;
    TreeMap<Long, String> reasons = new TreeMap<>();
    try (RowReader rows = new RowReader(layout)) {
      while (rows.hasNext()) {
        RowReader.FileRow row = rows.next();
        count++;
        if (row.problems().isEmpty()) {
          keys.add(row);
        } else {
          invalid++;
          if (reasons.size() < REASONS_SHOWN) {
            reasons.put(row.line(), String.join("; ", row.problems()));
          }
        }
      }
    }
    Map<Long, String> repeated = keys.refused(layout);
    repeated.entrySet().stream()
        .limit(REASONS_SHOWN)
        .forEach(row -> reasons.put(row.getKey(), row.getValue()));
    List<String> first = new ArrayList<>();
    reasons.entrySet().stream()
        .limit(REASONS_SHOWN)
        .forEach(row -> first.add("line " + row.getKey() + ": " + row.getValue()));
    return new Survey(path, state, scan, layout, count, invalid, repeated, List.copyOf(first));
  }

  String name() {
    return path.getFileName().toString();
  }

  long rejected() {
    return invalid + repeated.size();
  }

  long landing() {
    return rows - rejected();
  }

  /** Whether the file is no longer what was read. */
  boolean outdated() {
    try {
      return !State.of(path).equals(state);
    } catch (IOException e) {
      return true;
    }
  }

  FileReport report() {
    String found =
        layout.charset()
            + (scan.byteOrderMark() ? " with byte order mark" : "")
            + (layout.mapping().encoding().equals(Mapping.AUTO) && scan.badUtf8Line() > 0
                ? " (line %d is not UTF-8)".formatted(scan.badUtf8Line())
                : "");
    return new FileReport(
        FieldParser.line(name()),
        layout.mapping().kind().name(),
        layout.mapping().name(),
        found,
        layout.delimiterName(),
        rows,
        rejected(),
        firstReasons,
        layout.unused().stream().map(FieldParser::line).toList());
  }
}
