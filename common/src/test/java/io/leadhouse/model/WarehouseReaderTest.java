package io.leadhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseReaderTest {
  private static final String PAGE =
      """
      description: One row per page.
      key: [page_id]
      columns:
        page_id: The page.
      """;

  @TempDir private Path folder;

  @Test
  void aTableIsItsFolder() {
    Warehouse house = SmallHouse.in(folder).read();

    Table table = house.table("page_time");
    assertThat(table.layer()).isEqualTo("marts");
    assertThat(table.key()).containsExactly("page_id");
    assertThat(table.columns().get("seconds").description()).isEqualTo("Time spent on it.");
    assertThat(table.publication()).isPresent();
    assertThat(table.refresh()).isInstanceOf(Refresh.Full.class);
    assertThat(house.table("stg_visit").contract().simpleString())
        .isEqualTo("struct<visit_id:string,page_id:string,seconds:int,email:string>");
    assertThat(house.table("visit").checks())
        .containsExactly(
            new Check(Check.Severity.FAIL, "seconds <= 1000"),
            new Check(Check.Severity.WARN, "seconds <= 100"));
  }

  @Test
  void aPackMayTakeFilesWhichLandBesideItsTables() {
    SmallHouse house = SmallHouse.in(folder);
    assertThat(house.read().pack().files()).isEmpty();
    house.write("sources/shop/files.yml", kind("[id]", "id", "required: true, "));
    SourcePack pack = house.read().pack();
    assertThat(pack.rawTables()).contains("raw_pages", "raw_visit_file");
    assertThat(pack.files().get("visit").schema().simpleString())
        .isEqualTo("struct<id:string,file_hash:string,file_number:bigint,line:bigint>");
    house.write("sources/shop/stg_page/query.sql", "SELECT id AS page_id FROM raw_visit_file");
    assertThat(new TableGraph(house.read()).inputs("stg_page")).contains("raw_visit_file");
  }

  @Test
  void aKindOfFileThatCannotLandIsRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.write("sources/shop/files.yml", kind("[ids]", "id", "required: true, "));
    assertThatThrownBy(house::read)
        .hasMessageContaining("files.yml:4: 'ids' is no field. Did you mean 'id'?");
    house.write("sources/shop/files.yml", kind("[id]", "id", ""));
    assertThatThrownBy(house::read).hasMessageContaining("'id' is part of the key: require it.");
    house.write("sources/shop/files.yml", kind("[line]", "line", "required: true, "));
    assertThatThrownBy(house::read).hasMessageContaining("Rename the field.");
  }

  private static String kind(String key, String field, String required) {
    return """
    kinds:
      visit:
        description: One row per visit.
        key: %s
        fields:
          %s: {type: TEXT, %sexample: a, meaning: The visit.}
    """
        .formatted(key, field, required);
  }

  @Test
  void aRefreshKeyIsReadWithItsTouchedBy() {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "core/visit",
        """
        description: One row per visit.
        key: [page_id, visit_id]
        refresh: {by: [page_id], touched_by: {stg_page: SELECT page_id FROM changed}}
        columns: {visit_id: The visit., page_id: The page., seconds: Its length.}
        """);
    assertThat(house.read().table("visit").refresh())
        .isEqualTo(
            new Refresh.ByKey(
                List.of("page_id"), Map.of("stg_page", "SELECT page_id FROM changed")));
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearestKey() {
    SmallHouse house = SmallHouse.in(folder);
    house.table("marts/web/page_time", PAGE + "cheks: []\n");
    refused(house, "page_time/table.yml:5: unknown key 'cheks'. Did you mean 'checks'?");
  }

  @Test
  void aKeyOfAColumnIsCheckedToo() {
    SmallHouse house = SmallHouse.in(folder);
    house.table(
        "marts/web/page_time",
        """
        description: One row per page.
        key: [page_id]
        columns:
          page_id: {meaning: The page., unti: days}
        """);
    refused(house, "page_time/table.yml:4", "'unti'");
  }

  @Test
  void aDescriptionSaysTheGrain() {
    SmallHouse house = SmallHouse.in(folder);
    house.table("marts/web/page_time", PAGE.replace("One row per page.", "Pages."));
    refused(house, "table.yml:1: description");
  }

  @Test
  void aKeyThatIsNoColumnIsNamedWithItsLine() {
    SmallHouse house = SmallHouse.in(folder);
    house.table("marts/web/page_time", PAGE.replace("key: [page_id]", "key: [pageid]"));
    refused(house, "table.yml:2: 'pageid' is not a column of this table. Did you mean 'page_id'?");
  }

  @Test
  void settledFiguresAreColumnsOfATableWhoseKeyMayBeTold() {
    SmallHouse house = SmallHouse.in(folder);
    String page = PAGE + "  seconds: Time spent on it.\n  is_over: No more will come.\n";
    house.table("marts/web/page_time", page + "publish: {settled: {is_over: [seconds]}}\n");
    assertThat(house.read().table("page_time").publication().orElseThrow().settled())
        .isEqualTo(Map.of("is_over", List.of("seconds")));
    house.table("marts/web/page_time", page + "publish: {settled: {is_over: [second]}}\n");
    refused(house, "'second' is not a column of this table. Did you mean 'seconds'?");
    house.table("marts/web/page_time", page + "publish: {settled: {over: [seconds]}}\n");
    refused(house, "'over' is not a column of this table.");
    house.table(
        "marts/web/page_time",
        page.replace("page_id: The page.", "page_id: {meaning: The page., personal: true}")
            + "publish: {settled: {is_over: [seconds]}}\n");
    refused(house, "restatements name their rows by the key, and 'page_id' is personal.");
  }

  @Test
  void brokenYamlIsNamedWithItsLine() {
    SmallHouse house = SmallHouse.in(folder);
    house.table("marts/web/page_time", "description: [\nkey: x\n");
    refused(house, "page_time/table.yml:3: not valid YAML");
  }

  @Test
  void aNameStandsOnce() {
    SmallHouse house = SmallHouse.in(folder);
    house.query("marts/other/page_time", PAGE, "SELECT page_id FROM stg_page");
    refused(house, "Two tables are named 'page_time'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"publication", "restatement"})
  void aNameOfLeadhousesOwnIsRefused(String name) {
    SmallHouse house = SmallHouse.in(folder);
    house.query("marts/other/" + name, PAGE, "SELECT page_id FROM stg_page");
    refused(house, name + ": Leadhouse publishes a table of its own under this name");
  }

  @Test
  void aTableWithoutLogicIsRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.table("marts/web/orphan", PAGE);
    refused(house, "neither a query.sql nor java:");
  }

  @Test
  void aQueryWithoutDescriptionIsRefused() {
    SmallHouse house = SmallHouse.in(folder);
    house.write("marts/web/orphan/query.sql", "SELECT 1");
    refused(house, "a query.sql without the table.yml");
  }

  @Test
  void aContractStatesItsTypesAndNobodyElseDoes() {
    SmallHouse house = SmallHouse.in(folder);
    house.table("staging/stg_page", PAGE);
    refused(house, "column 'page_id' of a staging contract has no type");

    SmallHouse other = SmallHouse.in(folder);
    other.table(
        "marts/web/page_time", PAGE.replace("The page.", "{type: string, meaning: The page.}"));
    refused(other, "types are stated in staging contracts only");
  }

  @Test
  void aPackOnlySuppliesContracts() {
    SmallHouse house = SmallHouse.in(folder);
    house.write("sources/shop/stg_vist/query.sql", "SELECT 1");
    refused(house, "no staging contract of that name. Did you mean 'stg_visit'?");
  }

  @Test
  void anUnknownPackOrTableNamesTheNearest() {
    SmallHouse house = SmallHouse.in(folder);
    assertThatThrownBy(() -> new WarehouseReader(house.sql()).read("shp"))
        .hasMessageContaining("No source pack 'shp'")
        .hasMessageContaining("Did you mean 'shop'?");
    assertThatThrownBy(() -> house.read().table("page_tim"))
        .hasMessageContaining("Did you mean 'page_time'?");
  }

  private static void refused(SmallHouse house, String... parts) {
    assertThatThrownBy(house::read)
        .isInstanceOf(LeadhouseException.class)
        .satisfies(
            e ->
                assertThat(((LeadhouseException) e).category())
                    .isEqualTo(LeadhouseException.Category.CONFIGURATION))
        .hasMessageContainingAll(parts);
  }
}
