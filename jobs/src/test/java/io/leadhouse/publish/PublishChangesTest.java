package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.loadTables;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishResult.Shipment.Extent.CHANGES;
import static io.leadhouse.publish.PublishResult.Shipment.Extent.NOTHING;
import static io.leadhouse.publish.PublishResult.Shipment.Extent.WHOLE;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.publish.PublishResult.Shipment;
import io.leadhouse.publish.PublishResult.TableResult;
import io.leadhouse.testing.TestDatabase;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publications of a Delta table after its first one. */
class PublishChangesTest {
  private static final StructType SHAPE =
      StructType.fromDDL("day DATE, lead STRING, visits BIGINT");
  private static final List<String> KEY = List.of("day", "lead");
  private static final String ALL =
      "SELECT lead, visits FROM analytics.visit ORDER BY length(lead), lead";
  private static final String ROWS_AS_WRITTEN =
      "SELECT lead, xmin, ctid FROM analytics.visit ORDER BY lead";

  @TempDir private Path folder;
  private final SparkSession session = TestSession.fresh();
  private final PublishTarget target =
      new PublishTarget(TestDatabase.fresh("bi"), PublishTarget.DEFAULT_SCHEMA);
  private final Map<String, Long> visits = new TreeMap<>();
  private DeltaStore store;
  private Path place;

  @BeforeEach
  void publishTwentyLeads() {
    store = new DeltaStore(folder);
    place = store.path("marts", "visit");
    IntStream.range(0, 20).forEach(i -> visits.put("lead " + i, (long) i));
    write();
    assertThat(only(publish(target, present())).shipment())
        .isEqualTo(new Shipment(WHOLE, 20, "first publication"));
  }

  @Test
  void onlyRowsThatDifferAreCopied() throws SQLException {
    List<String> before = lines(target, ROWS_AS_WRITTEN);
    visits.put("lead 3", 33L);
    visits.put("lead 20", 20L);
    visits.remove("lead 5");
    write();

    TableResult result = only(publish(target, present()));

    assertThat(result.shipment()).isEqualTo(new Shipment(CHANGES, 3, "changes since version 0"));
    assertThat(List.of(result.rows(), result.inserted(), result.updated(), result.deleted()))
        .containsExactly(20L, 1L, 1L, 1L);
    assertPublished();
    assertThat(lines(target, ROWS_AS_WRITTEN)).filteredOn(before::contains).hasSize(18);
    assertThat(lines(target, "SELECT delta_version, published_rows FROM analytics.publication"))
        .containsExactly("1|20");
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void changesOfSeveralVersionsAreCopiedOnceEach() throws SQLException {
    for (long value = 100; value < 103; value++) {
      visits.put("lead 1", value);
      visits.put("lead " + value, value);
      write();
    }
    visits.remove("lead 100");
    write();
    TableResult result = only(publish(target, present()));
    assertThat(result.shipment()).isEqualTo(new Shipment(CHANGES, 3, "changes since version 0"));
    assertPublished();
  }

  @Test
  void aTableThatWasOverwrittenShipsWhatItsRowsDifferIn() throws SQLException {
    IntStream.range(0, 15).forEach(i -> visits.put("lead " + i, 1000L + i));
    write();
    assertThat(only(publish(target, present())).shipment().rows()).isEqualTo(15);
    assertPublished();
  }

  @Test
  void rowsThatCameAndWentAgainAreNotCopied() throws SQLException {
    List<String> before = lines(target, ROWS_AS_WRITTEN);
    visits.put("lead 1", 111L);
    visits.put("guest", 1L);
    write();
    visits.put("lead 1", 1L);
    visits.remove("guest");
    write();

    TableResult result = only(publish(target, present()));

    assertThat(result.shipment()).isEqualTo(new Shipment(NOTHING, 0, "no row of it has changed"));
    assertThat(lines(target, ROWS_AS_WRITTEN)).isEqualTo(before);
    assertThat(lines(target, "SELECT delta_version FROM analytics.publication"))
        .containsExactly("2");
    visits.put("lead 2", 22L);
    write();
    assertThat(only(publish(target, present())).shipment())
        .isEqualTo(new Shipment(CHANGES, 1, "changes since version 2"));
    assertPublished();
  }

  @Test
  void aVacuumedFeedIsReplacedByAWholeComparison() throws SQLException, IOException {
    String[] first = store.read(session, place, 0).inputFiles();
    visits.replaceAll((lead, value) -> value + 100);
    write();
    for (String file : first) {
      // What VACUUM removes, which takes a minute to look for it.
      Files.delete(Path.of(URI.create(file)));
    }
    assertCopiedWhole("the change feed since version 0 is gone");
    visits.put("lead 3", 333L);
    write();
    assertThat(only(publish(target, present())).shipment())
        .isEqualTo(new Shipment(CHANGES, 1, "changes since version 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lead 1", "lead 99"})
  void aKeyThatStandsTwiceInTheTableIsRefused(String lead) throws SQLException {
    List<String> before = lines(target, ALL);
    List<String> keys = lead.equals("lead 1") ? List.of(lead) : List.of(lead, lead);
    java.sql.Date day = java.sql.Date.valueOf("2026-03-01");
    List<Row> twice =
        IntStream.range(0, keys.size())
            .mapToObj(i -> RowFactory.create(day, keys.get(i), 500L + i))
            .toList();
    session
        .createDataFrame(twice, SHAPE)
        .write()
        .format("delta")
        .mode("append")
        .save(place.toString());
    assertThatThrownBy(() -> publish(target, present()))
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(LeadhouseException.Category.DATA_QUALITY))
        .hasMessageContaining("(2026-03-01, " + lead + ")");
    assertThat(lines(target, ALL)).isEqualTo(before);
  }

  @Test
  void aFeedThatFailsOtherwiseFailsThePublication() throws SQLException {
    List<String> before = lines(target, ALL);
    visits.put("lead 1", 111L);
    write();
    PublishedTable table = present();
    assertThatThrownBy(
            () ->
                publish(
                    target,
                    with(
                        table,
                        feed ->
                            feed.withColumn(
                                "visits", expr("CAST(raise_error('No memory.') AS BIGINT)")))))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("Cannot read the rows of visit")
        .hasMessageContaining("No memory.");
    assertThat(lines(target, ALL)).isEqualTo(before);
    assertThat(only(publish(target, table)).shipment().extent()).isEqualTo(CHANGES);
  }

  @Test
  void aTableThatWasMadeAnewIsComparedWhole() throws SQLException, IOException {
    remove(place);
    visits.put("lead 1", 111L);
    write();
    visits.put("lead 2", 222L);
    write();
    assertCopiedWhole("its Delta table was made anew");
  }

  @Test
  void aWarehouseThatWasRestoredIsComparedWhole() throws SQLException, IOException {
    Path backup = folder.resolve("backup");
    copy(place, backup);
    visits.put("lead 1", 111L);
    write();
    publish(target, present());
    visits.put("lead 1", 1L);
    restore(backup);
    visits.put("lead 2", 222L);
    write();
    assertCopiedWhole("another version 1 stood there");

    visits.put("lead 2", 2L);
    restore(backup);
    visits.put("lead 3", 333L);
    write();
    visits.put("lead 4", 444L);
    write();
    assertCopiedWhole("another version 1 stood there");
    visits.put("lead 5", 555L);
    write();
    assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(CHANGES);
  }

  @Test
  void aVersionThatChangedNothingIsTheOneThatStandsThere() throws SQLException {
    visits.put("lead 1", 111L);
    write();
    visits.put("lead 1", 1L);
    write();
    assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(NOTHING);
    assertThat(only(publish(target, present())).shipment())
        .isEqualTo(new Shipment(NOTHING, 0, "this version stood there"));
  }

  @Test
  void withoutARecordOfTheCommitTheTableIsComparedWhole() throws SQLException {
    execute(target, "ALTER TABLE analytics_load.origin DROP COLUMN delta_commit");
    assertCopiedWhole("it is not recorded which commit stands there");
    assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(NOTHING);
  }

  @Test
  void otherColumnsAreComparedWhole() throws SQLException {
    Dataset<Row> wider = rows().selectExpr("*", "visits * 2 AS pages");
    var unusedWritten = store.write(session, TableWrite.of(place, KEY, "{}"), wider);
    assertCopiedWhole("its columns changed");
    assertThat(lines(target, "SELECT sum(pages) = 2 * sum(visits) FROM analytics.visit"))
        .containsExactly("t");
  }

  @Test
  void anEarlierVersionIsComparedWhole() throws SQLException {
    visits.put("lead 1", 111L);
    write();
    publish(target, present());
    visits.put("lead 1", 1L);
    TableResult result = only(publish(target, at(0)));
    assertThat(result.shipment())
        .isEqualTo(new Shipment(WHOLE, 20, "a later version, 1, stood there"));
    assertPublished();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE analytics.visit SET visits = 0 WHERE lead = 'lead 7'",
        "DELETE FROM analytics.visit WHERE lead = 'lead 7'",
        "INSERT INTO analytics.visit VALUES ('2026-03-01', 'stranger', 1)",
        "WITH gone AS (DELETE FROM analytics.visit WHERE lead = 'lead 7' RETURNING *)"
            + " INSERT INTO analytics.visit SELECT day, 'stranger', visits FROM gone",
        "TRUNCATE analytics.visit",
        "CREATE TABLE analytics.other (LIKE analytics.visit INCLUDING ALL);"
            + " DROP TABLE analytics.visit; ALTER TABLE analytics.other RENAME TO visit"
      })
  void whatOthersDidToTheTableIsUndone(String statement) throws SQLException {
    visits.put("lead 1", 111L);
    write();
    publish(target, present());
    execute(target, statement);
    visits.put("lead 2", 222L);
    write();
    assertCopiedWhole("others have written to the published table");
    visits.put("lead 3", 333L);
    write();
    assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(CHANGES);
    assertPublished();
  }

  @Test
  void whatOthersWriteWhileWePublishIsLearntByTheNextPublication() throws SQLException {
    try (PostgresSession other = PostgresSession.open(target.endpoint())) {
      other.execute("BEGIN; UPDATE analytics.visit SET visits = 0 WHERE lead = 'lead 7'");
      visits.put("lead 1", 111L);
      write();
      assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(CHANGES);
      other.execute("COMMIT");
    }
    visits.put("lead 2", 222L);
    write();
    assertCopiedWhole("others have written to the published table");
  }

  @Test
  void aLongTransactionElsewhereDoesNotMakeStrangersOfUs() throws SQLException {
    try (PostgresSession other = PostgresSession.open(target.endpoint())) {
      other.execute("BEGIN; CREATE TABLE public.elsewhere (x int)");
      for (int i = 0; i < 4; i++) {
        visits.put("lead " + i, 100L + i);
        write();
        assertThat(only(publish(target, present())).shipment())
            .isEqualTo(new Shipment(CHANGES, 1, "changes since version " + i));
      }
      execute(target, "UPDATE analytics.visit SET visits = 0 WHERE lead = 'lead 7'");
      visits.put("lead 8", 888L);
      write();
      assertCopiedWhole("others have written to the published table");
      other.execute("COMMIT");
    }
    visits.put("lead 9", 999L);
    write();
    assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(CHANGES);
    assertThat(lines(target, "SELECT cardinality(written_by) < 5 FROM analytics_load.origin"))
        .containsExactly("t");
    assertPublished();
  }

  @Test
  void aVersionThatCameSinceTheOneThatWasReadStopsThePublication() throws SQLException {
    List<String> before = lines(target, ALL);
    visits.put("lead 1", 111L);
    write();
    PublishedTable table = present();
    UnaryOperator<Dataset<Row>> overtaken =
        feed -> {
          try {
            execute(target, "UPDATE analytics.publication SET delta_version = 7");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
          return feed;
        };
    assertThatThrownBy(() -> publish(target, with(table, overtaken)))
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(LeadhouseException.Category.LOCKED));
    assertThat(lines(target, ALL)).isEqualTo(before);
  }

  @Test
  void aTableThatIsMissingIsFilledAnew() throws SQLException {
    execute(target, "DROP TABLE analytics.visit");
    visits.put("lead 1", 111L);
    write();
    assertCopiedWhole("the table was missing");
  }

  @Test
  void withoutTheLoadSchemaTheTableIsComparedWhole() throws SQLException {
    execute(target, "DROP SCHEMA analytics_load CASCADE");
    visits.put("lead 1", 111L);
    write();
    assertCopiedWhole("it is not recorded which Delta table stands there");
  }

  @Test
  void withTheRecordOfAnEarlierVersionOfOursTheTableIsComparedWhole() throws SQLException {
    execute(
        target,
        "ALTER TABLE analytics_load.origin"
            + " DROP COLUMN relation, DROP COLUMN written_by, DROP COLUMN horizon");
    visits.put("lead 1", 111L);
    write();
    assertCopiedWhole("others have written to the published table");
  }

  @Test
  void otherWordsAloneCopyNothing() throws SQLException {
    PublishedTable table = present();
    Map<String, String> meanings = new LinkedHashMap<>(table.columns());
    meanings.put("visits", "Page views.");
    PublishedTable described =
        new PublishedTable(
            table.name(),
            table.rows(),
            table.history(),
            table.deltaTableId(),
            table.deltaVersion(),
            table.key(),
            table.description(),
            meanings,
            List.of(List.of("visits")));
    assertThat(only(publish(target, described)).shipment().extent()).isEqualTo(NOTHING);
    assertThat(
            lines(
                target,
                "SELECT col_description('analytics.visit'::regclass, 3), count(*)"
                    + " FROM pg_indexes WHERE tablename = 'visit'"))
        .containsExactly("Page views.|2");
  }

  @Test
  void aPublicationThatDiesBeforeItsCommitIsRepeatedWhole() throws SQLException {
    execute(
        target,
        "CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'",
        "CREATE TRIGGER die BEFORE UPDATE ON analytics.publication"
            + " FOR EACH ROW EXECUTE FUNCTION public.die()");
    List<String> before = lines(target, ALL);
    visits.put("lead 1", 111L);
    visits.remove("lead 2");
    write();
    assertThatThrownBy(() -> publish(target, present())).isInstanceOf(LeadhouseException.class);
    assertThat(lines(target, ALL)).isEqualTo(before);
    assertThat(lines(target, "SELECT delta_version FROM analytics.publication"))
        .containsExactly("0");

    execute(target, "DROP TRIGGER die ON analytics.publication");
    visits.put("lead 3", 333L);
    write();
    TableResult result = only(publish(target, present()));
    assertThat(result.shipment()).isEqualTo(new Shipment(CHANGES, 3, "changes since version 0"));
    assertPublished();
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void aPublicationThatDiesAfterItsCommitIsNotRepeated() throws SQLException {
    visits.put("lead 1", 111L);
    write();
    publish(target, present());
    execute(
        target,
        "CREATE TABLE analytics_load.\"visit~rows\" (x int)",
        "CREATE TABLE analytics_load.\"visit~changed\" (x int)");
    List<String> before = lines(target, ROWS_AS_WRITTEN);
    assertThat(only(publish(target, present())).shipment().extent()).isEqualTo(NOTHING);
    assertThat(lines(target, ROWS_AS_WRITTEN)).isEqualTo(before);
    assertThat(loadTables(target)).isEmpty();
  }

  @Test
  void whateverChangesThePublishedRowsAreThoseOfTheTable() throws SQLException {
    Random random = new Random(7);
    for (int step = 0; step < 12; step++) {
      int changes = random.nextInt(25);
      for (int change = 0; change < changes; change++) {
        String lead = "lead " + random.nextInt(30);
        if (random.nextInt(3) == 0) {
          visits.remove(lead);
        } else {
          visits.put(lead, (long) random.nextInt(3));
        }
      }
      write();
      if (random.nextBoolean()) {
        assertThat(only(publish(target, present())).shipment().extent()).isNotEqualTo(WHOLE);
        assertPublished();
      }
    }
  }

  /** A table's history, of which the feed goes through something else. */
  private record Through(TableHistory history, UnaryOperator<Dataset<Row>> feed)
      implements TableHistory {
    @Override
    public Dataset<Row> changesAfter(long version) {
      return feed.apply(history.changesAfter(version));
    }

    @Override
    public boolean isLost(Exception failure) {
      return history.isLost(failure);
    }

    @Override
    public Optional<String> commit(long version) {
      return history.commit(version);
    }
  }

  private static PublishedTable with(PublishedTable table, UnaryOperator<Dataset<Row>> feed) {
    return new PublishedTable(
        table.name(),
        table.rows(),
        new Through(table.history(), feed),
        table.deltaTableId(),
        table.deltaVersion(),
        table.key(),
        table.description(),
        table.columns(),
        table.indexes());
  }

  private void assertCopiedWhole(String why) throws SQLException {
    TableResult result = only(publish(target, present()));
    assertThat(result.shipment()).isEqualTo(new Shipment(WHOLE, visits.size(), why));
    assertPublished();
  }

  private void assertPublished() throws SQLException {
    assertThat(lines(target, ALL))
        .containsExactlyInAnyOrderElementsOf(
            visits.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList());
    assertThat(lines(target, "SELECT published_rows FROM analytics.publication"))
        .containsExactly(String.valueOf(visits.size()));
  }

  private static TableResult only(PublishResult result) {
    assertThat(result.tables()).hasSize(1);
    return result.tables().get(0);
  }

  private Dataset<Row> rows() {
    java.sql.Date day = java.sql.Date.valueOf("2026-03-01");
    List<Row> rows =
        visits.entrySet().stream()
            .map(e -> RowFactory.create(day, e.getKey(), e.getValue()))
            .toList();
    return session.createDataFrame(rows, SHAPE);
  }

  private void write() {
    var unusedWritten = store.write(session, TableWrite.of(place, KEY, "{}"), rows());
  }

  private PublishedTable present() {
    return at(store.version(session, place));
  }

  private PublishedTable at(long version) {
    Dataset<Row> rows = store.read(session, place, version);
    Map<String, String> columns = new LinkedHashMap<>();
    Stream.of(rows.columns()).forEach(column -> columns.put(column, "The " + column + "."));
    return new PublishedTable(
        "visit",
        rows,
        new DeltaHistory(session, store, place, version),
        store.id(session, place),
        version,
        KEY,
        "One row per day and lead.",
        columns,
        List.of());
  }

  private void restore(Path backup) throws IOException {
    remove(place);
    copy(backup, place);
    store = new DeltaStore(folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    DeltaLog.clearCache();
  }
}
