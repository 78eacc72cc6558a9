package io.leadhouse.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.config.FilesConfig;
import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.doctor.Finding.Level;
import io.leadhouse.model.SourcePack;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.Secret;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final SourcePack CRM = new WarehouseReader(Project.sql()).read("crm").pack();

  @TempDir private Path folder;
  private PostgresEndpoint source;
  private PostgresEndpoint target;
  private String reader;
  private String writer;

  @BeforeEach
  void aCrmThatARoleMayReadAndATargetThatARoleMayWrite() throws IOException {
    source = TestDatabase.fresh("doctor_crm");
    target = TestDatabase.fresh("doctor_bi");
    reader = source.database() + "_reader";
    writer = target.database() + "_writer";
    execute(source, Files.readString(Project.sql().resolve("sources/crm/schema.sql")));
    execute(
        source,
        "CREATE ROLE %s LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO %s"
            .formatted(reader, reader));
    execute(
        target,
        """
        CREATE ROLE %s LOGIN;
        CREATE SCHEMA analytics AUTHORIZATION %s;
        CREATE SCHEMA analytics_load AUTHORIZATION %s;
        """
            .formatted(writer, writer, writer));
  }

  @Test
  void nothingFailsWhereARunWouldWork() throws IOException {
    Diagnosis diagnosis = examine();
    assertThat(diagnosis.findings())
        .filteredOn(finding -> !finding.subject().equals("source: time zones"))
        .allMatch(finding -> finding.level() == Level.OK);
    assertThat(diagnosis.exitCode()).isZero();
    assertThat(found(diagnosis, "source: tables").what()).isEqualTo("22 of pack crm, all readable");
    assertThat(found(diagnosis, "machine: warehouse folder").what())
        .contains("the source's tables have");
  }

  @Test
  void aTableThatMayNotBeReadIsNamedWithTheGrantThatHealsIt() throws IOException {
    execute(source, "REVOKE SELECT ON leads FROM " + reader);
    Diagnosis diagnosis = examine();
    String grant = "GRANT SELECT ON \"public\".\"leads\" TO \"%s\";".formatted(reader);
    assertThat(found(diagnosis, "source: tables").what()).contains(grant);
    assertThat(diagnosis.exitCode()).isEqualTo(2);
    execute(source, grant);
    assertThat(examine().exitCode()).isZero();
  }

  @Test
  void rowsThatAPolicyHidesAreFound() throws IOException {
    execute(source, "ALTER TABLE leads ENABLE ROW LEVEL SECURITY");
    assertThat(found(examine(), "source: tables").what())
        .contains("Row-level security hides rows of public.leads", "BYPASSRLS");
  }

  @Test
  void aTableThatIsNotThereIsDrift() throws IOException {
    execute(source, "ALTER TABLE holidays RENAME TO holiday");
    Diagnosis diagnosis = examine();
    assertThat(found(diagnosis, "source: tables").what()).contains("Did you mean 'holiday'?");
    assertThat(diagnosis.exitCode()).isEqualTo(5);
  }

  @Test
  void aKeyThatNoIndexKeepsUniqueIsWorthAnIndex() throws IOException {
    execute(source, "ALTER TABLE campaign_spend DROP CONSTRAINT campaign_spend_pkey");
    Diagnosis diagnosis = examine();
    Finding keys = found(diagnosis, "source: keys");
    assertThat(keys.level()).isEqualTo(Level.WARN);
    assertThat(keys.remedy())
        .isEqualTo(
            "run there: CREATE UNIQUE INDEX CONCURRENTLY ON \"public\".\"campaign_spend\""
                + " (\"campaign_id\", \"channel\", \"day\");");
    assertThat(diagnosis.exitCode()).isZero();
    execute(source, keys.remedy().replace("run there: ", ""));
    assertThat(found(examine(), "source: keys").level()).isEqualTo(Level.OK);
  }

  @Test
  void aServerThatDoesNotAnswerMayHealAndTheTargetIsExaminedAllTheSame() throws IOException {
    LeadhouseConfig config = config("port: 1, ", "");
    Diagnosis diagnosis = Doctor.examine(config, CRM, Clock.systemUTC());
    assertThat(found(diagnosis, "source: connection").what()).contains("Cannot connect");
    assertThat(found(diagnosis, "target: schema analytics").level()).isEqualTo(Level.OK);
    assertThat(diagnosis.exitCode()).isEqualTo(3);
    execute(target, "DROP SCHEMA analytics");
    assertThat(Doctor.examine(config, CRM, Clock.systemUTC()).exitCode()).isEqualTo(2);
  }

  @Test
  void aSuperuserIsMoreThanNeeded() throws IOException {
    reader = source.user();
    assertThat(found(examine(), "source: role").level()).isEqualTo(Level.WARN);
  }

  @Test
  void clocksThatAreApartAreSeen() throws IOException {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    Finding clock = found(Doctor.examine(config("", ""), CRM, ahead), "source: clock");
    assertThat(clock.level()).isEqualTo(Level.WARN);
    assertThat(clock.what()).startsWith("-60.0 s apart");
    assertThat(SourceCheck.clocks(Instant.EPOCH, Instant.EPOCH.plusSeconds(5)).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void aTransactionThatStaysOpenIsNamedWithHowToEndIt() throws IOException, SQLException {
    PostgresEndpoint asReader =
        new PostgresEndpoint(
            source.host(), source.port(), source.database(), reader, new Secret(""));
    LeadhouseConfig config = config("", "");
    try (Connection open = asReader.connect();
        Statement statement = open.createStatement()) {
      statement.execute("BEGIN; SELECT 1");
      SourceCheck check = new SourceCheck(config.source(), CRM, Clock.systemUTC(), Duration.ZERO);
      Finding finding = found(new Diagnosis(check.findings()), "source: old transactions");
      assertThat(finding.what()).contains("transaction of " + reader);
      assertThat(finding.remedy()).contains("SELECT pg_terminate_backend(");
      assertThat(found(examine(), "source: old transactions").level()).isEqualTo(Level.OK);
    }
  }

  @Test
  void schemasThatAreMissingAreNamedWithTheStatementThatMakesThem() throws IOException {
    execute(target, "DROP SCHEMA analytics_load");
    Diagnosis diagnosis = examine();
    Finding schema = found(diagnosis, "target: schema analytics_load");
    assertThat(schema.level()).isEqualTo(Level.FAIL);
    assertThat(diagnosis.exitCode()).isEqualTo(2);
    execute(target, schema.remedy().replace("run there: ", ""));
    assertThat(examine().exitCode()).isZero();
  }

  @Test
  void aSchemaOfSomebodyElseNeedsAGrant() throws IOException {
    execute(target, "ALTER SCHEMA analytics OWNER TO " + target.user());
    Finding schema = found(examine(), "target: schema analytics");
    assertThat(schema.level()).isEqualTo(Level.FAIL);
    execute(target, schema.remedy().replace("run there: ", ""));
    assertThat(examine().exitCode()).isZero();
  }

  @Test
  void aRoleThatMayCreateSchemasNeedsNone() throws IOException {
    execute(target, "DROP SCHEMA analytics; DROP SCHEMA analytics_load");
    execute(target, "GRANT CREATE ON DATABASE %s TO %s".formatted(target.database(), writer));
    assertThat(examine().exitCode()).isZero();
  }

  @Test
  void aReaderThatDoesNotExistIsNamed() throws IOException {
    Diagnosis diagnosis =
        Doctor.examine(config("", ", readers: [nobody_here]"), CRM, Clock.systemUTC());
    assertThat(found(diagnosis, "target: readers").remedy())
        .contains("CREATE ROLE \"nobody_here\" LOGIN;");
    assertThat(diagnosis.exitCode()).isEqualTo(2);
  }

  @Test
  void aTargetThatTakesNoWritesIsRefused() throws IOException {
    execute(target, "ALTER ROLE " + writer + " SET default_transaction_read_only = on");
    assertThat(found(examine(), "target: connection").level()).isEqualTo(Level.FAIL);
  }

  @Test
  void theSourceIsNoTarget() throws IOException {
    target = source;
    writer = reader;
    assertThat(found(examine(), "target: database").what()).contains("allow_source_database: true");
  }

  @Test
  void aPasswordThatOthersMayReadIsSaid() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "x");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    LeadhouseConfig config = config("password_file: '" + secret + "', ", "");
    String subject = "machine: source.password_file";
    assertThat(found(Doctor.examine(config, CRM, Clock.systemUTC()), subject).remedy())
        .isEqualTo("run: chmod 600 " + secret);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assertThat(found(Doctor.examine(config, CRM, Clock.systemUTC()), subject).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void roomAndMemoryAreMeasuredAgainstWhatIsNeeded() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(DiskCheck.finding(folder.resolve("a/b"), OptionalLong.of(1)).level())
        .isEqualTo(Level.OK);
    assertThat(DiskCheck.finding(folder, OptionalLong.of(Long.MAX_VALUE / 4)).level())
        .isEqualTo(Level.WARN);
    assertThat(DiskCheck.finding(file.resolve("a"), OptionalLong.empty()).level())
        .isEqualTo(Level.FAIL);
    assertThat(MachineCheck.memory(3L << 30, 8L << 30).level()).isEqualTo(Level.OK);
    assertThat(MachineCheck.memory(7L << 30, 8L << 30).remedy()).contains("-Xmx4096m");
    assertThat(MachineCheck.memory(256L << 20, 8L << 30).level()).isEqualTo(Level.WARN);
    assertThat(MachineCheck.java(24).level()).isEqualTo(Level.WARN);
  }

  @Test
  void aDropFolderThatIsNotThereIsSaid() throws IOException {
    LeadhouseConfig config = config("", "").withFiles(new FilesConfig(folder.resolve("drop")));
    assertThat(
            found(Doctor.examine(config, CRM, Clock.systemUTC()), "machine: drop folder").level())
        .isEqualTo(Level.FAIL);
  }

  @Test
  void partitionsCountAmongTheBytesOfTheSource() throws IOException {
    OptionalLong whole = bytes();
    execute(source, "ALTER TABLE holidays RENAME TO holidays_all");
    execute(source, "CREATE TABLE holidays (LIKE holidays_all) PARTITION BY RANGE (day)");
    execute(source, "ALTER TABLE holidays ATTACH PARTITION holidays_all DEFAULT");
    assertThat(bytes()).isEqualTo(whole);
  }

  private OptionalLong bytes() throws IOException {
    SourceCheck check = new SourceCheck(config("", "").source(), CRM, Clock.systemUTC());
    assertThat(check.findings()).isNotEmpty();
    return check.bytes();
  }

  @Test
  void nothingIsWritten() throws IOException {
    Diagnosis diagnosis = examine();
    assertThat(diagnosis.findings()).isNotEmpty();
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  private Diagnosis examine() throws IOException {
    return Doctor.examine(config("", ""), CRM, Clock.systemUTC());
  }

  private LeadhouseConfig config(String ofSource, String ofTarget) throws IOException {
    String port = ofSource.contains("port:") ? "" : "port: " + source.port() + ", ";
    String text =
        """
        warehouse: warehouse
        source: {%s%shost: %s, database: %s, user: %s}
        publish: {host: %s, port: %d, database: %s, user: %s%s}
        """
            .formatted(
                ofSource,
                port,
                source.host(),
                source.database(),
                reader,
                target.host(),
                target.port(),
                target.database(),
                writer,
                ofTarget);
    return LeadhouseConfig.read(Files.writeString(folder.resolve("leadhouse.yml"), text));
  }

  private static Finding found(Diagnosis diagnosis, String subject) {
    return diagnosis.findings().stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No '" + subject + "' in " + diagnosis));
  }

  private static void execute(PostgresEndpoint database, String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
