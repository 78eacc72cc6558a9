package io.leadhouse.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.error.LeadhouseException.Category;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCheckTest {
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  @TempDir private Path folder;
  private Drop drop;

  @BeforeEach
  void oneMapping() {
    drop = new Drop(folder).mapping("google", Drop.GOOGLE);
  }

  @Test
  void utf8IsReadWithAndWithoutByteOrderMark() {
    drop.file("google.csv", "Day,Campaign,Cost,Größe\n2026-01-05,5,1.50,x\n");
    assertThat(drop.report().encoding()).isEqualTo("UTF-8");
    assertThat(drop.report().unusedColumns()).containsExactly("Größe");
    drop.file("google.csv", "\uFEFFDay,Campaign,Cost\n2026-01-05,5,1.50\n");
    assertThat(drop.report())
        .isEqualTo(
            new FileReport(
                "google.csv",
                "ad_spend",
                "google",
                "UTF-8 with byte order mark",
                ",",
                1,
                0,
                List.of(),
                List.of()));
  }

  @Test
  void whatIsNotUtf8IsWindows1252AndSaidSo() {
    drop.file("google.csv", "Day,Campaign,Cost,Straße €\n2026-01-05,5,1,x\n", WINDOWS);
    assertThat(drop.report().encoding()).isEqualTo("windows-1252 (line 1 is not UTF-8)");
    assertThat(drop.report().unusedColumns()).containsExactly("Straße €");
  }

  @Test
  void latin1IsReadWhereTheMappingSaysSo() {
    drop.mapping("google", Drop.GOOGLE.replace("Campaign", "Ação") + "encoding: iso-8859-1\n");
    drop.file("google.csv", "Day;Ação;Cost\n2026-01-05;5;1\n", StandardCharsets.ISO_8859_1);
    assertThat(drop.report().encoding()).isEqualTo("ISO-8859-1");
    assertThat(drop.report().rejected()).isZero();
  }

  @Test
  void oneBrokenLetterInAUtf8FileDoesNotSpoilAllOthers() {
    byte[] text = "Day,Campaign,Cost,Größe\n2026-01-05,5,1,?\n".getBytes(StandardCharsets.UTF_8);
    text[text.length - 2] = (byte) 0xFC;
    drop.file("google.csv", text);
    assertThat(drop.refusal())
        .isEqualTo(
            "google.csv: line 2 is not UTF-8, though the rest of the file looks like it."
                + " Export the file anew, or name its `encoding:` in the mapping.");
  }

  @Test
  void anEncodingThatTheFileIsNotWrittenInIsRefused() {
    drop.mapping("google", Drop.GOOGLE + "encoding: utf-8\n");
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,5,1\n2026-01-05,é,1\n", WINDOWS);
    assertThat(drop.refusal()).contains("line 3 is not UTF-8.", "`encoding: windows-1252`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Größe", "\uFEFF"})
  void utf8IsNotTakenForASingleByteEncoding(String text) {
    drop.mapping("google", Drop.GOOGLE + "encoding: windows-1252\n");
    drop.file("google.csv", text + ",Day,Campaign,Cost\nx,2026-01-05,5,1\n");
    assertThat(drop.refusal()).contains("it is UTF-8, not windows-1252.", "`encoding: auto`");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path nothing = folder.resolve("google_none.csv");
    assertThat(FileCheck.run(folder, Drop.KINDS, List.of(nothing), drop.later).refused())
        .extracting(FilesResult.Refused::message)
        .containsExactly("No file " + nothing + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
  void utf16IsRefusedWithWhatToDo(String charset) {
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,5,1\n", Charset.forName(charset));
    assertThat(drop.refusal()).contains("Save it as \"CSV UTF-8\".");
  }

  @Test
  void aWorkbookIsRefused() {
    drop.file("google.csv", new byte[] {'P', 'K', 3, 4, 0, 0});
    assertThat(drop.refusal()).contains("a workbook or an archive, no CSV");
  }

  @Test
  void decimalCommasAndThousandsAreReadAsTheMappingSays() {
    drop.mapping("google", Drop.GOOGLE + "decimal: ','\nthousands: '.'\n");
    drop.file(
        "google.csv",
        """
        Day;Campaign;Cost
        2026-01-01;1;1.234,56
        2026-01-02;1;1234,5
        2026-01-03;1;-1.234.567
        2026-01-04;1;,5
        2026-01-05;1;1.23
        2026-01-06;1;1,234.5
        2026-01-07;1;1,1234567
        2026-01-08;1;1234567890123
        """);
    FileReport report = drop.report();
    assertThat(report.delimiter()).isEqualTo(";");
    assertThat(report.rows()).isEqualTo(8);
    assertThat(report.rejected()).isEqualTo(4);
    assertThat(report.firstReasons())
        .containsExactly(
            "line 6: amount '1.23' is no number with decimal ',' and thousands '.'",
            "line 7: amount '1,234.5' is no number with decimal ',' and thousands '.'",
            "line 8: amount '1,1234567' has more than 6 decimals");
  }

  @Test
  void aNumberThatCouldMeanTwoThingsIsNotGuessed() {
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,5,\"1,234\"\n");
    assertThat(drop.report().firstReasons())
        .containsExactly("line 2: amount '1,234' is no number with decimal '.'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesAreThoseOfTheFileAlsoAfterQuotedLineBreaks(String end) {
    drop.file(
        "google.csv",
        String.join(
            end,
            "Day,Campaign,Cost,Note",
            "2026-01-05,5,1,\"two",
            "lines, and a \"\"quote\"\"\"",
            "",
            "bad,5,1,x",
            "2026-01-06,5,1,\"a",
            "",
            "b\"",
            "worse,5,1,x",
            ""));
    assertThat(drop.report().rows()).isEqualTo(4);
    assertThat(drop.report().firstReasons())
        .extracting(reason -> reason.substring(0, reason.indexOf(':')))
        .containsExactly("line 5", "line 9");
  }

  @Test
  void datesAndTimesAreReadInTheirFormatAndZone() {
    drop.mapping(
        "leads",
        """
        kind: lead
        files: "leads*.csv"
        timestamp_format: dd/MM/yyyy HH:mm
        time_zone: Europe/Berlin
        columns: {lead_id: id, created_at: at}
        constants: {organization_id: "1"}
        """);
    drop.file(
        "leads.csv",
        """
        id,at
        a,31/01/2026 09:30
        b,31/02/2026 09:30
        c,29/03/2026 02:30
        d,2026-01-31 09:30
        """);
    assertThat(drop.report().firstReasons())
        .containsExactly(
            "line 3: created_at '31/02/2026 09:30' is no time written dd/MM/yyyy HH:mm",
            "line 4: created_at '29/03/2026 02:30' is skipped by the clocks of Europe/Berlin; is"
                + " time_zone another?",
            "line 5: created_at '2026-01-31 09:30' is no time written dd/MM/yyyy HH:mm");
  }

  @Test
  void aTimeWithoutItsZoneIsNotGuessed() {
    drop.mapping(
        "leads",
        """
        kind: lead
        files: "leads*.csv"
        columns: {lead_id: id, created_at: at}
        constants: {organization_id: "1"}
        """);
    drop.file(
        "leads.csv",
        """
        id,at
        a,2026-01-31T09:30:00Z
        b,2026-01-31 09:30:00+02
        c,2026-01-31T09:30
        """);
    assertThat(drop.report().rejected()).isEqualTo(1);
    assertThat(drop.report().firstReasons().get(0))
        .startsWith("line 4")
        .endsWith("names no time zone; write time_zone in the mapping");
  }

  @Test
  void personalValuesAreNotRepeated() {
    drop.mapping(
        "leads",
        """
        kind: lead
        files: "leads*.csv"
        columns: {lead_id: id, created_at: at, email: mail}
        constants: {organization_id: "1"}
        """);
    drop.file("leads.csv", "id,at,mail\na,never,ana@example.org\n");
    assertThat(drop.check().toString()).contains("never").doesNotContain("ana@example.org");
  }

  @Test
  void anEmptyFileIsRefusedAndOneWithAHeaderAloneIsRead() {
    drop.file("google.csv", "");
    assertThat(drop.refusal()).contains("line 1 should name the columns, but the file ends");
    drop.file("google.csv", "Day,Campaign,Cost\r\n");
    assertThat(drop.report().rows()).isZero();
  }

  @Test
  void headersThatAreMissingOrTwiceThereAreNamed() {
    drop.file("google.csv", "Day,Campagn,Cost,Cost\n2026-01-05,5,1,1\n");
    assertThat(drop.refusal())
        .isEqualTo(
            "google.csv: line 1 does not name the columns of mapping google:"
                + " 2 columns are called 'Cost', and which one is meant cannot be told. Rename one."
                + " no column 'Campaign'. Did you mean 'Campagn'?");
    drop.file("google.csv", "Day,Campaign,Cost,Note,Note\n2026-01-05,5,1,a,b\n");
    assertThat(drop.report().rejected()).isZero();
  }

  @Test
  void linesAboveTheHeaderAreSkippedWhereTheMappingSaysSo() {
    drop.mapping("google", Drop.GOOGLE + "header_line: 3\n");
    drop.file(
        "google.csv",
        "Report \"spend\n1 January\nDay\tCampaign\tCost\n2026-01-05\t5\t1\nTotal\t\t1\n");
    assertThat(drop.report().delimiter()).isEqualTo("tab");
    assertThat(drop.report().firstReasons())
        .containsExactly(
            "line 5: campaign_id is missing; day 'Total' is no date written yyyy-MM-dd");
  }

  @Test
  void rowsThatDoNotFitTheHeaderAreRejected() {
    drop.file(
        "google.csv", "Day,Campaign,Cost\n2026-01-05,5\n2026-01-06,5,1,,\n2026-01-07,5,1,x\n");
    assertThat(drop.report().firstReasons())
        .containsExactly(
            "line 2: 2 fields where the header has 3", "line 4: 4 fields where the header has 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"2026-01-05,\"5,1", "2026-01-05,\"5\"x,1"})
  void quotesThatDoNotCloseRefuseTheFile(String row) {
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-04,5,1\n" + row + "\n2026-01-06,5,1\n");
    assertThat(drop.refusal()).contains("google.csv: the quotes of the row at line 3 do not close");
  }

  @Test
  void anUnclosedQuoteDoesNotTakeTheRestOfALongFileIntoMemory() {
    String rows = "2026-01-06,5,1\n".repeat(200_000);
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,\"5,1\n" + rows);
    assertThat(drop.refusal()).contains("the row at line 2 do not close");
  }

  @Test
  void rowsOfOneKeyAreRejectedUnlessTheyAreEqual() {
    drop.file(
        "google.csv",
        """
        Day,Campaign,Cost
        2026-01-05,5,1
        2026-01-06,5,1
        2026-01-05,5,1.00
        2026-01-06,5,2
        2026-01-06,5,x
        """);
    assertThat(drop.report().rejected()).isEqualTo(4);
    assertThat(drop.report().firstReasons())
        .containsExactly(
            "line 3: has the key of line 5, with other values",
            "line 4: repeats line 2",
            "line 5: has the key of line 3, with other values");
  }

  @Test
  void hostileTextIsText() {
    drop.mapping(
        "google",
        """
        kind: ad_spend
        files: "google*.csv"
        columns: {day: Day, campaign_id: Campaign, amount: Cost, channel: "=cmd"}
        constants: {organization_id: "1"}
        """);
    drop.file(
        "google.csv",
        "Day,Campaign,Cost,=cmd\n2026-01-05,=cmd|' /C calc'!A0,1,\"'; DROP TABLE raw; --\"\n");
    assertThat(drop.report().rejected()).isZero();
  }

  @Test
  void namesThatPlayTricksAreNoPaths() throws IOException {
    Path secret = Files.writeString(folder.resolve(".secret"), "Day,Campaign,Cost\n");
    Files.createSymbolicLink(folder.resolve("google_link.csv"), secret);
    drop.file("google ..\\x\n.csv", "Day,Campaign,Cost\n2026-01-05,5,1\n");
    FilesResult result = drop.check();
    assertThat(result.read()).extracting(FileReport::file).containsExactly("google ..\\x?.csv");
    assertThat(result.refused())
        .extracting(FilesResult.Refused::message)
        .containsExactly(
            "google_link.csv is no file but a link or a folder. Put the file itself here.");
    drop.mapping("google", Drop.GOOGLE.replace("google*.csv", "../*.csv"));
    assertThat(drop.check().refused().get(0).message()).contains("google.yml:2: files:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "kind: ad_spend | kind: ad_spent | google.yml:1: no kind 'ad_spent'. Did you mean 'ad_spend'?",
        "amount: Cost | amuont: Cost | 'amuont' is no field of kind ad_spend. Did you mean 'amount'?",
        "kind: ad_spend | knd: ad_spend | google.yml:1: unknown key 'knd'. Did you mean 'kind'?",
        "campaign_id: Campaign, | ~~ | 'campaign_id' is required",
        "channel: google | channel: google, amount: '1' | google.yml:4: 'amount' has a column too.",
      })
  void aMappingThatDoesNotFitItsKindIsNamedWithItsLine(String was, String is, String message) {
    drop.mapping("google", Drop.GOOGLE.replace(was, is));
    FilesResult result = drop.check();
    assertThat(result.failure().orElseThrow().category()).isEqualTo(Category.CONFIGURATION);
    assertThat(result.failure().orElseThrow().message()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time_zone: Berlin | google.yml:5: no time zone 'Berlin'.",
        "timestamp_format: dd/MM/yyyy hh:mm | google.yml:5: 'dd/MM/yyyy hh:mm' is no date format",
        "timestamp_format: dd/MM HH:mm | google.yml:5: 'dd/MM HH:mm' is no date format",
        "date_format: dd.MM.jjjj | google.yml:5: 'dd.MM.jjjj' is no date format",
        "thousands: . | google.yml:5: is the decimal separator too.",
        "encoding: utf8 | google.yml:5: encoding:",
      })
  void aFormatThatIsNoneIsNamedWithItsLine(String line, String message) {
    drop.mapping("google", Drop.GOOGLE + line + "\n");
    assertThat(drop.check().failure().orElseThrow().message()).contains(message);
  }

  @Test
  void aPatternOfNamesThatIsNoneStopsItsMappingAlone() {
    drop.mapping("other", Drop.GOOGLE.replace("google*", "[*"));
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,5,1\n");
    FilesResult result = drop.check();
    assertThat(result.read()).hasSize(1);
    assertThat(result.failure().orElseThrow().category()).isEqualTo(Category.CONFIGURATION);
    assertThat(result.failure().orElseThrow().message())
        .contains("other.yml:2: '[*.csv' is no pattern of file names");
  }

  @Test
  void aConstantIsCheckedLikeAValue() {
    drop.mapping(
        "google",
        Drop.GOOGLE
            .replace("amount: Cost", "currency: Cost")
            .replace("currency: EUR", "amount: much"));
    assertThat(drop.check().failure().orElseThrow().message())
        .contains("google.yml:4: 'amount' 'much' is no number");
  }

  @Test
  void filesAndMappingsHaveToMeetOneToOne() {
    drop.mapping("other", Drop.GOOGLE.replace("google*", "*2026*"));
    drop.file("google_2026.csv", "Day,Campaign,Cost\n");
    drop.file("meta.csv", "Day,Campaign,Cost\n");
    drop.file("meta.csv.gz", "whatever it is");
    drop.file(".notes", "hidden");
    assertThat(drop.check().refused())
        .extracting(FilesResult.Refused::message)
        .containsExactly(
            "google_2026.csv fits the `files:` of more than one mapping: [google, other]. Let one"
                + " of them fit.",
            "meta.csv fits the `files:` of no mapping: [google takes google*.csv, other takes"
                + " *2026*.csv]. Rename it, or write a mapping for it.",
            "meta.csv.gz fits the `files:` of no mapping: [google takes google*.csv, other takes"
                + " *2026*.csv]. Rename it, or write a mapping for it.");
  }

  @Test
  void aFileThatIsBeingWrittenWaits() {
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,5,1\n");
    FilesResult now = FileCheck.run(folder, Drop.KINDS, List.of(), Clock.systemUTC());
    assertThat(now.waiting()).containsExactly("google.csv");
    assertThat(now.read()).isEmpty();
  }

  @Test
  void aCheckWritesNothing() throws IOException {
    drop.file("google.csv", "Day,Campaign,Cost\nbad,5,1\n");
    List<Path> before = tree();
    assertThat(drop.report().rejected()).isEqualTo(1);
    assertThat(tree()).isEqualTo(before);
  }

  private List<Path> tree() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }
}
