package io.leadhouse.engine;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.spark.Persisted;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The change feeds that a build reads, each once for all tables that have consumed as much. */
final class InputChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InputChanges.class);

  private final BuildContext context;
  private final PinnedVersions versions;
  private final Map<Span, Optional<Persisted>> feeds = new ConcurrentHashMap<>();

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

  @Override
  public void close() {
    feeds.values().forEach(feed -> feed.ifPresent(Persisted::close));
  }

  private Optional<Persisted> read(Span span) {
    SparkSession own = context.session().newSession();
    try {
      Persisted feed =
          Persisted.of(ChangeFeed.between(own, versions.path(span.table), span.after, span.until));
      // Files that are no longer there are missed only when they are read.
      long unusedRows = feed.in(own).count();
      return Optional.of(feed);
    } catch (Exception e) {
      // Vacuumed files, a log that was cut, columns of another type: whatever it is, the whole
      // table tells what the feed cannot.
      LOG.info("No change feed of {} after version {}: {}", span.table, span.after, e.toString());
      return Optional.empty();
    }
  }
}
