package io.leadhouse.files;

import io.leadhouse.model.FileKind;
import java.util.List;
import java.util.Map;

/** What a person begins with: a mapping with everything said, and a CSV file that fits it. */
public final class MappingTemplate {
  private static final String HEAD =
      """
      # Reads CSV files of kind %s: %s
      # Put this file into the folder that leadhouse.yml names under files:, then check a file with
      #   ./leadhouse files check
      kind: %s
      files: "%s*.csv"             # names of the files that are read by this mapping; * is any text

      # How the files are written. Uncomment what differs.
      # encoding: windows-1252     # auto: UTF-8 where the file is UTF-8, else windows-1252
      # delimiter: ";"             # auto: that of , ; tab | with which the columns are found
      # header_line: 3             # the line that names the columns, where lines stand above it
      # decimal: ","               # default .
      # thousands: "."             # default none
      # date_format: dd/MM/yyyy    # default yyyy-MM-dd
      # timestamp_format: dd/MM/yyyy HH:mm   # default ISO 8601: 2026-01-31T09:30:00Z
      # time_zone: Europe/Berlin   # of times that name none
      # nulls: ["--", n/a]         # texts that stand for no value

      # field: header of its column in your files. Take out optional fields that you do not have.
      columns:
      """;
  private static final String TAIL =
      """

      # Fields that have one value in all rows, instead of a column.
      # constants:
      #   %s: "%s"
      """;

  private MappingTemplate() {}

  /** A commented mapping. */
  public static String mapping(FileKind kind) {
    StringBuilder text =
        new StringBuilder(
            HEAD.formatted(kind.name(), kind.description(), kind.name(), kind.name()));
    kind.fields()
        .forEach(
            (name, field) ->
                text.append(
                    "  %-32s # %s%s%n"
                        .formatted(
                            name + ": " + name,
                            field.required() ? "required. " : "",
                            field.meaning())));
    Map.Entry<String, FileKind.Field> first = kind.fields().entrySet().iterator().next();
    return text + TAIL.formatted(first.getKey(), first.getValue().example());
  }

  /** A header and one row that fit the mapping. */
  public static String csv(FileKind kind) {
    List<String> examples = kind.fields().values().stream().map(FileKind.Field::example).toList();
    return String.join(",", kind.fields().keySet()) + "\n" + String.join(",", examples) + "\n";
  }
}
