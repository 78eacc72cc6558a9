package io.leadhouse.engine;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.delta.FeedSize;
import io.leadhouse.delta.LostFeed;
import io.leadhouse.spark.Persisted;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The change feeds that a build reads, each once for all tables that have consumed as much. */
final class InputChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InputChanges.class);

  /** A feed of so few rows is read whatever it may be of its table. */
  private static final long ROWS_READ_ANYWAY = 50_000;

  private final BuildContext context;
  private final PinnedVersions versions;
  private final Map<Span, Optional<Persisted>> feeds = new ConcurrentHashMap<>();
  private final Map<Span, Boolean> large = new ConcurrentHashMap<>();

  InputChanges(BuildContext context, PinnedVersions versions) {
    this.context = context;
    this.versions = versions;
  }

  private record Span(String table, long after, long until) {}

  /**
   * What changed in a table after a version up to the one that this build reads, with {@link
   * ChangeFeed#SIGN}.
   *
   * @return empty when Delta can no longer tell
   */
  Optional<Dataset<Row>> after(SparkSession session, String table, long version) {
    return feeds
        .computeIfAbsent(new Span(table, version, versions.version(table)), this::read)
        .map(feed -> feed.in(session));
  }

  /**
   * Whether a feed tells of so many rows that to follow it costs more than to read its table, by
   * the statistics of its commits.
   */
  boolean isLarge(SparkSession session, String table, long version) {
    return large.computeIfAbsent(
        new Span(table, version, versions.version(table)), span -> isLarge(session, span));
  }

  private boolean isLarge(SparkSession session, Span span) {
    Path path = versions.path(span.table);
    OptionalLong rows = FeedSize.of(session, path, span.after, span.until);
    return rows.isPresent()
        && rows.getAsLong() > ROWS_READ_ANYWAY
        && rows.getAsLong() * 2 > versions.rowCount(session, span.table);
  }

  @Override
  public void close() {
    feeds.values().forEach(feed -> feed.ifPresent(Persisted::close));
  }

  private Optional<Persisted> read(Span span) {
    SparkSession own = context.session().newSession();
    Path path = versions.path(span.table);
    try {
      // Files that are no longer there are missed only when they are read.
      return Optional.of(Persisted.filled(ChangeFeed.between(own, path, span.after, span.until)));
    } catch (Exception e) {
      if (!LostFeed.isTold(e, path)) {
        throw e;
      }
      LOG.info("No change feed of {} after version {}: {}", span.table, span.after, e.toString());
      return Optional.empty();
    }
  }
}
