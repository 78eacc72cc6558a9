package io.leadhouse.files;

import io.leadhouse.model.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The rows of a file as values of its kind, each with what is wrong with it. */
final class RowReader implements Iterator<RowReader.FileRow>, AutoCloseable {
  private final Layout layout;
  private final CsvLines lines;
  private final FieldParser parser;
  private final List<Map.Entry<String, FileKind.Field>> fields;
  private final Object[] constants;
  private final int[] positions;

  /**
   * A row.
   *
   * @param line on which it begins
   * @param values in the order of the kind's fields; NULL where a value is absent or wrong
   * @param problems empty when the row may land
   * @param text the row as it came
   */
  record FileRow(long line, List<Object> values, List<String> problems, List<String> text) {}

  RowReader(Layout layout) throws IOException {
    Mapping mapping = layout.mapping();
    this.layout = layout;
    this.parser = new FieldParser(mapping.formats());
    this.fields = List.copyOf(mapping.kind().fields().entrySet());
    this.constants = new Object[fields.size()];
    this.positions = new int[fields.size()];
    FieldParser standard = new FieldParser(Mapping.Formats.STANDARD);
    for (int i = 0; i < constants.length; i++) {
      String field = fields.get(i).getKey();
      positions[i] = layout.positions().getOrDefault(field, -1);
      constants[i] = constant(standard, fields.get(i).getValue(), mapping.constants().get(field));
    }
    this.lines = layout.open();
  }

  private static Object constant(FieldParser standard, FileKind.Field field, String text) {
    try {
      return text == null ? null : standard.parse(field, text);
    } catch (BadValue e) {
      throw new IllegalStateException("A mapping's constants are checked when it is read", e);
    }
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public FileRow next() {
    CsvLines.Line line = lines.next();
    List<String> text = line.fields();
    List<String> problems = new ArrayList<>(0);
    Object[] values = new Object[fields.size()];
    if (fitsHeader(text)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = positions[i] < 0 ? constants[i] : value(i, text, problems);
      }
    } else {
      problems.add(
          "%d fields where the header has %d".formatted(text.size(), layout.header().size()));
    }
    return new FileRow(line.number(), Arrays.asList(values), problems, text);
  }

  private Object value(int i, List<String> text, List<String> problems) {
    try {
      return parser.parse(fields.get(i).getValue(), text.get(positions[i]));
    } catch (BadValue e) {
      problems.add(fields.get(i).getKey() + " " + e.getMessage());
      return null;
    }
  }

  /** Whether every column is there; spreadsheets write empty ones behind the last. */
  private boolean fitsHeader(List<String> text) {
    int width = layout.header().size();
    for (int i = width; i < text.size(); i++) {
      if (!FieldParser.strip(text.get(i)).isEmpty()) {
        return false;
      }
    }
    return text.size() >= width;
  }

  @Override
  public void close() {
    lines.close();
  }
}
