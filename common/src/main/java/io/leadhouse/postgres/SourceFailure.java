package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failure while reading a source means to a person, also when Spark has wrapped it. */
public final class SourceFailure {
  private SourceFailure() {}

  /**
   * Looks for the source's own complaint below a failure; empty if the failure has another cause.
   *
   * @param doing what was being done: "read public.leads"
   */
  public static Optional<LeadhouseException> find(
      PostgresEndpoint endpoint, String doing, Throwable failure) {
    LeadhouseException known = ExceptionUtils.throwableOfType(failure, LeadhouseException.class);
    if (known != null) {
      return Optional.of(known);
    }
    SQLException complaint = ExceptionUtils.throwableOfType(failure, SQLException.class);
    return Optional.ofNullable(complaint).map(cause -> of(endpoint, doing, cause));
  }

  static LeadhouseException of(PostgresEndpoint endpoint, String doing, SQLException failure) {
    Verdict verdict = verdict(failure.getSQLState() == null ? "" : failure.getSQLState());
    return new LeadhouseException(
        verdict.category(),
        "Cannot " + doing + " at " + endpoint + ": " + reason(failure) + ". " + verdict.advice(),
        failure);
  }

  /** The server's sentence alone: its details may hold values of rows. */
  static String reason(SQLException failure) {
    ServerErrorMessage server =
        failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    String sentence = server == null ? failure.getMessage() : server.getMessage();
    return sentence == null ? failure.getClass().getSimpleName() : sentence.strip();
  }

  private record Verdict(Category category, String advice) {}

  /** By SQLSTATE (appendix A of the Postgres manual). */
  private static Verdict verdict(String state) {
    return switch (state) {
      case "42501" ->
          new Verdict(Category.CONFIGURATION, "Grant the user what is missing, then run again.");
      case "42P01", "42703", "3F000" ->
          new Verdict(
              Category.SCHEMA_DRIFT,
              "The source's tables changed while they were read; run again.");
      case "22023", "42704" ->
          new Verdict(
              Category.UNREACHABLE,
              "If it speaks of a snapshot, the session that held it has ended; run again.");
      case "53300" ->
          new Verdict(
              Category.UNREACHABLE,
              "The server has no free connection: run again, or raise max_connections.");
      case "57014" ->
          new Verdict(
              Category.UNREACHABLE, "The server or a person cancelled the query; run again.");
      default ->
          switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "28" -> new Verdict(Category.UNREACHABLE, "Check user, password and pg_hba.conf.");
            case "08", "40", "53", "55", "57", "58" ->
                new Verdict(Category.UNREACHABLE, "Run again once the source answers.");
            case "" -> new Verdict(Category.UNREACHABLE, "Run again once the source answers.");
            default -> new Verdict(Category.DEFECT, "SQLSTATE " + state + ".");
          };
    };
  }
}
