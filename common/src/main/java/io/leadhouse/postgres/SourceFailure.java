package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.sql.SQLException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failure while reading a source means to a person, also when Spark has wrapped it. */
public final class SourceFailure {
  private SourceFailure() {}

  /**
   * What to throw for a failure: the source's own complaint if there is one below it, else the
   * failure itself. Spark throws checked exceptions from methods that declare none.
   *
   * @param doing what was being done: "read public.leads"
   */
  public static RuntimeException unwrap(
      PostgresEndpoint endpoint, String doing, Exception failure) {
    LeadhouseException said = ExceptionUtils.throwableOfType(failure, LeadhouseException.class);
    if (said != null) {
      return said;
    }
    SQLException complaint = ExceptionUtils.throwableOfType(failure, SQLException.class);
    if (complaint != null) {
      return of(endpoint, doing, complaint);
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  static LeadhouseException of(PostgresEndpoint endpoint, String doing, SQLException failure) {
    String sentence = "Cannot " + doing + " at " + endpoint;
    return switch (failure.getSQLState() == null ? "" : failure.getSQLState()) {
      case "42P01", "42703", "3F000" ->
          new LeadhouseException(
              Category.SCHEMA_DRIFT,
              sentence + ": " + reason(failure) + ". The source changed meanwhile; run again.",
              failure);
      // An unknown snapshot: the code differs between versions of Postgres.
      case "22023", "42704" ->
          LeadhouseException.unreachable(
              sentence + ": " + reason(failure) + ". Its holder has ended; run again.", failure);
      default -> PostgresFailure.of(sentence, failure);
    };
  }

  /** The server's sentence alone, without its stop: its details may hold values of rows. */
  static String reason(SQLException failure) {
    ServerErrorMessage server =
        failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    String sentence = server == null ? failure.getMessage() : server.getMessage();
    return sentence == null
        ? failure.getClass().getSimpleName()
        : sentence.strip().replaceAll("\\.$", "");
  }
}
