package io.leadhouse.files;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.yaml.NearestName;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one file is to be read: found out from its bytes, its header and its mapping.
 *
 * @param charset name of the encoding
 * @param positions field → index of its column
 */
record Layout(
    String file,
    String charset,
    char delimiter,
    List<String> header,
    Mapping mapping,
    Map<String, Integer> positions)
    implements Serializable {
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

  /**
   * Fits a file to its mapping.
   *
   * @throws LeadhouseException DATA_QUALITY for a file that cannot be read so, with what to do
   */
  static Layout of(Path file, FileScan scan, Mapping mapping) throws IOException {
    Charset charset = scan.charset(file, mapping.encoding());
    List<Character> tried =
        switch (mapping.delimiter()) {
          case Mapping.AUTO -> DELIMITERS;
          case "tab" -> List.of('\t');
          default -> List.of(mapping.delimiter().charAt(0));
        };
    List<Layout> candidates = new ArrayList<>();
    for (char delimiter : tried) {
      header(file, charset, delimiter, mapping)
          .ifPresent(header -> candidates.add(of(file, charset, delimiter, header, mapping)));
    }
    return candidates.stream()
        .max(
            Comparator.comparingInt((Layout layout) -> layout.positions().size())
                .thenComparingInt(layout -> layout.header().size()))
        .orElseThrow(
            () ->
                FileScan.refused(
                    file,
                    "line %d should name the columns, but the file ends before it or its quotes do not close."
                        .formatted(mapping.headerLine())))
        .requireHeaders(file);
  }

  private static Layout of(
      Path file, Charset charset, char delimiter, List<String> header, Mapping mapping) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    mapping
        .columns()
        .forEach(
            (field, name) -> {
              int position = header.indexOf(FieldParser.strip(name));
              if (position >= 0) {
                positions.put(field, position);
              }
            });
    return new Layout(file.toString(), charset.name(), delimiter, header, mapping, positions);
  }

  private static Optional<List<String>> header(
      Path file, Charset charset, char delimiter, Mapping mapping) throws IOException {
    try (CsvLines lines = new CsvLines(file, charset, delimiter, mapping.headerLine() - 1)) {
      return lines.hasNext()
          ? Optional.of(lines.next().fields().stream().map(FieldParser::strip).toList())
          : Optional.empty();
    } catch (LeadhouseException e) {
      // With another delimiter the quotes may fit.
      return Optional.empty();
    }
  }

  private Layout requireHeaders(Path file) {
    List<String> complaints = new ArrayList<>();
    for (String name : mapping.columns().values().stream().map(FieldParser::strip).toList()) {
      List<String> same = header.stream().filter(name::equals).toList();
      if (same.isEmpty()) {
        complaints.add("no column '" + name + "'." + NearestName.hint(name, header));
      } else if (same.size() > 1) {
        complaints.add(
            "%d columns are called '%s', and which one is meant cannot be told. Rename one."
                .formatted(same.size(), name));
      }
    }
    if (!complaints.isEmpty()) {
      throw FileScan.refused(
          file,
          "line %d does not name the columns of mapping %s: %s"
              .formatted(
                  mapping.headerLine(),
                  mapping.name(),
                  String.join(" ", complaints.stream().distinct().toList())));
    }
    return this;
  }

  /** The columns that no field takes. */
  List<String> unused() {
    return header.stream().filter(name -> !mapping.columns().containsValue(name)).toList();
  }

  /** The data rows, from the line after the header on. */
  CsvLines open() throws IOException {
    CsvLines lines =
        new CsvLines(Path.of(file), Charset.forName(charset), delimiter, mapping.headerLine() - 1);
    var unused = lines.next();
    return lines;
  }

  /** The delimiter's name. */
  String delimiterName() {
    return delimiter == '\t' ? "tab" : String.valueOf(delimiter);
  }
}
