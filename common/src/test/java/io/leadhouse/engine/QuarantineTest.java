package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import io.leadhouse.testing.SmallHouse;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
  @TempDir private Path folder;
  private final SparkSession session = TestSession.fresh();
  private BuildContext context;
  private Table visit;

  @BeforeEach
  void begin() {
    Warehouse warehouse = SmallHouse.in(folder).read();
    DeltaStore store = new DeltaStore(folder.resolve("warehouse"));
    context =
        new BuildContext(
            "run-1",
            session,
            warehouse,
            new TableGraph(warehouse),
            store,
            ParameterValues.of(
                warehouse.parameters(), Map.of("as_of", TextNode.valueOf("2026-01-01T00:00:00Z"))),
            0);
    visit = warehouse.table("stg_visit");
    try (Quarantine quarantine = quarantine()) {
      quarantine.replace(visit, refused("v1", "v2"));
      quarantine.store();
    }
  }

  @Test
  void whatCannotBeReadStaysInQuarantine() {
    TouchedKeys lost = keys("v1");
    lost.close();
    try (Quarantine quarantine = quarantine()) {
      assertThatThrownBy(() -> quarantine.replacePart(visit, refused("v1"), lost))
          .isInstanceOf(Exception.class);
      quarantine.store();
    }
    assertThat(rowKeys()).containsExactly("v1", "v2");
  }

  @Test
  void theCountIsOfWhatIsInQuarantine() {
    try (TouchedKeys keys = keys("v1", "v3");
        Quarantine quarantine = quarantine()) {
      assertThat(quarantine.replacePart(visit, refused("v3"), keys)).isEqualTo(2);
      quarantine.store();
    }
    assertThat(rowKeys()).containsExactly("v2", "v3");
  }

  private Quarantine quarantine() {
    return new Quarantine(
        context, new PinnedVersions(context.warehouse(), context.store(), Map.of()));
  }

  private ContractRows refused(String... visits) {
    List<Row> rows =
        Stream.of(visits)
            .map(id -> (Row) RowFactory.create(id, "p", -1, null, "seconds is negative"))
            .toList();
    Dataset<Row> judged =
        session.createDataFrame(rows, visit.contract().add(Models.REASON, "string"));
    return ContractRows.of(visit, judged);
  }

  private TouchedKeys keys(String... visits) {
    List<Row> rows = Stream.of(visits).map(id -> (Row) RowFactory.create(id)).toList();
    return TouchedKeys.of(
        List.of(RowKeys.COLUMN),
        session.createDataFrame(rows, new StructType().add(RowKeys.COLUMN, "string")));
  }

  private List<String> rowKeys() {
    Path path = Quarantine.path(context.store());
    return context
        .store()
        .read(session, path, context.store().version(session, path))
        .collectAsList()
        .stream()
        .map(row -> row.<String>getAs("row_key"))
        .sorted()
        .toList();
  }
}
