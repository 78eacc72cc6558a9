package io.leadhouse.publish;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Who keeps a publication from its tables. */
final class Blockers {
  private static final String QUERY =
      """
      SELECT DISTINCT ON (a.xact_start, a.pid)
          format('pid %s (user %s, application ''%s'', query started %s, holds %s)',
              a.pid, coalesce(a.usename, '?'), a.application_name,
              coalesce(a.query_start::text, 'at a time we may not see'), c.relname)
      FROM pg_locks AS l
      JOIN pg_class AS c ON c.oid = l.relation
      JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.granted AND l.pid <> pg_backend_pid()
        AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?)
        AND (c.relname = ANY (?) OR c.relname = ANY (?) AND l.mode <> 'AccessShareLock')
      ORDER BY a.xact_start, a.pid, c.relname
      LIMIT 3
      """;

  private final PublishTarget target;
  private final PublishPlan plan;

  Blockers(PublishTarget target, PublishPlan plan) {
    this.target = target;
    this.plan = plan;
  }

  /** UNREACHABLE, naming those who hold locks at this moment. */
  LeadhouseException failure(PostgresSession session, SQLException cause) throws SQLException {
    List<String> holders =
        session.query(
            QUERY, row -> row.getString(1), target.schema(), closedToReaders(), written());
    return LeadhouseException.unreachable(
        "Cannot publish to %s: others hold its tables. %s The publication before stands. %s"
            .formatted(
                target,
                holders.isEmpty() ? "They have left by now." : String.join("; ", holders) + ".",
                "Try again, or end them with pg_terminate_backend(pid)."),
        cause);
  }

  private String[] closedToReaders() {
    Stream<String> altered =
        plan.tables().stream().filter(TablePlan::needsExclusiveLock).map(TablePlan::name);
    return Stream.concat(plan.toDrop().stream(), altered).toArray(String[]::new);
  }

  private String[] written() {
    return plan.tables().stream().map(TablePlan::name).toArray(String[]::new);
  }
}
