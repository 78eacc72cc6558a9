package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.demo.DemoConfig;
import io.leadhouse.graph.House;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.testing.TestDatabase;
import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * A warehouse with what it publishes. Copies of it begin where it stands.
 *
 * @param home the folder that holds sql/
 * @param folder holds leadhouse.yml, the warehouse and the drop folder
 */
record CrashScene(
    Path home, String pack, PostgresEndpoint source, PostgresEndpoint analytics, Path folder)
    implements AutoCloseable {

  /** One without any table. */
  static CrashScene empty(Path home, String pack, PostgresEndpoint source, Path folder) {
    return configured(
        new CrashScene(home, pack, source, TestDatabase.fresh("crash_analytics"), folder));
  }

  CrashScene copy(Path to) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        // A dropped file that is as young as its copy would still be waited for.
        Files.copy(path, to.resolve(folder.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
      }
      Files.delete(to.resolve("leadhouse.yml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return configured(
        new CrashScene(home, pack, source, TestDatabase.copyOf(analytics, "crash_analytics"), to));
  }

  private static CrashScene configured(CrashScene scene) {
    LeadhouseConfig unused =
        DemoConfig.write(scene.folder, scene.pack, scene.source, scene.analytics);
    try {
      Files.createDirectories(scene.drop());
      Files.writeString(scene.config(), "files: {folder: drop}\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scene;
  }

  /** Starts a run in a process of its own. */
  KilledRun start(Path temporary, Instant asOf) throws IOException {
    return new KilledRun(home, config(), temporary, asOf);
  }

  /** A run in this process, which has run before and is faster. */
  RunReport run(Instant asOf) {
    try {
      return new WarehouseRun(
              House.read(home.resolve("sql"), pack),
              TestSession.fresh(),
              LeadhouseConfig.read(config()),
              new RunClock(Clock.systemUTC(), asOf))
          .execute(RunFixture.SILENT);
    } finally {
      DeltaLog.clearCache();
    }
  }

  RunOutcome outcome() {
    try {
      return RunOutcome.of(TestSession.fresh(), warehouse(), analytics);
    } finally {
      DeltaLog.clearCache();
    }
  }

  Path drop() {
    return folder.resolve("drop");
  }

  Path warehouse() {
    return folder.resolve("warehouse");
  }

  private Path config() {
    return folder.resolve("leadhouse.yml");
  }

  @Override
  public void close() {
    TestDatabase.drop(analytics);
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
