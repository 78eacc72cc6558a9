package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.leadhouse.engine.TableForecast.Extent;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
  private static final StructType VISITS =
      new StructType()
          .add("id", "string")
          .add("page", "string")
          .add("seconds", "int")
          .add("email", "string");
  private static final StructType PAGES = new StructType().add("id", "string");

  @TempDir private Path folder;
  private SmallRuns runs;

  @BeforeEach
  void tenVisits() {
    runs = new SmallRuns(SmallHouse.in(folder), folder.resolve("warehouse"));
    runs.raw("raw_pages", PAGES, Stream.of("p", "q").<Row>map(RowFactory::create).toList());
    visits(10, 5);
  }

  @Test
  void aWarehouseWithoutTablesIsMadeForTheFirstTime() {
    assertThat(runs.forecast().values())
        .hasSize(4)
        .allMatch(table -> table.extent() == Extent.WHOLE)
        .allMatch(table -> table.why().equals(Refreshed.FIRST_TIME));
  }

  @Test
  void whereNothingHasChangedEverythingStaysUntouched() {
    runs.build();
    assertThat(runs.forecast().values()).allMatch(table -> table.extent() == Extent.UNTOUCHED);
  }

  @Test
  void changedRawRowsAreCountedAsTheKeysThatTheyTouch() {
    runs.build();
    visits(12, 5);
    Map<String, TableForecast> forecast = runs.forecast();

    assertForecast(forecast, "stg_visit", Extent.BY_KEY, "raw_visits changed", 2);
    assertForecast(forecast, "visit", Extent.AFTER, "stg_visit", 0);
    assertForecast(forecast, "page_time", Extent.AFTER, "visit", 0);
    assertForecast(forecast, "stg_page", Extent.UNTOUCHED, "nothing that it reads has changed", 0);
    assertThat(runs.build().get("stg_visit").refreshed().keys()).isEqualTo(2);
  }

  @Test
  void aChangedQueryIsWholeAndWhatDependsOnItWaits() {
    runs.build();
    runs.house.write(
        "core/visit/query.sql", "SELECT visit_id, page_id, seconds + 1 AS seconds FROM stg_visit");
    Map<String, TableForecast> forecast = runs.forecast();

    assertForecast(forecast, "visit", Extent.WHOLE, "its definition changed", 0);
    assertForecast(forecast, "page_time", Extent.AFTER, "visit", 0);
    assertThat(forecast.get("stg_visit").extent()).isEqualTo(Extent.UNTOUCHED);
  }

  @Test
  void aChangedParameterIsAChangedDefinitionOfWhatNamesIt() {
    runs.build();
    runs.parameters.put("minimum", IntNode.valueOf(6));
    Map<String, TableForecast> forecast = runs.forecast();

    assertForecast(forecast, "visit", Extent.WHOLE, "its definition changed", 0);
    assertForecast(forecast, "page_time", Extent.AFTER, "visit", 0);
    assertThat(forecast.get("stg_visit").extent()).isEqualTo(Extent.UNTOUCHED);
  }

  @Test
  void ofATableThatWaitsWhatHoldsInAnyCaseIsTold() {
    runs.build();
    visits(11, 5);
    runs.house.write(
        "marts/web/page_time/query.sql",
        "SELECT page_id, 2 * sum(seconds) AS seconds FROM visit GROUP BY page_id");
    runs.house.query(
        "marts/web/long_page",
        "description: One row per page.\nkey: [page_id]\ncolumns: {page_id: The page.}\n",
        "SELECT page_id FROM page_time WHERE seconds > 9");
    Map<String, TableForecast> forecast = runs.forecast();

    assertForecast(forecast, "visit", Extent.AFTER, "stg_visit", 0);
    assertForecast(forecast, "page_time", Extent.WHOLE, "its definition changed", 0);
    assertForecast(forecast, "long_page", Extent.WHOLE, Refreshed.FIRST_TIME, 0);
  }

  private static void assertForecast(
      Map<String, TableForecast> forecast, String table, Extent extent, String why, long keys) {
    assertThat(forecast.get(table)).isEqualTo(new TableForecast(table, extent, why, keys));
  }

  private void visits(int count, int seconds) {
    runs.raw(
        "raw_visits",
        VISITS,
        IntStream.range(0, count)
            .<Row>mapToObj(i -> RowFactory.create("v" + i, "p", seconds, "a@b.c"))
            .toList());
  }
}
