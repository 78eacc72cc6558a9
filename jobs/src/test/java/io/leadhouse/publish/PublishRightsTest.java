package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.Secret;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishRightsTest {
  private static PublishFixture fixture;
  private PublishTarget admin;
  private PublishTarget clerk;

  @BeforeAll
  static void start() throws IOException, SQLException {
    fixture = new PublishFixture();
    execute(fixture.newTarget(), "CREATE ROLE clerk LOGIN", "CREATE ROLE reader LOGIN");
  }

  @AfterAll
  static void stop() throws IOException {
    fixture.close();
  }

  @BeforeEach
  void newTarget() throws SQLException {
    admin = fixture.newTarget();
    clerk =
        new PublishTarget(
            fixture.endpoint(admin.endpoint().database(), "clerk"), PublishTarget.DEFAULT_SCHEMA);
  }

  @Test
  void theSourceDatabaseIsRefusedByWhateverNameAndUser() throws SQLException {
    PostgresEndpoint source = admin.endpoint();
    PostgresEndpoint sameByAddress =
        new PostgresEndpoint(
            "127.0.0.1", source.port(), source.database(), "clerk", new Secret("x"));
    assertFails(
        Category.CONFIGURATION,
        () -> SourceDatabase.refuseAsTarget(source, new PublishTarget(sameByAddress, "analytics")),
        "is the source database",
        "allow_source_database");
    PublishTarget other = fixture.newTarget();
    assertThatCode(() -> SourceDatabase.refuseAsTarget(source, other)).doesNotThrowAnyException();
  }

  @Test
  void aMissingSchemaThatWeMayNotCreateComesWithTheStatement() {
    assertFails(
        Category.CONFIGURATION,
        () -> publish(clerk, visits(1)),
        "no schema analytics",
        "CREATE SCHEMA \"analytics\" AUTHORIZATION \"clerk\"");
  }

  @Test
  void theStatementsOfTheMessageAreEnough() throws SQLException {
    execute(
        admin,
        "CREATE SCHEMA \"analytics\" AUTHORIZATION \"clerk\"",
        "CREATE SCHEMA \"analytics_load\" AUTHORIZATION \"clerk\"");
    publish(clerk, visits(1, row(1L)));
    assertThat(lines(clerk, "SELECT * FROM analytics.visit")).containsExactly("1");
  }

  @Test
  void aSchemaOfSomeoneElseComesWithTheGrant() throws SQLException {
    execute(admin, "CREATE SCHEMA analytics");
    assertFails(
        Category.CONFIGURATION,
        () -> publish(clerk, visits(1)),
        "belongs to the role postgres",
        "GRANT USAGE, CREATE ON SCHEMA \"analytics\" TO \"clerk\"");
  }

  @Test
  void aTableOfAnotherOwnerComesWithTheStatement() throws SQLException {
    publish(admin, visits(1, row(1L)));
    execute(
        admin,
        "GRANT USAGE, CREATE ON SCHEMA analytics, analytics_load TO clerk",
        "ALTER TABLE analytics.publication OWNER TO clerk",
        "ALTER TABLE analytics_load.origin OWNER TO clerk");
    assertFails(
        Category.CONFIGURATION,
        () -> publish(clerk, visits(2)),
        "analytics.visit belongs to the role postgres",
        "ALTER TABLE \"analytics\".\"visit\" OWNER TO \"clerk\"");
  }

  @Test
  void anUnreachableTargetNamesItsAddressAndNoPassword() {
    PostgresEndpoint nowhere =
        new PostgresEndpoint("localhost", 1, "bi", "clerk", new Secret("hunter2"));
    assertFails(
        Category.UNREACHABLE,
        () -> publish(new PublishTarget(nowhere, "analytics"), visits(1)),
        "localhost:1/bi as user clerk");
    assertThatThrownBy(() -> publish(new PublishTarget(nowhere, "analytics"), visits(1)))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aReadOnlyDatabaseIsAskedForItsPrimary() throws SQLException {
    execute(
        admin,
        "ALTER DATABASE "
            + admin.endpoint().database()
            + " SET default_transaction_read_only = on");
    assertFails(
        Category.CONFIGURATION, () -> publish(admin, visits(1)), "read-only", "the primary");
  }

  @Test
  void defaultPrivilegesOfTheSchemaReachPublishedTables() throws SQLException {
    execute(
        admin,
        "CREATE SCHEMA analytics",
        "GRANT USAGE ON SCHEMA analytics TO reader",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO reader");
    publish(admin, visits(1, row(1L)));
    PublishTarget reader =
        new PublishTarget(fixture.endpoint(admin.endpoint().database(), "reader"), "analytics");
    assertThat(lines(reader, "SELECT id FROM analytics.visit")).containsExactly("1");
  }

  private static void assertFails(Category category, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContainingAll(parts);
  }

  private PublishedTable visits(long version, Object[]... rows) {
    return fixture.table("visit", "id BIGINT", List.of("id"), version, rows);
  }
}
