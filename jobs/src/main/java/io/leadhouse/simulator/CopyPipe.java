package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.postgres.CopyBinary;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Sends rows over one connection while another thread makes them: Postgres parses as long as we
 * invent, and both are about equally slow. A few batches may wait in between, so memory is bounded.
 */
final class CopyPipe {
  private static final int WAITING = 8;

  private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(WAITING);
  private final CopyManager copyManager;

  private CopyPipe(CopyManager copyManager) {
    this.copyManager = copyManager;
  }

  /** Rows of one table. */
  record Batch(String copyStatement, CopyBinary rows) {}

  /**
   * Sends what {@code maker} hands over, in its order, and returns when all of it is sent.
   *
   * @param maker runs in a thread of its own
   */
  static void send(Connection connection, Consumer<Consumer<Batch>> maker) throws SQLException {
    new CopyPipe(connection.unwrap(PGConnection.class).getCopyAPI()).send(maker);
  }

  private void send(Consumer<Consumer<Batch>> maker) throws SQLException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<?> making = executor.submit(() -> maker.accept(this::put));
      executor.shutdown();
      drain(making);
      making.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private void drain(Future<?> making) throws SQLException, InterruptedException {
    while (!making.isDone() || !queue.isEmpty()) {
      Batch batch = queue.poll(20, TimeUnit.MILLISECONDS);
      if (batch != null) {
        copy(batch);
      }
    }
  }

  private void copy(Batch batch) throws SQLException {
    CopyIn copy = copyManager.copyIn(batch.copyStatement());
    try {
      batch.rows().writeTo(copy);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void put(Batch batch) {
    try {
      queue.put(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static LeadhouseException interrupted() {
    return new LeadhouseException(
        Category.UNREACHABLE, "Loading the simulated CRM was interrupted; nothing was loaded.");
  }
}
