package io.leadhouse.cases;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.engine.InputViews;
import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.graph.House;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestSession;
import io.leadhouse.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every cases/*.yml of sql/. {@code -Dcases=NAME} picks the tables whose name contains it. */
class CasesTest {
  private static final String AS_OF_OF_CASES = "2026-01-01T00:00:00Z";

  private final YamlReader caseFiles = new YamlReader("case.schema.json");
  private final SchemaLock lock = SchemaLock.read(Project.sql());

  @TestFactory
  List<DynamicNode> cases() {
    List<DynamicNode> nodes = new ArrayList<>();
    String filter = System.getProperty("cases", "");
    for (String pack : new WarehouseReader(Project.sql()).packs()) {
      House house = House.read(Project.sql(), pack);
      for (Table table : house.warehouse().tables().values()) {
        // Everything after staging is the same for every pack: run it once, with the reference
        // pack.
        boolean once = table.isStaging() || pack.equals("crm");
        if (once && table.name().contains(filter)) {
          List<DynamicTest> tests = new ArrayList<>();
          for (Path file : caseFiles(table)) {
            tests.add(
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), file.toUri(), () -> run(house, table, file)));
          }
          nodes.add(DynamicContainer.dynamicContainer(pack + " " + table.name(), tests));
        }
      }
    }
    return nodes;
  }

  private static List<Path> caseFiles(Table table) {
    Path folder =
        table.isStaging() && table.logic() instanceof Logic.Query query
            ? query.file().resolveSibling("cases")
            : table.folder().resolve("cases");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(House house, Table table, Path file) {
    Warehouse warehouse = house.warehouse();
    CaseFile example = caseFiles.read(file, CaseFile.class).value();
    Map<String, JsonNode> values = new HashMap<>(example.parameters());
    values.putIfAbsent("as_of", TextNode.valueOf(AS_OF_OF_CASES));
    Models models =
        new Models(warehouse, house.graph(), ParameterValues.of(warehouse.parameters(), values));
    Map<String, StructType> schemas = schemas(warehouse);
    assertThat(schemas.keySet()).as("tables of given").containsAll(example.given().keySet());
    assertThat(house.graph().inputs(table.name())).as("inputs").containsAll(example.through());
    assertThat(example.given())
        .as("given")
        .doesNotContainKeys(example.through().toArray(String[]::new));

    SparkSession session = TestSession.fresh();
    InputViews written =
        (own, name) ->
            TextTable.parse(example.given().getOrDefault(name, "none")).as(own, schemas.get(name));
    InputViews given =
        (own, name) ->
            example.through().contains(name)
                ? models.rows(own, warehouse.table(name), written)
                : written.rows(own, name);
    if (table.isStaging()) {
      Dataset<Row> judged = models.judged(session, table, given);
      assertRows(example.expect(), judged.where(col(Models.REASON).isNull()));
      // In a case, `reason` is why a row is refused, also for a contract that has such a column.
      Dataset<Row> refused = judged.where(col(Models.REASON).isNotNull()).drop("reason");
      assertRows(example.rejected(), refused.withColumnRenamed(Models.REASON, "reason"));
    } else {
      assertRows(example.expect(), models.rows(session, table, given));
    }
  }

  private Map<String, StructType> schemas(Warehouse warehouse) {
    Map<String, StructType> schemas = new HashMap<>();
    lock.sources()
        .getOrDefault(warehouse.pack().name(), new TreeMap<>())
        .forEach((name, columns) -> schemas.put(name, SchemaLock.schema(columns)));
    warehouse.tables().values().stream()
        .filter(Table::isStaging)
        .forEach(contract -> schemas.put(contract.name(), contract.contract()));
    lock.tables().forEach((name, columns) -> schemas.put(name, SchemaLock.schema(columns)));
    return schemas;
  }

  private static void assertRows(String expected, Dataset<Row> actual) {
    TextTable table = TextTable.parse(expected);
    if (table.rows().isEmpty()) {
      assertThat(actual.collectAsList()).isEmpty();
      return;
    }
    Column[] columns = table.header().stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> wanted = table.as(actual.sparkSession(), actual.schema());
    assertThat(text(table.header(), actual.select(columns)))
        .isEqualTo(text(table.header(), wanted.select(columns)));
  }

  private static String text(List<String> header, Dataset<Row> rows) {
    Stream<String> lines = rows.collectAsList().stream().map(CasesTest::line).sorted();
    return Stream.concat(Stream.of(String.join(" | ", header)), lines)
        .collect(Collectors.joining("\n"));
  }

  private static String line(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> cell(row.get(i)))
        .collect(Collectors.joining(" | "));
  }

  /**
   * Nine significant digits are enough to tell two floating values apart and to forgive rounding.
   */
  private static String cell(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.9g", number)
        : String.valueOf(value);
  }
}
