package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.SnapshotReader.Query;
import io.leadhouse.postgres.SnapshotReader.Selected;
import io.leadhouse.testing.TestSession;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {
  private static final long GIGABYTE = 1L << 30;
  private static final SourceDatabase SOURCE = SourceDatabase.create();
  private static ExportedSnapshot snapshot;
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    SOURCE.run(
        "CREATE TABLE many (id int, v text)",
        "INSERT INTO many SELECT i, repeat('x', 500) FROM generate_series(1, 3000) AS i",
        "DELETE FROM many WHERE id % 7 = 0",
        "UPDATE many SET v = 'moved' WHERE id % 5 = 0");
    snapshot = ExportedSnapshot.open(SOURCE.endpoint(), Duration.ofMinutes(10));
    spark = TestSession.fresh();
  }

  @AfterAll
  static void close() {
    snapshot.close();
  }

  @Test
  void partsHoldEveryRowOnce() {
    Dataset<Row> rows = readLarge(snapshot);
    assertThat(rows.rdd().getNumPartitions()).isEqualTo(8);
    assertThat(rows.select("id").collectAsList())
        .extracting(row -> Integer.toString(row.getInt(0)))
        .containsExactlyInAnyOrderElementsOf(SOURCE.texts("SELECT id FROM many"));
  }

  @Test
  void partsFollowTheSizeAndNeverExceedThePages() {
    assertThat(PageRanges.of(relation(100, 0), "t", 8)).containsExactly("TRUE");
    assertThat(PageRanges.of(relation(2 * 8192, 0), "t", 8)).hasSize(2);
    assertThat(PageRanges.of(relation(3, GIGABYTE), "t", 8))
        .containsExactly(
            "t.ctid >= '(0,0)'::tid AND t.ctid < '(1,0)'::tid",
            "t.ctid >= '(1,0)'::tid AND t.ctid < '(2,0)'::tid",
            "t.ctid >= '(2,0)'::tid");
    assertThat(PageRanges.of(relation(1 << 30, 0), "t", 8)).hasSize(8);
  }

  @Test
  void partsToAddressGrowInNumberAndNotInSize() {
    assertThat(PageRanges.addressable(relation(0, 0), "t")).containsExactly("TRUE");
    assertThat(PageRanges.addressable(relation(16_383, GIGABYTE), "t")).containsExactly("TRUE");
    assertThat(PageRanges.addressable(relation(16_384, 0), "t")).hasSize(2);
    assertThat(PageRanges.addressable(relation(16_384_000, 0), "t")).hasSize(1001);
  }

  @Test
  void rowsThatCameLaterAreNotSeen() {
    SourceDatabase other = SourceDatabase.create();
    other.run("CREATE TABLE many (id int, v text)", "INSERT INTO many VALUES (1, 'a')");
    try (ExportedSnapshot before = ExportedSnapshot.open(other.endpoint(), Duration.ofMinutes(1))) {
      Dataset<Row> rows = readLarge(before);
      other.run("UPDATE many SET v = 'b'", "INSERT INTO many VALUES (2, 'a')");
      assertThat(rows.collectAsList()).extracting(Row::mkString).containsExactly("1a");
    }
  }

  @Test
  void readersOfALostSnapshotFailAndTheirComplaintIsFound() {
    ExportedSnapshot gone = ExportedSnapshot.open(SOURCE.endpoint(), Duration.ofMinutes(1));
    Dataset<Row> rows = readLarge(gone);
    gone.close();
    Exception failure = catchThrowableOfType(Exception.class, rows::count);
    assertThat(SourceFailure.unwrap(SOURCE.endpoint(), "read public.many", failure))
        .asInstanceOf(type(LeadhouseException.class))
        .returns(Category.UNREACHABLE, LeadhouseException::category)
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("Cannot read public.many at " + SOURCE.endpoint() + ": snapshot")
        .contains("does not exist")
        .doesNotContain("\n");
  }

  @Test
  void otherFailuresAreNotTheSources() {
    IllegalStateException own = new IllegalStateException("disk");
    assertThat(SourceFailure.unwrap(SOURCE.endpoint(), "read", own)).isSameAs(own);
  }

  private static Dataset<Row> readLarge(ExportedSnapshot in) {
    SourceRelation found =
        new SourceCatalog(in).relation(new TableName("public", "many")).orElseThrow();
    SourceRelation claimed =
        new SourceRelation(
            found.name(),
            found.kind(),
            found.columns(),
            found.uniqueKeys(),
            Math.max(found.pages(), 8),
            found.estimatedRows(),
            GIGABYTE,
            found.heaps(),
            found.layout(),
            found.access());
    List<Selected> columns =
        found.columns().stream()
            .map(c -> new Selected(c.name(), "t." + c.name(), RawType.of(c.type())))
            .toList();
    Query query = new Query("many", columns, found.name().sql() + " AS t", "t.id > 0");
    return new SnapshotReader(spark, in, 8).read(query, claimed, "t");
  }

  private static SourceRelation relation(long pages, long outOfLineBytes) {
    return new SourceRelation(
        new TableName("public", "many"),
        SourceRelation.Kind.HEAP,
        List.of(),
        List.of(),
        pages,
        -1,
        outOfLineBytes,
        List.of(),
        "",
        SourceRelation.Access.FULL);
  }
}
