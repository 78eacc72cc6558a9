package io.leadhouse.simulator;

import io.leadhouse.postgres.PostgresEndpoint;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/** A simulated CRM in a Postgres schema of its own. */
record LoadedCrm(Connection connection, String schema, Simulation simulation) {
  private static final Path SCHEMA_FILE =
      Path.of(System.getProperty("leadhouse.home"), "sql/sources/crm/schema.sql");

  static Connection emptyCrm(PostgresEndpoint endpoint, String schema) throws SQLException {
    Connection connection = endpoint.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    }
    connection.setSchema(schema);
    ReferenceSchema.create(connection, SCHEMA_FILE);
    return connection;
  }

  static LoadedCrm load(
      PostgresEndpoint endpoint, String schema, World world, SimulatorSettings settings)
      throws SQLException {
    Connection connection = emptyCrm(endpoint, schema);
    return new LoadedCrm(connection, schema, new Simulator(world).load(connection, settings));
  }

  /** SHA-256 of each table's COPY output, by table. */
  Map<String, String> digests() throws Exception {
    Map<String, String> digests = new TreeMap<>();
    for (String table : ReferenceSchema.TABLES) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + table + " TO STDOUT", out);
      }
      digests.put(table, HexFormat.of().formatHex(digest.digest()));
    }
    return digests;
  }

  /** Digest of each table's rows in an order of their own, by table. */
  Map<String, String> contents() throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    for (String table : ReferenceSchema.TABLES) {
      String query = "SELECT count(*), md5(string_agg(t::text, '#' ORDER BY t::text)) FROM %s AS t";
      contents.put(table, rows(query.formatted(table)).get(0));
    }
    return contents;
  }

  long number(String query) throws SQLException {
    return Long.parseLong(rows(query).get(0));
  }

  /** The rows of a query, columns joined by a bar. */
  List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          cells.add(result.getString(i));
        }
        rows.add(String.join("|", cells));
      }
    }
    return rows;
  }
}
