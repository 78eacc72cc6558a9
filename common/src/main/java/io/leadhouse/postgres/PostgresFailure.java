package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failure that Postgres reports means to the person who started the command. */
public final class PostgresFailure {
  private static final Set<String> HELD_BY_OTHERS = Set.of("55P03", "40P01", "40001");

  /** Those whose detail is a key or a list of objects: duplicate key, dependent objects. */
  private static final Set<String> TELLING_DETAIL = Set.of("23505", "2BP01");

  private PostgresFailure() {}

  /** Whether other sessions were in the way, so that the same transaction may succeed later. */
  public static boolean isHeldByOthers(SQLException failure) {
    return HELD_BY_OTHERS.contains(state(failure));
  }

  /**
   * The failure as an error for people.
   *
   * @param doing what was being done and where: "Cannot publish to db:5432/bi as user x"
   */
  public static LeadhouseException of(String doing, SQLException failure) {
    Verdict verdict = verdict(state(failure));
    return new LeadhouseException(
        verdict.category, doing + ": " + reason(failure) + verdict.advice, failure);
  }

  /** Without the details that hold whole rows, since messages end up in logs. */
  private static String reason(SQLException failure) {
    ServerErrorMessage server =
        failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (server == null) {
      return failure.getMessage();
    }
    StringBuilder reason = new StringBuilder(String.valueOf(server.getMessage()));
    if (TELLING_DETAIL.contains(state(failure)) && server.getDetail() != null) {
      reason.append(" (").append(server.getDetail()).append(')');
    }
    if (server.getWhere() != null && server.getWhere().startsWith("COPY ")) {
      // COPY table, line 3, column name: "value"
      reason.append(" in ").append(server.getWhere().replaceFirst("(?s): \".*", ""));
    }
    return reason.append('.').toString();
  }

  private record Verdict(Category category, String advice) {
    static Verdict of(Category category, String advice) {
      return new Verdict(category, System.lineSeparator() + advice);
    }
  }

  /** By SQLSTATE, exact codes before their classes (appendix A of the Postgres manual). */
  private static Verdict verdict(String state) {
    return switch (state) {
      case "53100" ->
          Verdict.of(
              Category.UNREACHABLE,
              "The disk of the Postgres server is full: make room, then try again.");
      case "53300" ->
          Verdict.of(
              Category.UNREACHABLE,
              "The server has no free connection: try again, or raise max_connections.");
      case "57014" ->
          Verdict.of(
              Category.UNREACHABLE,
              "The server cancelled it, by statement_timeout or by a person: try again, or raise"
                  + " statement_timeout for this user.");
      case "42501" ->
          Verdict.of(
              Category.CONFIGURATION, "Grant the privilege, or make the user the object's owner.");
      case "2BP01" ->
          Verdict.of(
              Category.CONFIGURATION,
              "Objects that others made depend on it: change or drop them, then try again.");
      case "25006" ->
          Verdict.of(
              Category.CONFIGURATION,
              "This server or user may only read: give the address of the primary.");
      default -> verdictByClass(state.length() < 2 ? "" : state.substring(0, 2));
    };
  }

  private static Verdict verdictByClass(String stateClass) {
    return switch (stateClass) {
      case "08", "57" -> Verdict.of(Category.UNREACHABLE, "The connection was lost; try again.");
      case "28" -> Verdict.of(Category.UNREACHABLE, "Check user, password and pg_hba.conf.");
      case "53", "58" -> Verdict.of(Category.UNREACHABLE, "The server lacks resources; try again.");
      case "55", "40" -> Verdict.of(Category.UNREACHABLE, "Other sessions hold it; try again.");
      case "21", "22", "23", "54" -> Verdict.of(Category.DATA_QUALITY, "Nothing was written.");
      default -> new Verdict(Category.DEFECT, "");
    };
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }
}
