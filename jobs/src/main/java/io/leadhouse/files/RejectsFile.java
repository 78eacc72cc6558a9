package io.leadhouse.files;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The rejected rows of a file, as they came, each with its line and the reasons. Mended and dropped
 * again, it is read by the same mapping: it has the encoding, the delimiter and the header of the
 * file.
 */
final class RejectsFile {
  private static final int HASH_DIGITS = 8;

  private RejectsFile() {}

  /** Where the rejected rows of a file are written. */
  static Path of(Path folder, Survey survey) {
    return folder
        .resolve("rejected")
        .resolve(survey.name() + "." + survey.scan().hash().substring(0, HASH_DIGITS) + ".csv");
  }

  /** Writes the file, or removes what an earlier mapping had rejected. */
  static void write(Path folder, Survey survey) throws IOException {
    Path target = of(folder, survey);
    if (survey.rejected() == 0) {
      if (Files.exists(target)) {
        Files.delete(target);
      }
      return;
    }
    Files.createDirectories(target.getParent());
    Path partial = Files.createTempFile(target.getParent(), ".rejected", ".part");
    try {
      writeRows(partial, survey);
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void writeRows(Path target, Survey survey) throws IOException {
    Layout layout = survey.layout();
    Charset charset = Charset.forName(layout.charset());
    try (BufferedWriter text =
            new BufferedWriter(
                new OutputStreamWriter(
                    Files.newOutputStream(target),
                    charset.newEncoder().onUnmappableCharacter(CodingErrorAction.REPLACE)));
        RowReader rows = new RowReader(layout)) {
      copyTop(survey, charset, text);
      CSVPrinter csv =
          CSVFormat.RFC4180.builder().setDelimiter(layout.delimiter()).get().print(text);
      List<String> header = new ArrayList<>(List.of("rejected line", "rejected because"));
      header.addAll(layout.header());
      csv.printRecord(header);
      while (rows.hasNext()) {
        RowReader.FileRow row = rows.next();
        String repeated = survey.repeated().get(row.line());
        if (!row.problems().isEmpty() || repeated != null) {
          List<Object> cells = new ArrayList<>();
          cells.add(row.line());
          cells.add(repeated != null ? repeated : String.join("; ", row.problems()));
          cells.addAll(row.text());
          csv.printRecord(cells);
        }
      }
    }
  }

  /** The byte order mark and the lines above the header. */
  private static void copyTop(Survey survey, Charset charset, BufferedWriter text)
      throws IOException {
    if (survey.scan().byteOrderMark()) {
      text.write('\uFEFF');
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(Files.newInputStream(survey.path()), charset))) {
      for (int i = 1; i < survey.layout().mapping().headerLine(); i++) {
        text.write(lines.readLine().replace("\uFEFF", "") + "\r\n");
      }
    }
  }
}
