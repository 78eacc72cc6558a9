package io.leadhouse.publish;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.Secret;
import io.leadhouse.postgres.ShortTransaction;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A Postgres with a new database for each test, and the small tables that tests publish. */
final class PublishFixture implements AutoCloseable {
  static final Instant AS_OF = Instant.parse("2026-03-01T00:00:00Z");
  static final String DEALS = "organization_id BIGINT, lead_id STRING, amount DECIMAL(18,3)";

  private final EmbeddedPostgres postgres;
  private final SparkSession spark;
  private int databases;

  PublishFixture() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "60").start();
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "America/Sao_Paulo")
            .getOrCreate();
  }

  SparkSession spark() {
    return spark;
  }

  PublishTarget newTarget() throws SQLException {
    String database = "bi_" + ++databases;
    try (PostgresSession session = PostgresSession.open(endpoint("postgres", "postgres"))) {
      session.execute("CREATE DATABASE " + database);
    }
    return new PublishTarget(endpoint(database, "postgres"), PublishTarget.DEFAULT_SCHEMA);
  }

  PostgresEndpoint endpoint(String database, String user) {
    return new PostgresEndpoint("localhost", postgres.getPort(), database, user, new Secret("x"));
  }

  /** A table of deals by organization and lead. */
  PublishedTable deals(long version, Object[]... rows) {
    return table("deal", DEALS, List.of("organization_id", "lead_id"), version, rows);
  }

  PublishedTable table(String name, String ddl, List<String> key, long version, Object[]... rows) {
    Dataset<Row> data =
        spark.createDataFrame(
            Arrays.stream(rows).map(RowFactory::create).toList(), StructType.fromDDL(ddl));
    return table(name, data, key, version);
  }

  PublishedTable table(String name, Dataset<Row> rows, List<String> key, long version) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String column : rows.columns()) {
      columns.put(column, "The " + column + " of the row.");
    }
    String description = "One row per " + String.join(" and ", key) + ".";
    return new PublishedTable(
        name, rows, new NoDelta(), "id of " + name, version, key, description, columns, List.of());
  }

  /** Rows that come from no Delta table. */
  private static final class NoDelta implements TableHistory {
    @Override
    public Dataset<Row> changesAfter(long version) {
      throw new IllegalStateException("These rows come from no Delta table.");
    }

    @Override
    public boolean isLost(Exception failure) {
      return true;
    }

    @Override
    public Optional<String> commit(long version) {
      return Optional.of("commit of version " + version);
    }
  }

  /** The same table with other words and indexes. */
  PublishedTable described(
      PublishedTable table,
      String description,
      Map<String, String> columns,
      List<List<String>> indexes) {
    return new PublishedTable(
        table.name(),
        table.rows(),
        table.history(),
        table.deltaTableId(),
        table.deltaVersion(),
        table.key(),
        description,
        columns,
        indexes);
  }

  static PublishResult publish(PublishTarget target, PublishedTable... tables) {
    return new Publisher(target).publish(publication(tables));
  }

  /** Gives up on locks after a moment. */
  static PublishResult publishImpatiently(PublishTarget target, PublishedTable... tables) {
    ShortTransaction hasty = new ShortTransaction(Duration.ofMillis(50), Duration.ofMillis(300));
    return new Publisher(target, hasty).publish(publication(tables));
  }

  static Publication publication(PublishedTable... tables) {
    Set<String> names = Arrays.stream(tables).map(PublishedTable::name).collect(Collectors.toSet());
    return new Publication(List.of(tables), names, AS_OF);
  }

  static Publication publicationThatKeeps(Set<String> others, PublishedTable... tables) {
    Set<String> declared = new HashSet<>(others);
    declared.addAll(publication(tables).declared());
    return new Publication(List.of(tables), declared, AS_OF);
  }

  /** The rows of a query as Postgres prints them, values joined by a bar. */
  static List<String> lines(PublishTarget target, String sql) throws SQLException {
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      return lines(session, sql);
    }
  }

  static List<String> lines(PostgresSession session, String sql) throws SQLException {
    return session.query(sql, PublishFixture::line);
  }

  static void execute(PublishTarget target, String... statements) throws SQLException {
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      for (String statement : statements) {
        session.execute(statement);
      }
    }
  }

  static List<String> loadTables(PublishTarget target) throws SQLException {
    return lines(
        target,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'analytics_load'"
            + " AND tablename <> 'origin'");
  }

  static Object[] row(Object... values) {
    return values;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  private static String line(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      values.add(row.getString(i));
    }
    return values.stream().map(String::valueOf).collect(Collectors.joining("|"));
  }
}
