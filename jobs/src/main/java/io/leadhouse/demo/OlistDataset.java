package io.leadhouse.demo;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The Olist marketing funnel, a real B2B funnel, put into Postgres as its two CSV files are:
 * nothing is cleaned on the way. The files are not part of this project (CC BY-NC-SA 4.0).
 */
public final class OlistDataset {
  private static final Map<String, String> FILES =
      Map.of(
          "olist.marketing_qualified_leads", "olist_marketing_qualified_leads_dataset.csv",
          "olist.closed_deals", "olist_closed_deals_dataset.csv");

  private OlistDataset() {}

  /**
   * Creates schema {@code olist} and fills its tables, in one transaction.
   *
   * @param connection to Postgres 15 or newer, without an open transaction; its auto-commit mode is
   *     restored
   * @param schemaFile sql/sources/olist/schema.sql of this house
   * @param csvFolder holds the two files under their published names
   * @return rows per table
   * @throws LeadhouseException CONFIGURATION when a file is missing or not what it should be, or
   *     the tables exist already; nothing is loaded then
   */
  public static Map<String, Long> load(Connection connection, Path schemaFile, Path csvFolder) {
    for (String file : FILES.values()) {
      if (!Files.isReadable(csvFolder.resolve(file))) {
        throw LeadhouseException.configuration(
            "The Olist data lack " + csvFolder.resolve(file) + ", or it cannot be read.");
      }
    }
    try {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        Map<String, Long> rows = loadInTransaction(connection, schemaFile, csvFolder);
        connection.commit();
        return rows;
      } catch (SQLException | IOException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException | IOException e) {
      throw LeadhouseException.configuration(
          "The Olist data in " + csvFolder + " cannot be loaded: " + e.getMessage());
    }
  }

  private static Map<String, Long> loadInTransaction(
      Connection connection, Path schemaFile, Path csvFolder) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(schemaFile));
    }
    CopyManager copyManager = connection.unwrap(PGConnection.class).getCopyAPI();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : FILES.keySet().stream().sorted().toList()) {
      try (InputStream csv = Files.newInputStream(csvFolder.resolve(FILES.get(table)))) {
        String copy = "COPY " + table + " FROM STDIN WITH (FORMAT csv, HEADER MATCH)";
        rows.put(table, copyManager.copyIn(copy, csv));
      }
    }
    return rows;
  }
}
