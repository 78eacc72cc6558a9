package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.engine.TableResult;
import io.leadhouse.graph.House;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.publish.PublishResult;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestDatabase;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.postgresql.PGConnection;

/** A source database, a warehouse folder and a target database of one test. */
final class RunFixture {
  static final RunListener SILENT =
      new RunListener() {
        @Override
        public void planned(int tablesToIngest, int tablesToBuild, int tablesToPublish) {}

        @Override
        public void ingested(IngestedTable table) {}

        @Override
        public void started(String table) {}

        @Override
        public void finished(TableResult result) {}

        @Override
        public void published(PublishResult result) {}
      };

  final PostgresEndpoint source;
  final PostgresEndpoint analytics = TestDatabase.fresh("analytics");
  private final String pack;
  private final Path folder;

  RunFixture(String pack, PostgresEndpoint source, Path folder) {
    this.pack = pack;
    this.source = source;
    this.folder = folder;
  }

  /** A database with the reference CRM's empty tables. */
  static PostgresEndpoint emptyCrm() {
    PostgresEndpoint crm = TestDatabase.fresh("crm");
    execute(crm, text(Project.sql().resolve("sources/crm/schema.sql")));
    return crm;
  }

  RunReport run(Instant asOf) {
    return run(asOf, config -> config);
  }

  /**
   * @param changed what is other than in a plain configuration
   */
  RunReport run(Instant asOf, UnaryOperator<LeadhouseConfig> changed) {
    House house = House.read(Project.sql(), pack);
    LeadhouseConfig config = changed.apply(DemoConfig.write(folder, pack, source, analytics));
    RunClock clock = new RunClock(Clock.systemUTC(), asOf);
    try {
      return new WarehouseRun(house, TestSession.fresh(), config, clock).execute(SILENT);
    } finally {
      // Delta keeps what it knows of a table for an hour, in which this JVM sees hundreds.
      DeltaLog.clearCache();
    }
  }

  static void execute(PostgresEndpoint database, String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rows of a query on the published tables, cells as text. */
  List<List<String>> published(String sql) {
    return query(analytics, sql);
  }

  /** Rows of a query, cells as text. */
  static List<List<String>> query(PostgresEndpoint database, String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (row.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          cells.add(row.getString(i));
        }
        rows.add(cells);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of every table in schema analytics, in key order, as COPY writes them. */
  Map<String, String> publishedBytes() {
    Map<String, String> bytes = new TreeMap<>();
    List<List<String>> tables =
        published(
            "SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)"
                + " FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary"
                + " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)"
                + " WHERE c.relnamespace = 'analytics'::regnamespace GROUP BY c.relname");
    try (Connection connection = analytics.connect()) {
      for (List<String> table : tables) {
        StringWriter text = new StringWriter();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY (SELECT * FROM analytics.\"%s\" ORDER BY %s) TO STDOUT"
                    .formatted(table.get(0), table.get(1)),
                text);
        bytes.put(table.get(0), text.toString());
      }
      return bytes;
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A table of the warehouse, as it was written last. */
  Dataset<Row> stored(String layer, String table) {
    Path place = folder.resolve("warehouse").resolve(layer).resolve(table);
    return TestSession.fresh().read().format("delta").load(place.toString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
