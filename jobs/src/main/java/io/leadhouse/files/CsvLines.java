package io.leadhouse.files;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV file with the lines on which they begin. Rows without any text are left out.
 */
final class CsvLines implements Iterator<CsvLines.Line>, AutoCloseable {
  /** An unclosed quote would make one row of the whole rest of the file. */
  private static final int LONGEST_ROW = 1 << 20;

  private final Path file;
  private final long skipped;
  private final Limited reader;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private Line next;

  /**
   * A row.
   *
   * @param number of the physical line on which it begins, from 1
   */
  record Line(long number, List<String> fields) {}

  /**
   * Opens a file.
   *
   * @param skippedLines lines before the first row that is read
   */
  CsvLines(Path file, Charset charset, char delimiter, int skippedLines) throws IOException {
    this.file = file;
    this.skipped = skippedLines;
    BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file),
                charset
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    skipMark(text);
    for (int i = 0; i < skippedLines && text.readLine() != null; i++) {}
    this.reader = new Limited(text);
    this.parser =
        CSVParser.builder()
            .setReader(reader)
            .setFormat(CSVFormat.RFC4180.builder().setDelimiter(delimiter).setQuote('"').get())
            .get();
    this.records = parser.iterator();
  }

  private static void skipMark(Reader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
  }

  /**
   * @throws io.leadhouse.error.LeadhouseException DATA_QUALITY for quotes that do not close
   */
  @Override
  public boolean hasNext() {
    while (next == null) {
      long line = skipped + parser.getCurrentLineNumber() + 1;
      reader.rowBegins();
      try {
        if (!records.hasNext()) {
          return false;
        }
        List<String> fields = records.next().toList();
        if (fields.stream().anyMatch(field -> !FieldParser.strip(field).isEmpty())) {
          next = new Line(line, fields);
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        throw FileScan.refused(
            file,
            "the quotes of the row at line %d do not close where its fields end. A \" inside of a field is written \"\"."
                .formatted(line));
      }
    }
    return true;
  }

  @Override
  public Line next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Line line = next;
    next = null;
    return line;
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a row that goes on for too long. */
  private static final class Limited extends FilterReader {
    private long read;

    Limited(Reader in) {
      super(in);
    }

    void rowBegins() {
      read = 0;
    }

    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
      int count = super.read(buffer, from, length);
      read += Math.max(count, 0);
      if (read > LONGEST_ROW) {
        throw new IOException("row too long");
      }
      return count;
    }
  }
}
