package io.leadhouse.publish;

import static io.leadhouse.publish.PublishFixture.execute;
import static io.leadhouse.publish.PublishFixture.lines;
import static io.leadhouse.publish.PublishFixture.publication;
import static io.leadhouse.publish.PublishFixture.publicationThatKeeps;
import static io.leadhouse.publish.PublishFixture.publish;
import static io.leadhouse.publish.PublishFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReaderRightsTest {
  private static final String READER = "bi_reader";
  private static final String ODD_READER = "Team \"BI\"; --";

  private static PublishFixture fixture;
  private PublishTarget admin;

  /** A writer that is nobody special: it owns its two schemas. */
  private PublishTarget clerk;

  @BeforeAll
  static void start() throws IOException, SQLException {
    fixture = new PublishFixture();
    execute(
        fixture.newTarget(),
        "CREATE ROLE clerk LOGIN",
        "CREATE ROLE bi_reader LOGIN",
        "CREATE ROLE \"Team \"\"BI\"\"; --\" LOGIN");
  }

  @AfterAll
  static void stop() throws IOException {
    fixture.close();
  }

  @BeforeEach
  void newTarget() throws SQLException {
    admin = fixture.newTarget();
    execute(
        admin,
        "CREATE SCHEMA analytics AUTHORIZATION clerk",
        "CREATE SCHEMA analytics_load AUTHORIZATION clerk",
        "CREATE TABLE public.leads (email text)",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    clerk = clerkFor(READER);
  }

  @Test
  void aReaderReadsEveryPublishedTable() throws SQLException {
    publish(clerk, visits(1, row(1L)), fixture.deals(1));
    assertThat(lines(as(READER), "SELECT id FROM analytics.visit")).containsExactly("1");
    assertThat(lines(as(READER), "SELECT table_name FROM analytics.publication ORDER BY 1"))
        .containsExactly("deal", "visit");
  }

  @Test
  void aReaderSeesKeysAndCommentsAsABiToolAsksForThem() throws SQLException {
    publish(clerk, fixture.deals(1));
    try (Connection connection = as(READER).endpoint().connect()) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(texts(metadata.getPrimaryKeys(null, "analytics", "deal"), "COLUMN_NAME"))
          .containsExactlyInAnyOrder("organization_id", "lead_id");
      assertThat(texts(metadata.getColumns(null, "analytics", "deal", "amount"), "REMARKS"))
          .containsExactly("The amount of the row.");
      assertThat(texts(metadata.getTables(null, "analytics", "deal", null), "REMARKS"))
          .containsExactly("One row per organization_id and lead_id.");
    }
    // The standard's catalogue hides the keys of tables that a role may only SELECT from.
    assertThat(
            lines(
                as(READER),
                "SELECT column_name FROM information_schema.table_constraints"
                    + " JOIN information_schema.key_column_usage"
                    + " USING (constraint_schema, constraint_name)"
                    + " WHERE constraint_type = 'PRIMARY KEY'"
                    + " AND key_column_usage.table_name = 'deal' ORDER BY ordinal_position"))
        .containsExactly("organization_id", "lead_id");
  }

  @Test
  void aReaderWritesNothingAndSeesNothingElse() throws SQLException {
    publish(clerk, visits(1, row(1L)));
    for (String refused :
        List.of(
            "INSERT INTO analytics.visit VALUES (2)",
            "UPDATE analytics.visit SET id = 2",
            "DELETE FROM analytics.visit",
            "TRUNCATE analytics.visit",
            "CREATE TABLE analytics.mine ()",
            "SELECT * FROM analytics_load.origin",
            "SELECT * FROM public.leads")) {
      assertThatThrownBy(() -> execute(as(READER), refused))
          .as(refused)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void tablesThatStoodThereBeforeTheReaderAreOpenedToo() throws SQLException {
    publish(clerkFor(), visits(1, row(1L)), fixture.deals(1));
    Publication withoutDeals = publicationThatKeeps(Set.of("deal"), visits(1, row(1L)));

    new Publisher(clerk).publish(withoutDeals);

    assertThat(lines(as(READER), "SELECT id FROM analytics.visit")).containsExactly("1");
    assertThat(lines(as(READER), "SELECT * FROM analytics.deal")).isEmpty();
  }

  @Test
  void rightsThatStandAreNotGrantedAgain() throws SQLException {
    publish(clerk, visits(1, row(1L)));
    String place = "SELECT ctid, relacl FROM pg_class WHERE relname = 'visit'";
    List<String> before = lines(admin, place);

    publish(clerk, visits(1, row(1L)));

    assertThat(lines(admin, place)).isEqualTo(before);
  }

  @Test
  void aNameIsANameWhateverStandsInIt() throws SQLException {
    publish(clerkFor(ODD_READER), visits(1, row(1L)));
    assertThat(lines(as(ODD_READER), "SELECT id FROM analytics.visit")).containsExactly("1");
  }

  @Test
  void aRoleThatDoesNotExistStopsThePublicationBeforeItBegins() throws SQLException {
    assertRefused(clerkFor("nobody"), "names the role nobody", "CREATE ROLE \"nobody\" LOGIN");
    assertThat(lines(admin, "SELECT to_regclass('analytics.visit')")).containsExactly("null");
  }

  @Test
  void aSchemaThatWeMayNotOpenComesWithTheGrant() throws SQLException {
    execute(
        admin,
        "ALTER SCHEMA analytics OWNER TO postgres",
        "GRANT USAGE, CREATE ON SCHEMA analytics TO clerk");
    assertRefused(clerk, "GRANT USAGE ON SCHEMA \"analytics\" TO \"bi_reader\"");

    execute(admin, "GRANT USAGE ON SCHEMA \"analytics\" TO \"bi_reader\"");
    publish(clerk, visits(1, row(1L)));
    assertThat(lines(as(READER), "SELECT id FROM analytics.visit")).containsExactly("1");
  }

  @Test
  void aDatabaseThatTheRoleMayNotEnterComesWithTheGrant() throws SQLException {
    String database = admin.endpoint().database();
    execute(
        admin,
        "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(database),
        "GRANT CONNECT ON DATABASE %s TO clerk".formatted(database));
    assertRefused(clerk, "GRANT CONNECT ON DATABASE \"%s\" TO \"bi_reader\"".formatted(database));
  }

  @Test
  void aTargetCanBePreparedBeforeThereIsAnythingToPublish() throws SQLException {
    new Publisher(clerk).prepare();
    assertThat(lines(as(READER), "SELECT has_schema_privilege('analytics', 'USAGE')"))
        .containsExactly("t");
  }

  private void assertRefused(PublishTarget target, String... parts) {
    assertRefused(() -> new Publisher(target).prepare(), parts);
    assertRefused(() -> new Publisher(target).publish(publication(visits(1))), parts);
  }

  private void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LeadhouseException.class,
            e -> assertThat(e.category()).isEqualTo(Category.CONFIGURATION))
        .hasMessageContainingAll(parts);
  }

  private PublishTarget clerkFor(String... readers) {
    return new PublishTarget(
        fixture.endpoint(admin.endpoint().database(), "clerk"),
        PublishTarget.DEFAULT_SCHEMA,
        List.of(readers));
  }

  private PublishTarget as(String role) {
    return new PublishTarget(
        fixture.endpoint(admin.endpoint().database(), role), PublishTarget.DEFAULT_SCHEMA);
  }

  private static List<String> texts(ResultSet rows, String column) throws SQLException {
    try (rows) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(column));
      }
      return texts;
    }
  }

  private PublishedTable visits(long version, Object[]... rows) {
    return fixture.table("visit", "id BIGINT", List.of("id"), version, rows);
  }
}
