package io.leadhouse.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.demo.EmbeddedDatabase;
import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.graph.House;
import io.leadhouse.ingest.RawSchemas;
import io.leadhouse.lock.HouseAnalysis;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.SourcePack;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;

/** Writes sql/schema.lock anew: raw types from each pack's schema.sql, the rest by analysis. */
public final class HouseLock {
  /** Types do not depend on the clock; any instant serves for analysis. */
  private static final Map<String, JsonNode> ANY_AS_OF =
      Map.of(Parameter.AS_OF, TextNode.valueOf("2000-01-01T00:00:00Z"));

  private final Path sql;
  private final SparkSession session;

  public HouseLock(Path sql, SparkSession session) {
    this.sql = sql;
    this.session = session;
  }

  /**
   * The lock that sql/ as it stands gives.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION for a table that does not
   *     type-check
   */
  public SchemaLock generate() throws IOException, SQLException {
    NavigableMap<String, NavigableMap<String, Map<String, String>>> sources = new TreeMap<>();
    NavigableMap<String, Map<String, String>> tables = new TreeMap<>();
    Path scratch = Files.createTempDirectory("leadhouse-lock");
    try (EmbeddedDatabase postgres = EmbeddedDatabase.start(scratch, 0)) {
      for (String name : new WarehouseReader(sql).packs()) {
        House house = House.read(sql, name);
        NavigableMap<String, Map<String, String>> raw =
            rawTypes(postgres, house.warehouse().pack());
        sources.put(name, raw);
        tables = analyze(house, raw);
      }
    } finally {
      FileUtils.deleteDirectory(scratch.toFile());
    }
    return new SchemaLock(sources, tables);
  }

  private NavigableMap<String, Map<String, String>> analyze(
      House house, Map<String, Map<String, String>> raw) {
    ParameterValues parameters = ParameterValues.of(house.warehouse().parameters(), ANY_AS_OF);
    Models models = new Models(house.warehouse(), house.graph(), parameters);
    return HouseAnalysis.tables(session, house, models, raw);
  }

  private static NavigableMap<String, Map<String, String>> rawTypes(
      EmbeddedDatabase postgres, SourcePack pack) throws IOException, SQLException {
    PostgresEndpoint source = postgres.database(pack.name());
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(pack.folder().resolve("schema.sql")));
    }
    NavigableMap<String, Map<String, String>> types = new TreeMap<>();
    RawSchemas.of(source, pack)
        .forEach((table, schema) -> types.put(table, SchemaLock.columns(schema)));
    pack.files()
        .values()
        .forEach(kind -> types.put(kind.rawTable(), SchemaLock.columns(kind.schema())));
    return types;
  }
}
