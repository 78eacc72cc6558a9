package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leadhouse.delta.TableWrite;
import io.leadhouse.delta.Written;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.Secret;
import io.leadhouse.testing.TestSession;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestFailureTest {
  private static final String LEADS = "CREATE TABLE leads (id int PRIMARY KEY, email text)";
  private static final String END_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  @Test
  void tablesAndColumnsThatAreNotThereAreSaidAllAtOnce() {
    Source source =
        Source.create(LEADS, "CREATE SCHEMA crm", "CREATE TABLE crm.deals (id int)")
            .pull("laeds", List.of("id"))
            .pull("deals", List.of("id"))
            .pull("leads", List.of("uid"), "e_mail");
    LeadhouseException failure = failure(source, new LandedTables());
    assertThat(failure.category()).isEqualTo(Category.SCHEMA_DRIFT);
    assertThat(failure)
        .hasMessageContaining("sql/sources/test/raw.yml")
        .hasMessageContaining("Table public.laeds does not exist. Did you mean 'leads'?")
        .hasMessageContaining("Table public.deals does not exist.")
        .hasMessageContaining("There is one of that name in schema crm.")
        .hasMessageContaining(
            "Table public.leads has no column 'uid', which raw.yml calls key. Did you mean 'id'?")
        .hasMessageContaining(
            "no column 'e_mail', which raw.yml calls personal. Did you mean 'email'?");
  }

  @Test
  void aMissingSchemaIsSaid() {
    Source source = Source.create(LEADS).schema("crm").pull("leads", List.of("id"));
    assertThat(failure(source, new LandedTables()))
        .hasMessageContaining("Table crm.leads does not exist. Schema crm has no tables.")
        .hasMessageContaining("in schema public");
  }

  @Test
  void namesThatSparkTakesForOneAreRefused() {
    Source source =
        Source.create("CREATE TABLE t (id int, \"a b\" int, \"A_b\" int)").pull("t", List.of("id"));
    LeadhouseException failure = failure(source, new LandedTables());
    assertThat(failure.category()).isEqualTo(Category.SCHEMA_DRIFT);
    assertThat(failure).hasMessageContaining("Columns 'a b' and 'A_b' of public.t would both land");
  }

  @Test
  void theGrantThatIsMissingIsNamedAndHeals() {
    Source source =
        Source.create(
                "CREATE SCHEMA \"Crm\"",
                "CREATE TABLE \"Crm\".leads (id int PRIMARY KEY)",
                "DROP ROLE IF EXISTS \"Bi reader\"",
                "CREATE ROLE \"Bi reader\" LOGIN")
            .schema("Crm")
            .pull("leads", List.of("id"));
    PostgresEndpoint reader = source.endpoint("Bi reader");
    LeadhouseException failure = failure(source, reader, new LandedTables());
    assertThat(failure.category()).isEqualTo(Category.CONFIGURATION);
    String grants =
        "GRANT USAGE ON SCHEMA \"Crm\" TO \"Bi reader\"; GRANT SELECT ON \"Crm\".\"leads\" TO \"Bi reader\";";
    assertThat(failure).hasMessageContaining(grants);

    source.run(grants);
    LandedTables sink = new LandedTables();
    new Ingest(TestSession.fresh(), reader, IngestSettings.standard())
        .run(source.pack(), sink, table -> {});
    assertThat(sink.lines("raw_leads")).isEmpty();

    source.run("ALTER TABLE \"Crm\".leads ENABLE ROW LEVEL SECURITY");
    assertThat(failure(source, reader, new LandedTables()))
        .hasMessageContaining("ALTER ROLE \"Bi reader\" BYPASSRLS;")
        .returns(Category.CONFIGURATION, e -> ((LeadhouseException) e).category());
  }

  @Test
  void aWrongPasswordIsNotRepeated() {
    Source source = Source.create(LEADS).pull("leads", List.of("id"));
    source.run(
        "DROP ROLE IF EXISTS guarded",
        "CREATE ROLE guarded LOGIN PASSWORD 'another'",
        "DO $$ BEGIN EXECUTE format('COPY (VALUES (%L), (%L)) TO %L',"
            + " 'host all guarded all scram-sha-256', 'host all all all trust',"
            + " current_setting('hba_file')); END $$",
        "SELECT pg_reload_conf()",
        "SELECT pg_sleep(0.3)");
    LeadhouseException failure = failure(source, source.endpoint("guarded"), new LandedTables());
    assertThat(failure.category()).isEqualTo(Category.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining(source.endpoint("guarded").toString())
        .hasMessageContaining("password authentication failed for user \"guarded\"");
    assertThat(trace(failure)).doesNotContain(Source.PASSWORD);
  }

  @Test
  void aClosedPortIsUnreachable() {
    Source source = Source.create(LEADS).pull("leads", List.of("id"));
    PostgresEndpoint nowhere =
        new PostgresEndpoint("localhost", 1, "crm", "reader", new Secret(Source.PASSWORD));
    LeadhouseException failure = failure(source, nowhere, new LandedTables());
    assertThat(failure.category()).isEqualTo(Category.UNREACHABLE);
    assertThat(failure).hasMessageContaining("localhost:1/crm as user reader");
    assertThat(trace(failure)).doesNotContain(Source.PASSWORD);
  }

  @Test
  void aSnapshotLostInTheMiddleFailsTheIngestEvenIfAllRowsArrived() {
    Source source =
        Source.create(LEADS, "INSERT INTO leads VALUES (1)").pull("leads", List.of("id"));
    LeadhouseException failure =
        failure(
            source,
            new LandedTables() {
              @Override
              Written replace(
                  SparkSession own,
                  TablePlan plan,
                  Dataset<Row> kept,
                  LandedPosition position,
                  TableWrite.Guard guard) {
                Written written = super.replace(own, plan, kept, position, guard);
                source.run(END_SESSIONS);
                return written;
              }
            });
    assertThat(failure.category()).isEqualTo(Category.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("The snapshot of the source at " + source.endpoint() + " was lost")
        .hasMessageContaining("terminating connection due to administrator command");
  }

  @Test
  void tasksThatLoseTheSourceEndInOneShortMessage() {
    Source source =
        Source.create(LEADS, "INSERT INTO leads VALUES (1)").pull("leads", List.of("id"));
    LeadhouseException failure =
        failure(
            source,
            new LandedTables() {
              @Override
              Written replace(
                  SparkSession own,
                  TablePlan plan,
                  Dataset<Row> kept,
                  LandedPosition position,
                  TableWrite.Guard guard) {
                source.run("ALTER TABLE leads RENAME email TO mail");
                return super.replace(own, plan, kept, position, guard);
              }
            });
    assertThat(failure.category()).isEqualTo(Category.SCHEMA_DRIFT);
    assertThat(failure.getMessage())
        .startsWith("Cannot read public.leads at " + source.endpoint() + ": column t.email")
        .doesNotContain("\n", "Job aborted", "SELECT");
  }

  @Test
  void readersThatAreEndedInTheMiddleEndTheIngest() {
    Source source =
        Source.create(
                LEADS,
                "INSERT INTO leads SELECT i, repeat('x', 200) FROM generate_series(1, 200000) AS i")
            .pull("leads", List.of("id"));
    LeadhouseException failure = failure(source, new ReaderEndingSink(source.endpoint()));
    assertThat(failure.category()).isEqualTo(Category.UNREACHABLE);
    assertThat(failure.getMessage())
        .startsWith("Cannot read public.leads at " + source.endpoint())
        .containsAnyOf(
            "terminating connection due to administrator command", "Database connection failed")
        .doesNotContain("Job aborted", "SELECT");
  }

  /** Ends the session that reads when it has brought its first row. */
  private static final class ReaderEndingSink extends LandedTables {
    private final PostgresEndpoint endpoint;

    private ReaderEndingSink(PostgresEndpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    Written replace(
        SparkSession own,
        TablePlan plan,
        Dataset<Row> kept,
        LandedPosition position,
        TableWrite.Guard guard) {
      PostgresEndpoint source = endpoint;
      kept.foreachPartition(
          (ForeachPartitionFunction<Row>)
              rows -> {
                boolean some = rows.hasNext() && rows.next() != null;
                try (PostgresSession session = PostgresSession.open(source)) {
                  session.execute(END_SESSIONS + " AND query LIKE 'COPY%'");
                }
                rows.forEachRemaining(row -> assertThat(some).isTrue());
              });
      return super.replace(own, plan, kept, position, guard);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE leads; INSERT INTO leads VALUES (1, 'again')",
        "ALTER TABLE leads ALTER id TYPE bigint",
        "CREATE TABLE fresh (LIKE leads); DROP TABLE leads; ALTER TABLE fresh RENAME TO leads",
        "VACUUM FULL leads",
      })
  void aTableThatIsReplacedWhileItIsReadFailsTheIngest(String replacement) {
    Source source =
        Source.create(LEADS, "CREATE TABLE other (id int PRIMARY KEY)")
            .pull("leads", List.of("id"))
            .pull("other", List.of("id"));
    source.run("INSERT INTO leads VALUES (1, 'x')");
    LeadhouseException failure =
        failure(
            source,
            new LandedTables() {
              @Override
              Written replace(
                  SparkSession own,
                  TablePlan plan,
                  Dataset<Row> kept,
                  LandedPosition position,
                  TableWrite.Guard guard) {
                Written written = super.replace(own, plan, kept, position, guard);
                if (plan.rawTable().equals("raw_leads")) {
                  source.run(replacement);
                }
                return written;
              }
            });
    assertThat(failure.category()).isEqualTo(Category.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("[public.leads]: truncated, rewritten or replaced while it was read");
  }

  @Test
  void aFailureOfTheSinkStaysWhatItIs() {
    Source source = Source.create(LEADS).pull("leads", List.of("id"));
    Throwable failure =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () ->
                ingest(source.endpoint())
                    .run(
                        source.pack(),
                        new LandedTables() {
                          @Override
                          Written replace(
                              SparkSession own,
                              TablePlan plan,
                              Dataset<Row> kept,
                              LandedPosition position,
                              TableWrite.Guard guard) {
                            throw new IllegalArgumentException("disk full");
                          }
                        },
                        table -> {}));
    assertThat(failure).hasMessage("disk full");
  }

  @Test
  void noPlanShowsThePassword() {
    Source source =
        Source.create(LEADS, "INSERT INTO leads VALUES (1)").pull("leads", List.of("id"));
    List<String> plans = new ArrayList<>();
    RawTables sink =
        new LandedTables() {
          @Override
          Written replace(
              SparkSession own,
              TablePlan plan,
              Dataset<Row> kept,
              LandedPosition position,
              TableWrite.Guard guard) {
            plans.add(kept.queryExecution().toString());
            return super.replace(own, plan, kept, position, guard);
          }
        };
    ingest(source.endpoint()).run(source.pack(), sink, table -> {});
    assertThat(plans)
        .isNotEmpty()
        .allSatisfy(
            plan -> assertThat(plan).contains("public.leads").doesNotContain(Source.PASSWORD));
  }

  private static LeadhouseException failure(Source source, RawTables sink) {
    return failure(source, source.endpoint(), sink);
  }

  private static LeadhouseException failure(
      Source source, PostgresEndpoint endpoint, RawTables sink) {
    return catchThrowableOfType(
        LeadhouseException.class, () -> ingest(endpoint).run(source.pack(), sink, table -> {}));
  }

  private static Ingest ingest(PostgresEndpoint endpoint) {
    return new Ingest(TestSession.fresh(), endpoint, IngestSettings.standard());
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
