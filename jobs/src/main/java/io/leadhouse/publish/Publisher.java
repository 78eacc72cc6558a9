package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.ShortTransaction;
import io.leadhouse.publish.PublishResult.TableResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings tables of the warehouse to Postgres. Rows are copied and compared beside the published
 * tables first; then one short transaction changes all of them, so that a statement, and a
 * REPEATABLE READ transaction, sees one publication. Copied is what the change feed tells since the
 * version that stands there, or the whole table where it cannot tell; a table whose version and
 * definition stand there already is not touched. When anything fails, the publication before stays
 * as it was, and the next one takes the same changes again.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final PublishTarget target;
  private final ShortTransaction transaction;

  public Publisher(PublishTarget target) {
    this(target, ShortTransaction.standard());
  }

  Publisher(PublishTarget target, ShortTransaction transaction) {
    this.target = target;
    this.transaction = transaction;
  }

  /**
   * Makes sure of the schemas and of the readers' way in, as {@link #publish} does: a run learns
   * before its work, not after it, that it may not publish.
   *
   * @throws LeadhouseException UNREACHABLE when the database cannot be reached; CONFIGURATION when
   *     a privilege or a role is missing, with the statement that heals it
   */
  public void prepare() {
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      new TargetSchemas(target).create(session);
      new ReaderRights(target).openSchema(session);
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot publish to " + target, e);
    }
  }

  /**
   * Publishes.
   *
   * @throws LeadhouseException UNREACHABLE when the database cannot be reached, is full, or readers
   *     keep their locks; CONFIGURATION when a table cannot stand there or a privilege is missing;
   *     DATA_QUALITY for a value that Postgres cannot hold or a key that is not unique; LOCKED
   *     while another process publishes there
   */
  public PublishResult publish(Publication publication) {
    long start = System.nanoTime();
    requireUniqueNames(publication);
    List<TableShape> shapes = publication.tables().stream().map(TableShape::of).toList();
    try (PostgresSession session = PostgresSession.open(target.endpoint())) {
      return PublishLock.holding(
          session,
          target,
          () -> {
            PublishPlan plan = PublishPlan.make(session, target, publication, shapes);
            Written written = loadAndWrite(session, plan);
            return new PublishResult(
                written.tables(), plan.toDrop(), written.transaction(), since(start));
          });
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot publish to " + target, e);
    }
  }

  private record Written(List<TableResult> tables, Duration transaction) {}

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Written loadAndWrite(PostgresSession session, PublishPlan plan) throws SQLException {
    LoadArea loadArea = new LoadArea(target);
    loadArea.clear(session);
    try {
      List<LoadedTable> loaded = new ParallelLoad(target, loadArea).load(plan.tables());
      PublicationWriter writer = new PublicationWriter(session, target, plan);
      long start = System.nanoTime();
      List<TableResult> results = transaction.run(session, () -> writer.write(loaded));
      return new Written(results, since(start));
    } catch (SQLException e) {
      if (PostgresFailure.isHeldByOthers(e)) {
        throw new Blockers(target, plan).failure(session, e);
      }
      throw e;
    } finally {
      clearQuietly(session, loadArea);
    }
  }

  /** The next publication clears what is left, so a failure here is worth no more than a line. */
  private void clearQuietly(PostgresSession session, LoadArea loadArea) {
    try {
      loadArea.clear(session);
    } catch (SQLException e) {
      LOG.warn("Load tables are left in schema {}: {}", target.loadSchema(), e.getMessage());
    }
  }

  private static void requireUniqueNames(Publication publication) {
    Set<String> names = new HashSet<>();
    for (PublishedTable table : publication.tables()) {
      if (!names.add(table.name())) {
        throw configuration("The table %s is to be published twice.".formatted(table.name()));
      }
    }
  }
}
