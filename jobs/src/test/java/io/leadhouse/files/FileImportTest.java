package io.leadhouse.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.config.FilesConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.model.FileKind;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileImportTest {
  private static final String HEADER = "Day,Campaign,Cost\n";
  private static final String RAW = "raw_ad_spend_file";

  @TempDir private Path folder;
  private final SparkSession session = TestSession.fresh();
  private DeltaStore store;
  private Drop drop;

  @BeforeEach
  void oneMapping() {
    store = new DeltaStore(folder.resolve("warehouse"));
    drop = new Drop(folder.resolve("drop")).mapping("google", Drop.GOOGLE);
  }

  @Test
  void withoutAFolderTheTablesAreThereAndEmpty() {
    FilesResult result = importer(Drop.KINDS).run(Optional.empty());
    assertThat(result.isQuiet()).isTrue();
    assertThat(result.versions()).containsOnlyKeys(RAW, "raw_lead_file");
    assertThat(spend()).isEmpty();
    assertThat(importer(Drop.KINDS).run(Optional.empty()).versions()).isEqualTo(result.versions());
  }

  @Test
  void goodRowsLandWithTheirOriginAndBadOnesAreWrittenAside() throws IOException {
    drop.file(
        "google.csv",
        windowsLines(
            """
            Day,Campaign,Cost,Note
            2026-01-05,5,1.5,a
            bad,5,1,"=cmd, ""x""
            y"
            2026-01-06,5,2,ü
            2026-01-07,5
            """));
    FilesResult result = run();
    assertThat(result.rows()).isEqualTo(4);
    assertThat(result.rejected()).isEqualTo(2);
    assertThat(spend()).containsExactly("2026-01-05 1.500000 1:2", "2026-01-06 2.000000 1:5");
    assertThat(Files.readString(rejects()))
        .isEqualTo(
            windowsLines(
                """
                rejected line,rejected because,Day,Campaign,Cost,Note
                3,day 'bad' is no date written yyyy-MM-dd,bad,5,1,"=cmd, ""x""
                y"
                6,2 fields where the header has 4,2026-01-07,5
                """));
  }

  @Test
  void mendedRejectsAreReadByTheSameMapping() throws IOException {
    drop.mapping("google", Drop.GOOGLE + "encoding: windows-1252\nheader_line: 2\n");
    drop.file(
        "google.csv",
        "Report of März\nDay;Campaign;Cost;Größe\nbad;5;1;ü\n".getBytes("windows-1252"));
    assertThat(run().rejected()).isEqualTo(1);
    String mended = Files.readString(rejects(), Charset.forName("windows-1252"));
    assertThat(mended).contains("Report of März", "Größe", ";ü");
    drop.file(
        "google mended.csv", mended.replace(";bad;", ";2026-01-08;").getBytes("windows-1252"));
    assertThat(run().rejected()).isZero();
    assertThat(spend()).containsExactly("2026-01-08 1.000000 2:3");
  }

  @Test
  void aContentIsImportedOnceUnderAnyName() {
    drop.file("google_a.csv", HEADER + "2026-01-05,5,1\n");
    long version = run().versions().get(RAW);
    drop.file("google_0_copy.csv", HEADER + "2026-01-05,5,1\n");
    FilesResult again = run();
    assertThat(again.read()).isEmpty();
    assertThat(again.known()).isEqualTo(1);
    assertThat(again.versions().get(RAW)).isEqualTo(version);
    assertThat(spend()).hasSize(1);
    assertThat(log()).hasSize(1);
  }

  @Test
  void filesAreNumberedByTheirNamesAndThenAsTheyCome() {
    drop.file("google_2.csv", HEADER + "2026-01-05,5,2\n");
    drop.file("google_1.csv", HEADER + "2026-01-05,5,1\n");
    run();
    drop.file("google_0.csv", HEADER + "2026-01-05,5,0\n");
    run();
    assertThat(spend())
        .containsExactly(
            "2026-01-05 0.000000 3:2", "2026-01-05 1.000000 1:2", "2026-01-05 2.000000 2:2");
  }

  @Test
  void anotherMappingReadsAFileAgainInItsOldPlace() {
    drop.file("google_1.csv", HEADER + "2026-01-05,5,1\n2026-01-06,5,\"1,5\"\n");
    assertThat(run().rejected()).isEqualTo(1);
    drop.file("google_2.csv", HEADER + "2026-01-05,5,2\n");
    run();
    drop.mapping("google", Drop.GOOGLE + "decimal: ','\n# a comment is no other meaning\n");
    FilesResult again = run();
    assertThat(again.read()).extracting(FileReport::rejected).containsExactly(0L, 0L);
    assertThat(spend())
        .containsExactly(
            "2026-01-05 1.000000 1:2", "2026-01-05 2.000000 2:2", "2026-01-06 1.500000 1:3");
    assertThat(drop.folder.resolve("rejected")).isEmptyDirectory();
    drop.mapping("google", Drop.GOOGLE + "decimal: ','\n");
    assertThat(run().read()).isEmpty();
  }

  @Test
  void aFileOfAnotherKindLeavesTheTableOfItsFirst() {
    drop.file("google.csv", "Day,Campaign,Cost\n2026-01-05,5,1\n");
    run();
    drop.mapping(
        "google",
        """
        kind: lead
        files: "google*.csv"
        date_format: yyyy-MM-dd
        timestamp_format: yyyy-MM-dd
        time_zone: UTC
        columns: {lead_id: Campaign, created_at: Day}
        constants: {organization_id: "1"}
        """);
    assertThat(run().read()).hasSize(1);
    assertThat(spend()).isEmpty();
    assertThat(table("raw_lead_file")).hasSize(1);
  }

  @Test
  void aRunThatDiedBeforeItsRecordIsRepeatedWithoutEffect() throws IOException {
    drop.file("google_2.csv", HEADER + "2026-01-05,5,2\n");
    run();
    drop.file("google_1.csv", HEADER + "2026-01-05,5,1\n");
    long version = run().versions().get(RAW);
    FileUtils.deleteDirectory(store.path("ops", "imported_file").toFile());
    DeltaLog.clearCache();
    FilesResult repeated = run();
    assertThat(repeated.read()).hasSize(2);
    assertThat(repeated.versions().get(RAW)).isEqualTo(version);
    assertThat(log()).hasSize(2);
    assertThat(run().known()).isEqualTo(2);
  }

  @Test
  void aRawTableThatIsLostIsMadeOfTheFilesAnew() throws IOException {
    drop.file("google.csv", HEADER + "2026-01-05,5,2\n");
    run();
    FileUtils.deleteDirectory(store.path("raw", RAW).toFile());
    DeltaLog.clearCache();
    importer(Drop.KINDS).run(Optional.empty());
    assertThat(spend()).isEmpty();
    assertThat(run().read()).hasSize(1);
    assertThat(spend()).hasSize(1);
  }

  @Test
  void filesThatAreGoneKeepTheirRows() throws IOException {
    Path file = drop.file("google.csv", HEADER + "2026-01-05,5,2\n");
    run();
    Files.delete(file);
    assertThat(run().isQuiet()).isTrue();
    assertThat(importer(Drop.KINDS).run(Optional.empty()).versions()).containsKey(RAW);
    assertThat(spend()).hasSize(1);
  }

  @Test
  void oneBadFileDoesNotStopTheOthers() {
    drop.file("google_bad.csv", "Day,Campaign,Cost\n2026-01-05,\"5,1\n");
    drop.file("google_good.csv", HEADER + "2026-01-05,5,1\n");
    drop.mapping("other", "kind: nothing\nfiles: x\ncolumns: {}\n");
    FilesResult result = run();
    assertThat(result.read()).extracting(FileReport::file).containsExactly("google_good.csv");
    assertThat(result.refused()).hasSize(2);
    assertThat(spend()).hasSize(1);
  }

  @Test
  void aFieldThatIsNewReadsFilesAgainAndKeepsWhatIsGone() throws IOException {
    FileKind whole = Drop.KINDS.get("ad_spend");
    Map<String, FileKind.Field> fewer = new LinkedHashMap<>(whole.fields());
    fewer.remove("clicks");
    FileKind before = new FileKind("ad_spend", whole.description(), whole.key(), fewer);
    Path gone = drop.file("google_1.csv", HEADER + "2026-01-05,5,1\n");
    drop.file("google_2.csv", HEADER + "2026-01-06,5,1\n");
    importer(Map.of("ad_spend", before)).run(config());
    assertThat(table(RAW).get(0).schema().fieldNames()).doesNotContain("clicks");
    Files.delete(gone);
    FilesResult after = run();
    assertThat(after.read()).extracting(FileReport::file).containsExactly("google_2.csv");
    assertThat(table(RAW)).hasSize(2).allMatch(row -> row.isNullAt(row.fieldIndex("clicks")));
  }

  @Test
  void everyTypeLandsAsItWasWritten() {
    drop.mapping(
        "leads",
        """
        kind: lead
        files: "leads*"
        decimal: ","
        nulls: ["--"]
        columns: {lead_id: id, created_at: at, email: mail, deal_value: worth, email_consent: ok, sms_consent: sms}
        constants: {organization_id: "7"}
        """);
    drop.file(
        "leads.txt",
        """
        id;at;mail;worth;ok;sms
         L-1\u00A0;2026-01-31T09:30:00+02:00;=1+1;0,5;YES;--
        0002;0203-01-01T00:00:00Z;--;;0;f
        """);
    run();
    assertThat(
            table("raw_lead_file").stream()
                .map(
                    row ->
                        Stream.of(
                                "organization_id",
                                "lead_id",
                                "created_at",
                                "email",
                                "deal_value",
                                "email_consent",
                                "sms_consent")
                            .map(column -> String.valueOf(row.<Object>getAs(column)))
                            .toList()
                            .toString()))
        .containsExactlyInAnyOrder(
            "[7, L-1, 2026-01-31 07:30:00.0, =1+1, 0.500000, true, null]",
            "[7, 0002, 0203-01-01 00:00:00.0, null, null, false, false]");
  }

  @Test
  void aFileWhoseRejectsCannotBeKeptDoesNotLand() {
    drop.file("google_bad.csv", HEADER + "bad,5,1\n2026-01-05,5,1\n");
    drop.file("google_good.csv", HEADER + "2026-01-06,5,1\n");
    drop.file("rejected", "a file where the folder should be");
    FilesResult result = run();
    assertThat(result.refused())
        .extracting(FilesResult.Refused::message)
        .anyMatch(why -> why.startsWith("google_bad.csv: cannot write its rejected rows to"));
    assertThat(spend()).containsExactly("2026-01-06 1.000000 1:2");
    assertThat(log()).hasSize(1);
  }

  @Test
  void aFileThatIsWrittenToWhileItIsReadIsNotCommitted() throws IOException {
    Path file = drop.file("google.csv", HEADER + "2026-01-05,5,1\n");
    DropFolder open = DropFolder.open(drop.folder, Drop.KINDS, drop.later);
    Survey survey = open.surveys(open.candidates(open.files())).get(0);
    RawFileTable table = new RawFileTable(session, store, Drop.KINDS.get("ad_spend"));
    Files.writeString(file, "2026-01-06,5,1\n", StandardOpenOption.APPEND);
    List<NumberedFile> changed = List.of(new NumberedFile(survey, 1));
    assertThatThrownBy(() -> table.write(changed, Set.of(), "{}"))
        .isInstanceOf(RawFileTable.OutdatedException.class);
    assertThat(table.id()).isEmpty();
    Files.delete(file);
    assertThatThrownBy(() -> table.write(changed, Set.of(), "{}"))
        .isInstanceOf(RawFileTable.OutdatedException.class);
  }

  private static String windowsLines(String text) {
    return text.replace("\n", "\r\n");
  }

  private FilesResult run() {
    return importer(Drop.KINDS).run(config());
  }

  private Optional<FilesConfig> config() {
    return Optional.of(new FilesConfig(drop.folder));
  }

  private FileImport importer(Map<String, FileKind> kinds) {
    return new FileImport(session, store, drop.later, "run-1", kinds);
  }

  private Path rejects() throws IOException {
    try (Stream<Path> files = Files.list(drop.folder.resolve("rejected"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(all.get(0).getFileName().toString()).matches("google\\.csv\\.[0-9a-f]{8}\\.csv");
      return all.get(0);
    }
  }

  /** Day, amount, and file number and line of every landed row. */
  private List<String> spend() {
    return table(RAW).stream()
        .map(
            row ->
                "%s %s %d:%d"
                    .formatted(
                        row.<Object>getAs("day"),
                        row.<Object>getAs("amount"),
                        row.<Long>getAs("file_number"),
                        row.<Long>getAs("line")))
        .sorted()
        .toList();
  }

  private List<Row> table(String name) {
    return rows(store.path("raw", name));
  }

  private List<Row> log() {
    return rows(store.path("ops", "imported_file"));
  }

  private List<Row> rows(Path path) {
    return session.read().format("delta").load(path.toString()).collectAsList();
  }
}
