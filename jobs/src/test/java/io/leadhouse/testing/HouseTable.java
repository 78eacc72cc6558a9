package io.leadhouse.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.graph.House;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One table of sql/, over inputs that a test has made. */
public final class HouseTable {
  private static final Map<String, JsonNode> ANY_AS_OF =
      Map.of("as_of", TextNode.valueOf("2000-01-01T00:00:00Z"));

  private final House house = House.read(Project.sql(), "crm");
  private final Models models =
      new Models(
          house.warehouse(),
          house.graph(),
          ParameterValues.of(house.warehouse().parameters(), ANY_AS_OF));
  private final String name;

  public HouseTable(String name) {
    this.name = name;
  }

  /**
   * The table's rows.
   *
   * @param session a session of the test's own
   * @param inputs every table that the query names, with the columns that it reads
   */
  public Dataset<Row> rows(SparkSession session, Map<String, Dataset<Row>> inputs) {
    return models.rows(session, house.warehouse().table(name), (own, input) -> inputs.get(input));
  }
}
