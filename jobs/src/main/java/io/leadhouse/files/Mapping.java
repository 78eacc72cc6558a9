package io.leadhouse.files;

import io.leadhouse.engine.Fingerprint;
import io.leadhouse.model.FileKind;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * How the columns of one feed's files become the fields of a kind.
 *
 * @param name of the file that says so, without its ending
 * @param files pattern of the names of its data files
 * @param headerLine the line that names the columns, from 1
 * @param columns field → header
 * @param constants field → the value that every row has
 */
record Mapping(
    String name,
    FileKind kind,
    String files,
    String encoding,
    String delimiter,
    int headerLine,
    Formats formats,
    Map<String, String> columns,
    Map<String, String> constants)
    implements Serializable {
  static final String AUTO = "auto";

  /**
   * How values are written.
   *
   * @param thousands empty where no separator groups digits
   * @param timestampFormat empty for ISO 8601
   * @param timeZone of timestamps that name none; empty where each must name its own
   * @param nulls texts that stand for no value, beside the empty one
   */
  record Formats(
      String decimal,
      String thousands,
      String dateFormat,
      String timestampFormat,
      String timeZone,
      List<String> nulls)
      implements Serializable {
    /** What a value is written in where nothing else is said. */
    static final Formats STANDARD = new Formats(".", "", "yyyy-MM-dd", "", "", List.of());
  }

  /**
   * Tells whether the same file would give the same rows: by everything here but the name and the
   * pattern of files, and by the fields of the kind.
   */
  String fingerprint() {
    Fingerprint meaning = new Fingerprint();
    meaning.add(kind.schema().catalogString());
    meaning.add(kind.key().toString());
    kind.fields().forEach((field, form) -> meaning.add(field + form.required()));
    meaning.add(encoding + "/" + delimiter + "/" + headerLine);
    meaning.add(formats.toString());
    kind.fields()
        .keySet()
        .forEach(field -> meaning.add(columns.get(field) + "/" + constants.get(field)));
    return meaning.text();
  }
}
