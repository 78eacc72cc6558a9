package io.leadhouse.postgres.cdc;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * What is captured, and where.
 *
 * @param pack the source pack; slot and publication are called leadhouse_&lt;pack&gt;
 * @param keys the tables to capture with the key that raw.yml gives them; none any more where
 *     capture is only looked at or removed
 */
public record CaptureSource(
    PostgresEndpoint endpoint, String pack, Map<TableName, List<String>> keys) {
  public CaptureSource {
    keys = Map.copyOf(keys);
  }

  /**
   * Makes sure that there is something to capture.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when there is not
   */
  void requireTables() {
    if (keys.isEmpty()) {
      throw configuration(
          "No table of source pack '%s' is read from the log. Give those whose changes should be `strategy: cdc` in its raw.yml."
              .formatted(pack));
    }
  }

  CaptureName name() {
    return CaptureName.of(pack);
  }

  /** Something asked of the source. */
  interface Question<T> {
    T answer(PostgresSession session) throws SQLException;
  }

  /** Asks over a session of its own, each statement a transaction. */
  <T> T ask(String doing, Question<T> question) {
    try (PostgresSession session = PostgresSession.open(endpoint)) {
      return question.answer(session);
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot " + doing + " at " + endpoint, e);
    }
  }
}
