package io.leadhouse.postgres.cdc;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.error.LeadhouseException;
import java.sql.SQLException;

/** The log has changes from when our publication did not exist, which the server cannot decode. */
final class PublicationGap {
  private static final String UNDEFINED_OBJECT = "42704";

  private PublicationGap() {}

  static boolean isCauseOf(SQLException failure) {
    return UNDEFINED_OBJECT.equals(failure.getSQLState());
  }

  static LeadhouseException refusal(CaptureSource source, SQLException failure) {
    LeadhouseException refusal =
        configuration(
            "Publication %s at %s was dropped and made again, and changes from between cannot be told. %s"
                .formatted(source.name(), source.endpoint(), CaptureState.BEGIN_AGAIN));
    refusal.addSuppressed(failure);
    return refusal;
  }
}
