package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class PostgresFailureTest {
  @ParameterizedTest
  @CsvSource({
    "53100, UNREACHABLE, make room",
    "53300, UNREACHABLE, max_connections",
    "53200, UNREACHABLE, lacks resources",
    "08006, UNREACHABLE, connection was lost",
    "57P01, UNREACHABLE, connection was lost",
    "57014, UNREACHABLE, statement_timeout",
    "55P03, UNREACHABLE, Other sessions hold it",
    "28P01, UNREACHABLE, password",
    "42501, CONFIGURATION, Grant the privilege",
    "2BP01, CONFIGURATION, depend on it",
    "25006, CONFIGURATION, primary",
    "23505, DATA_QUALITY, Nothing was written",
    "22P05, DATA_QUALITY, Nothing was written",
    "54000, DATA_QUALITY, Nothing was written",
    "42P01, DEFECT, Cannot publish",
  })
  void everyStateHasACategoryAndAdvice(String state, Category category, String advice) {
    LeadhouseException failure =
        PostgresFailure.of("Cannot publish", new SQLException("reason", state));
    assertThat(failure.category()).isEqualTo(category);
    assertThat(failure)
        .hasMessageStartingWith("Cannot publish: reason")
        .hasMessageContaining(advice);
  }

  @Test
  void detailsThatHoldWholeRowsStayOut() {
    assertThat(message("SERROR\0C23502\0Mnull value\0DFailing row contains (ana@x.org).\0"))
        .contains("null value.")
        .doesNotContain("ana@x.org");
    assertThat(message("SERROR\0C22P02\0Minvalid\0WCOPY t, line 3, column n: \"ana@x.org\"\0"))
        .contains("invalid in COPY t, line 3, column n.")
        .doesNotContain("ana@x.org");
    assertThat(message("SERROR\0C23505\0Mduplicate\0DKey (id)=(1) already exists.\0"))
        .contains("duplicate (Key (id)=(1) already exists.)");
  }

  private static String message(String serverMessage) {
    PSQLException failure = new PSQLException(new ServerErrorMessage(serverMessage));
    return PostgresFailure.of("Cannot copy", failure).getMessage();
  }
}
