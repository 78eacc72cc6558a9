package io.leadhouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaStoreTest {
  private static final StructType SHAPE =
      new StructType().add("id", "int").add("label", "string").add("amount", "decimal(9,2)");

  private final SparkSession session = TestSession.fresh();
  @TempDir private Path folder;
  private DeltaStore store;
  private Path table;

  @BeforeEach
  void open() {
    // What Spark and Delta escape in the names of files.
    store = new DeltaStore(folder.resolve("a folder of 100%"));
    table = store.path("core", "t");
  }

  @Test
  void theFirstWriteMakesTheTableWithItsChangeFeedAndRetention() {
    Written written = write(rows("1 a", "2 b"));

    assertThat(written).isEqualTo(new Written(0, true, 2, new Changes(2, 0, 0)));
    Row properties =
        session.sql("SHOW TBLPROPERTIES delta.`" + table + "`").collectAsList().stream()
            .filter(row -> row.getString(0).equals("delta.enableChangeDataFeed"))
            .findFirst()
            .orElseThrow();
    assertThat(properties.getString(1)).isEqualTo("true");
    assertThat(session.sql("SHOW TBLPROPERTIES delta.`" + table + "`").collectAsList().toString())
        .contains("delta.logRetentionDuration,interval 30 days");
  }

  @Test
  void aFirstWriteThatWasKilledBeforeItsCommitIsNoTable() throws IOException {
    Files.createDirectories(table.resolve("_delta_log"));
    Files.write(table.resolve("part-00000.snappy.parquet"), new byte[] {'P', 'A'});

    assertThat(store.exists(session, table)).isFalse();
    assertThat(write(rows("1 a"))).isEqualTo(new Written(0, true, 1, new Changes(1, 0, 0)));
    assertThat(labels()).containsExactly("1 a");
  }

  @Test
  void equalRowsMakeNoCommit() {
    write(rows("1 a", "2 null"));
    Written again = write(rows("2 null", "1 a"));

    assertThat(again).isEqualTo(new Written(0, false, 2, new Changes(0, 0, 0)));
  }

  @Test
  void theChangeFeedHoldsExactlyWhatChanged() {
    List<String> many = many(20);
    write(rows(many.toArray(String[]::new)));
    many.set(0, "0 null");
    many.remove(5);
    many.add("99 new");

    Written written = write(rows(many.toArray(String[]::new)));

    assertThat(written.changes()).isEqualTo(new Changes(1, 1, 1));
    assertThat(feed(1))
        .containsExactlyInAnyOrder("delete 0 l0", "insert 0 null", "delete 5 l5", "insert 99 new");
    assertThat(written.rows()).isEqualTo(20);
  }

  @Test
  void aValueThatBecomesNullIsAnUpdate() {
    write(rows("1 a", "2 b", "3 c"));
    assertThat(write(rows("1 null", "2 b", "3 c")).changes()).isEqualTo(new Changes(0, 1, 0));
    assertThat(labels()).containsExactlyInAnyOrder("1 null", "2 b", "3 c");
  }

  @Test
  void whereMostRowsChangeTheTableIsOverwritten() {
    write(rows("1 a", "2 b", "3 c"));
    Written written = write(rows("1 x", "2 y", "3 c"));

    assertThat(written.changes()).isEqualTo(new Changes(0, 2, 0));
    assertThat(operation()).isEqualTo("WRITE");
    assertThat(labels()).containsExactlyInAnyOrder("1 x", "2 y", "3 c");
  }

  @Test
  void theLastRowCanGo() {
    write(rows("1 a"));
    assertThat(write(rows()).changes()).isEqualTo(new Changes(0, 0, 1));
    assertThat(labels()).isEmpty();
  }

  @Test
  void aNewColumnMakesTheTableAnew() {
    write(rows("1 a"));
    Dataset<Row> wider = rows("1 a").selectExpr("*", "1 AS extra");
    Written written = store.write(session, target("{}"), wider);

    assertThat(written.committed()).isTrue();
    assertThat(store.read(session, table, written.version()).columns()).contains("extra");
  }

  @Test
  void everyCommitCarriesItsMetadata() {
    store.write(session, target("{\"run\":\"one\"}"), rows("1 a", "2 b", "3 c"));
    store.write(session, target("{\"run\":\"two\"}"), rows("1 x", "2 b", "3 c"));

    List<String> metadata =
        session
            .sql("DESCRIBE HISTORY delta.`" + table + "`")
            .select("userMetadata")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(metadata).containsExactly("{\"run\":\"two\"}", "{\"run\":\"one\"}");
  }

  @Test
  void aVersionReadsAsItWasWhateverWasWrittenSince() {
    write(rows("1 a", "2 b", "3 c"));
    write(rows("1 a", "2 b", "3 merged"));
    write(rows("1 o", "2 o", "3 o"));
    store.write(session, target("{}"), rows("4 n").selectExpr("*", "1 AS extra"));

    for (DeltaStore reader : List.of(store, new DeltaStore(folder.resolve("a folder of 100%")))) {
      assertThat(labels(reader, 1)).containsExactlyInAnyOrder("1 a", "2 b", "3 merged");
      assertThat(labels(reader, 3)).containsExactly("4 n");
      assertThat(labels(reader, 0)).containsExactlyInAnyOrder("1 a", "2 b", "3 c");
      assertThat(labels(reader, 2)).containsExactlyInAnyOrder("1 o", "2 o", "3 o");
    }
  }

  @Test
  void aTableOfMoreFilesThanACommitListsIsReadWhole() {
    List<String> many = many(1000);
    Written written = write(rows(many.toArray(String[]::new)).repartition(60, col("id")));
    assertThat(written.rows()).isEqualTo(1000);
    many.set(7, "7 changed");
    assertThat(write(rows(many.toArray(String[]::new))).changes()).isEqualTo(new Changes(0, 1, 0));
    assertThat(labels()).containsExactlyInAnyOrderElementsOf(many);
  }

  @Test
  void whatAnotherProcessHasWrittenMeanwhileIsNotWrittenOver() {
    write(rows("1 a", "2 b"));
    Dataset<Row> fresh = rows("3 c");
    RowChange late = store.change(session, table, List.of("id"), fresh, 1);
    write(rows("1 a", "2 b", "3 c"));
    assertThatThrownBy(
            () -> store.commit(session, target("{}"), late, late.presentKeys().limit(0), 0))
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category()).isEqualTo(Category.LOCKED));
    assertThat(labels()).hasSize(3);
  }

  private Written write(Dataset<Row> rows) {
    return store.write(session, target("{}"), rows);
  }

  private TableWrite target(String metadata) {
    return TableWrite.of(table, List.of("id"), metadata);
  }

  private Dataset<Row> rows(String... lines) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      List<String> cells = List.of(line.split(" ", -1));
      rows.add(
          RowFactory.create(
              Integer.valueOf(cells.get(0)),
              cells.get(1).equals("null") ? null : cells.get(1),
              null));
    }
    return session.createDataFrame(rows, SHAPE);
  }

  private static List<String> many(int n) {
    return IntStream.range(0, n).mapToObj(i -> i + " l" + i).collect(Collectors.toList());
  }

  private List<String> labels() {
    return labels(store, store.version(session, table));
  }

  private List<String> labels(DeltaStore reader, long version) {
    return reader.read(session, table, version).collectAsList().stream()
        .map(row -> row.getInt(0) + " " + row.getString(1))
        .toList();
  }

  private List<String> feed(long from) {
    return session
        .read()
        .format("delta")
        .option("readChangeFeed", "true")
        .option("startingVersion", from)
        .load(table.toString())
        .collectAsList()
        .stream()
        .map(
            row ->
                row.<String>getAs("_change_type")
                    + " "
                    + row.<Integer>getAs("id")
                    + " "
                    + row.<String>getAs("label"))
        .toList();
  }

  private String operation() {
    return session
        .sql("DESCRIBE HISTORY delta.`" + table + "` LIMIT 1")
        .select("operation")
        .head()
        .getString(0);
  }
}
