package io.leadhouse.files;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.FileKind;
import io.leadhouse.yaml.NearestName;
import io.leadhouse.yaml.YamlDocument;
import io.leadhouse.yaml.YamlReader;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;

/** Reads a mapping and fits it to the kinds of the source pack. */
final class MappingReader {
  private final YamlReader files = new YamlReader(Mapping.class, "mapping.schema.json");
  private final Map<String, FileKind> kinds;

  MappingReader(Map<String, FileKind> kinds) {
    this.kinds = kinds;
  }

  /** A mapping, and which names of files it takes. */
  record Feed(Mapping mapping, PathMatcher names) {
    boolean takes(Path file) {
      return names.matches(file.getFileName());
    }
  }

  private record Form(
      String kind,
      String files,
      String encoding,
      String delimiter,
      Integer headerLine,
      String decimal,
      String thousands,
      String dateFormat,
      String timestampFormat,
      String timeZone,
      List<String> nulls,
      Map<String, String> columns,
      Map<String, String> constants) {}

  /**
   * Reads one mapping.
   *
   * @throws LeadhouseException CONFIGURATION with file, line and what to write instead
   */
  Feed read(Path file) {
    YamlDocument<Form> document = files.read(file, Form.class);
    Form form = document.value();
    FileKind kind = kinds.get(form.kind());
    if (kind == null) {
      throw document.complaint(
          "/kind",
          "no kind '" + form.kind() + "'." + NearestName.hint(form.kind(), kinds.keySet()));
    }
    Map<String, String> constants =
        new TreeMap<>(Objects.requireNonNullElse(form.constants(), Map.of()));
    requireFields(document, kind, "/columns/", form.columns());
    requireFields(document, kind, "/constants/", constants);
    requireComplete(document, kind, constants);
    String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    Mapping mapping =
        new Mapping(
            name,
            kind,
            form.files(),
            Objects.requireNonNullElse(form.encoding(), Mapping.AUTO),
            Objects.requireNonNullElse(form.delimiter(), Mapping.AUTO),
            Objects.requireNonNullElse(form.headerLine(), 1),
            formats(document),
            new TreeMap<>(form.columns()),
            constants);
    return new Feed(mapping, names(document));
  }

  private static void requireFields(
      YamlDocument<Form> document, FileKind kind, String at, Map<String, String> named) {
    for (String field : named.keySet()) {
      if (!kind.fields().containsKey(field)) {
        throw document.complaint(
            at + field,
            "'%s' is no field of kind %s.%s"
                .formatted(field, kind.name(), NearestName.hint(field, kind.fields().keySet())));
      }
    }
  }

  private static void requireComplete(
      YamlDocument<Form> document, FileKind kind, Map<String, String> constants) {
    Map<String, String> columns = document.value().columns();
    kind.fields()
        .forEach(
            (field, form) -> {
              boolean constant = constants.containsKey(field);
              if (constant && columns.containsKey(field)) {
                throw document.complaint(
                    "/constants/" + field, "'" + field + "' has a column too. Keep one of them.");
              }
              if (form.required() && !constant && !columns.containsKey(field)) {
                throw document.complaint(
                    "/columns",
                    "'%s' is required (%s) Name its column, or its value under constants."
                        .formatted(field, form.meaning()));
              }
              if (constant) {
                requireValue(document, field, form, constants.get(field));
              }
            });
  }

  private static void requireValue(
      YamlDocument<Form> document, String field, FileKind.Field form, String constant) {
    try {
      var unused = new FieldParser(Mapping.Formats.STANDARD).parse(form, constant);
    } catch (BadValue e) {
      throw document.complaint("/constants/" + field, "'" + field + "' " + e.getMessage() + ".");
    }
  }

  private static Mapping.Formats formats(YamlDocument<Form> document) {
    Form form = document.value();
    Mapping.Formats formats =
        new Mapping.Formats(
            Objects.requireNonNullElse(form.decimal(), "."),
            Objects.requireNonNullElse(form.thousands(), ""),
            Objects.requireNonNullElse(form.dateFormat(), Mapping.Formats.STANDARD.dateFormat()),
            Objects.requireNonNullElse(form.timestampFormat(), ""),
            Objects.requireNonNullElse(form.timeZone(), ""),
            List.copyOf(Objects.requireNonNullElse(form.nulls(), List.of())));
    if (formats.thousands().equals(formats.decimal())) {
      throw document.complaint("/thousands", "is the decimal separator too. Keep one of them.");
    }
    requireZone(document, formats.timeZone());
    requirePattern(
        document, "/date_format", formats.dateFormat(), FieldParser::formatter, "dd/MM/yyyy");
    requirePattern(
        document,
        "/timestamp_format",
        formats.timestampFormat(),
        FieldParser::timestampFormatter,
        "dd/MM/yyyy HH:mm, or hh:mm a");
    return formats;
  }

  private static void requireZone(YamlDocument<Form> document, String zone) {
    if (!zone.isEmpty() && !ZoneId.getAvailableZoneIds().contains(zone)) {
      throw document.complaint(
          "/time_zone",
          "no time zone '" + zone + "'. Write it as Europe/Berlin, America/Sao_Paulo or UTC.");
    }
  }

  private static void requirePattern(
      YamlDocument<Form> document,
      String at,
      String pattern,
      Function<String, DateTimeFormatter> formatter,
      String example) {
    try {
      var unused = formatter.apply(pattern);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw document.complaint(
          at, "'%s' is no date format (%s). Write %s.".formatted(pattern, e.getMessage(), example));
    }
  }

  private static PathMatcher names(YamlDocument<Form> document) {
    String pattern = document.value().files();
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw document.complaint(
          "/files",
          "'%s' is no pattern of file names (%s). Write google_*.csv."
              .formatted(pattern, e.getDescription()));
    }
  }
}
