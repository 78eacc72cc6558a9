package io.leadhouse.doctor;

import io.leadhouse.config.SourceConfig;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.ingest.PackCapture;
import io.leadhouse.ingest.RawSchemas;
import io.leadhouse.model.SourcePack;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.SourceCatalog;
import io.leadhouse.postgres.SourceRelation;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.postgres.cdc.CaptureSource;
import io.leadhouse.postgres.cdc.ChangeCapture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.postgresql.PGConnection;

/** Whether the source can be read as an ingest reads it, and what would make that slow or risky. */
final class SourceCheck {
  private static final int OLDEST_VERSION = 14;
  private static final Duration CLOCKS_APART = Duration.ofSeconds(5);
  private static final Duration OLD = Duration.ofHours(1);

  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int / 10000 AS version,
             pg_is_in_recovery() AS standby,
             rolsuper AS superuser,
             clock_timestamp() AS now
      FROM pg_roles
      WHERE rolname = current_user
      """;

  /** What keeps the source from cleaning up; of sessions only what this role may see. */
  private static final String HOLDING_BACK =
      """
      SELECT 'transaction of ' || coalesce(usename, backend_type) || ' (pid ' || pid || ')' AS holder,
             extract(epoch FROM clock_timestamp() - xact_start)::int8 AS seconds,
             'SELECT pg_terminate_backend(' || pid || ');' AS remedy
      FROM pg_stat_activity
      WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()
      UNION ALL
      SELECT 'prepared transaction ' || gid,
             extract(epoch FROM clock_timestamp() - prepared)::int8,
             'COMMIT PREPARED or ROLLBACK PREPARED ' || quote_literal(gid) || ';'
      FROM pg_prepared_xacts
      ORDER BY seconds DESC
      LIMIT 1
      """;

  private static final String STANDBY =
      """
      SELECT current_setting('hot_standby_feedback')::bool AS feedback,
             (SELECT setting::int8 FROM pg_settings
              WHERE name = 'max_standby_streaming_delay') AS delay_milliseconds
      """;

  private static final String ZONES =
      """
      SELECT name, extract(epoch FROM utc_offset)::int AS seconds
      FROM pg_timezone_names
      WHERE name LIKE '%/%' AND name NOT LIKE 'posix/%'
      """;

  private static final String BYTES =
      """
      SELECT coalesce(sum(pg_total_relation_size(coalesce(p.relid, c.oid))), 0)
      FROM pg_class AS c
      LEFT JOIN LATERAL pg_partition_tree(c.oid) AS p ON TRUE
      WHERE c.relnamespace = to_regnamespace(?) AND c.relname = ANY (?)
            AND c.relkind IN ('r', 'm', 'p')
      """;

  private final SourceConfig config;
  private final SourcePack pack;
  private final Clock clock;
  private final Duration old;
  private OptionalLong bytes = OptionalLong.empty();

  SourceCheck(SourceConfig config, SourcePack pack, Clock clock) {
    this(config, pack, clock, OLD);
  }

  /**
   * @param old from which age on a transaction is worth a line
   */
  SourceCheck(SourceConfig config, SourcePack pack, Clock clock, Duration old) {
    this.old = old;
    this.config = config;
    this.pack = pack;
    this.clock = clock;
  }

  private record Server(int version, boolean standby, boolean superuser, Instant now) {}

  /** Bytes of the pack's tables; known once the source was examined, if it could be. */
  OptionalLong bytes() {
    return bytes;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    try {
      examine(config.endpoint(), findings);
    } catch (LeadhouseException e) {
      findings.add(Finding.fail("source: connection", e));
    }
    return findings;
  }

  private void examine(PostgresEndpoint endpoint, List<Finding> findings) {
    try (PostgresSession session = PostgresSession.open(endpoint)) {
      Instant asked = clock.instant();
      Server server = session.first(SERVER, SourceCheck::server).orElseThrow();
      Duration answer = Duration.between(asked, clock.instant());
      findings.add(version(endpoint, server));
      findings.add(role(endpoint, server));
      findings.add(pooler(endpoint));
      // The server looked at its clock about in the middle of question and answer.
      findings.add(clocks(asked.plus(answer.dividedBy(2)), server.now()));
      findings.add(zones(session));
      findings.add(heldBack(session));
      if (server.standby()) {
        findings.add(standby(session));
      }
      if (server.version() >= OLDEST_VERSION) {
        tables(endpoint, findings);
        if (PackCapture.isNeeded(pack)) {
          findings.add(capture(endpoint));
        }
        bytes = OptionalLong.of(size(session));
      }
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot examine the source at " + endpoint, e);
    }
  }

  /** What a server has to allow before the log can be read is checked by `cdc enable`. */
  private Finding capture(PostgresEndpoint endpoint) {
    try {
      CaptureSource source = PackCapture.of(pack, endpoint);
      new ChangeCapture(source).requireUsable();
      return new CaptureSetup(source)
          .status()
          .unlimited()
          .map(why -> Finding.warn("source: log", why, ""))
          .orElse(Finding.ok("source: log", "tells the changes of the tables with strategy cdc"));
    } catch (LeadhouseException e) {
      return Finding.fail("source: log", e);
    }
  }

  private static Server server(ResultSet row) throws SQLException {
    return new Server(
        row.getInt("version"),
        row.getBoolean("standby"),
        row.getBoolean("superuser"),
        row.getTimestamp("now").toInstant());
  }

  private static Finding version(PostgresEndpoint endpoint, Server server) {
    String what =
        "%s, Postgres %d%s"
            .formatted(endpoint, server.version(), server.standby() ? ", a standby" : "");
    return server.version() >= OLDEST_VERSION
        ? Finding.ok("source: connection", what)
        : Finding.fail(
            "source: connection", what, "upgrade to Postgres " + OLDEST_VERSION + " or newer");
  }

  private static Finding role(PostgresEndpoint endpoint, Server server) {
    return server.superuser()
        ? Finding.warn(
            "source: role",
            endpoint.user() + " is a superuser; SELECT on the tables is enough",
            "create a role for reading: docs/adopt.md has the statements")
        : Finding.ok("source: role", endpoint.user() + " is no superuser");
  }

  /** A pooler gives its clients process numbers of its own. */
  private static Finding pooler(PostgresEndpoint endpoint) throws SQLException {
    try (Connection connection = endpoint.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1) == connection.unwrap(PGConnection.class).getBackendPID()
          ? Finding.ok("source: pooler", "none in between")
          : Finding.warn(
              "source: pooler",
              "a pooler such as PgBouncer is in between; by transaction it cannot hold a snapshot",
              "name the server's own host and port under `source:`");
    }
  }

  static Finding clocks(Instant here, Instant there) {
    Duration apart = Duration.between(here, there);
    String what = "%.1f s apart from this machine's".formatted(apart.toMillis() / 1e3);
    return apart.abs().compareTo(CLOCKS_APART) <= 0
        ? Finding.ok("source: clock", what)
        : Finding.warn(
            "source: clock",
            what + "; a run's as_of would cut off rows or let unripe ones in",
            "set both by NTP: timedatectl set-ntp true");
  }

  private Finding zones(PostgresSession session) throws SQLException {
    record Zone(String name, int seconds) {}
    List<String> different =
        session.query(ZONES, row -> new Zone(row.getString("name"), row.getInt("seconds"))).stream()
            .filter(zone -> ZoneId.getAvailableZoneIds().contains(zone.name()))
            .filter(zone -> offset(zone.name()) != zone.seconds())
            .map(Zone::name)
            .sorted()
            .toList();
    return different.isEmpty()
        ? Finding.ok("source: time zones", "the same offsets now as in Java")
        : Finding.warn(
            "source: time zones",
            "other offsets now than in Java, which matters to organizations in "
                + String.join(", ", different),
            "update the time zone data of the older of both: the JDK, or tzdata of the server");
  }

  private int offset(String zone) {
    return ZoneId.of(zone).getRules().getOffset(clock.instant()).getTotalSeconds();
  }

  private Finding heldBack(PostgresSession session) throws SQLException {
    record Holder(String name, long seconds, String remedy) {}
    String subject = "source: old transactions";
    return session
        .first(
            HOLDING_BACK,
            row ->
                new Holder(
                    row.getString("holder"), row.getLong("seconds"), row.getString("remedy")))
        .filter(holder -> holder.seconds() >= old.toSeconds())
        .map(
            holder ->
                Finding.warn(
                    subject,
                    "a %s is open for %,d minutes and keeps dead rows, which every read skips"
                        .formatted(holder.name(), holder.seconds() / 60),
                    "end it: " + holder.remedy()))
        .orElse(Finding.ok(subject, "none that this role can see is older than an hour"));
  }

  private static Finding standby(PostgresSession session) throws SQLException {
    record Settings(boolean feedback, long delay) {}
    String subject = "source: standby";
    Settings settings =
        session
            .first(
                STANDBY,
                row -> new Settings(row.getBoolean("feedback"), row.getLong("delay_milliseconds")))
            .orElseThrow();
    boolean safe = settings.feedback() || settings.delay() < 0;
    return safe
        ? Finding.ok(subject, "long reads are not cancelled")
        : Finding.warn(
            subject,
            "reads are cancelled after %,d s when the primary cleans up"
                .formatted(settings.delay() / 1000),
            "run there: ALTER SYSTEM SET hot_standby_feedback = on; SELECT pg_reload_conf();");
  }

  private void tables(PostgresEndpoint endpoint, List<Finding> findings) {
    String subject = "source: tables";
    try {
      int tables = RawSchemas.of(endpoint, pack).size();
      findings.add(Finding.ok(subject, tables + " of pack " + pack.name() + ", all readable"));
    } catch (LeadhouseException e) {
      findings.add(Finding.fail(subject, e));
      return;
    }
    List<String> unkept = tablesWithoutKey(endpoint);
    findings.add(
        unkept.isEmpty()
            ? Finding.ok("source: keys", "each is kept unique by an index")
            : Finding.warn(
                "source: keys",
                "no index keeps the keys of raw.yml unique, so every ingest has to look for itself",
                "run there: " + String.join(" ", unkept)));
  }

  private List<String> tablesWithoutKey(PostgresEndpoint endpoint) {
    List<String> statements = new ArrayList<>();
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(endpoint, Duration.ofMinutes(1))) {
      SourceCatalog catalog = new SourceCatalog(snapshot);
      pack.tables()
          .forEach(
              (name, table) -> {
                TableName qualified = new TableName(pack.schema(), name);
                catalog
                    .relation(qualified)
                    .filter(relation -> relation.kind() == SourceRelation.Kind.HEAP)
                    .filter(relation -> !relation.keepsUnique(table.key()))
                    .ifPresent(
                        relation ->
                            statements.add(
                                "CREATE UNIQUE INDEX CONCURRENTLY ON %s (%s);"
                                    .formatted(
                                        qualified.sql(),
                                        String.join(
                                            ", ",
                                            table.key().stream().map(TableName::quote).toList()))));
              });
    }
    return statements;
  }

  private long size(PostgresSession session) throws SQLException {
    return session
        .first(
            BYTES,
            row -> row.getLong(1),
            pack.schema(),
            pack.tables().keySet().toArray(String[]::new))
        .orElseThrow();
  }
}
