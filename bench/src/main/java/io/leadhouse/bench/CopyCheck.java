package io.leadhouse.bench;

import static java.util.stream.Collectors.joining;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresSession;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares a Delta copy of engagements with its source: the number of rows, and the sum of a hash
 * over all columns of each. Dirty rows, which Leadhouse quarantines, occur at infinity, for which
 * Spark's own reader takes a day far ahead; both are left out.
 */
final class CopyCheck {
  private static final List<String> PLAIN =
      List.of(
          "id",
          "organization_id",
          "lead_id",
          "engagement_type",
          "channel",
          "source_type",
          "source_id",
          "source_name",
          "campaign_id",
          "value",
          "revenue",
          "device",
          "location",
          "user_agent",
          "metadata");
  private static final List<String> TIMES = List.of("occurred_at", "updated_at");
  private static final String SUMS =
      "SELECT count(*), coalesce(sum(%s), 0) FROM %s WHERE occurred_at < '9000-01-01'";

  private final SparkSession session;
  private final PostgresEndpoint source;

  CopyCheck(SparkSession session, PostgresEndpoint source) {
    this.session = session;
    this.source = source;
  }

  private record Sums(long rows, BigDecimal hashes) {}

  /**
   * Checks.
   *
   * @return rows compared
   * @throws IllegalStateException when the copy is not the source
   */
  long requireEqual(Path copy) throws SQLException {
    Sums wanted = ofSource();
    Sums found = ofCopy(copy);
    if (wanted.rows() != found.rows() || wanted.hashes().compareTo(found.hashes()) != 0) {
      throw new IllegalStateException(
          "The copy is not the source: %s instead of %s.".formatted(found, wanted));
    }
    return found.rows();
  }

  private Sums ofSource() throws SQLException {
    String text =
        text(
            "coalesce(cast(%s AS text), '~')",
            "abbrev(ip)", "(extract(epoch FROM %s) * 1000000)::int8");
    String hash = "('x' || substr(md5(%s), 1, 15))::bit(60)::int8::numeric".formatted(text);
    try (PostgresSession postgres = PostgresSession.open(source)) {
      return postgres
          .first(
              SUMS.formatted(hash, "engagements"),
              row -> new Sums(row.getLong(1), row.getBigDecimal(2)))
          .orElseThrow();
    }
  }

  private Sums ofCopy(Path copy) {
    String text = text("coalesce(cast(%s AS string), '~')", "ip", "unix_micros(%s)");
    String hash = "cast(conv(substr(md5(%s), 1, 15), 16, 10) AS decimal(20, 0))".formatted(text);
    Row sums = session.sql(SUMS.formatted(hash, "delta.`" + copy + "`")).head();
    return new Sums(sums.getLong(0), sums.getDecimal(1));
  }

  private static String text(String asText, String ip, String micros) {
    return Stream.of(PLAIN.stream(), Stream.of(ip), TIMES.stream().map(micros::formatted))
        .flatMap(column -> column)
        .map(asText::formatted)
        .collect(joining(", ", "concat_ws('|', ", ")"));
  }
}
