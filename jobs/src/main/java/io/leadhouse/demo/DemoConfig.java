package io.leadhouse.demo;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.PostgresFailure;
import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.spark.SparkSettings.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The leadhouse.yml of a warehouse over embedded databases; its users need no password. */
public final class DemoConfig {
  /** The role that BI tools log in as. */
  static final String READER = "bi_reader";

  private static final String FORM =
      """
      # Written with the databases of this folder. Use it while they are served, by
      # `./leadhouse demo --serve` or `./leadhouse sandbox`.
      warehouse: warehouse
      spark: {evaluation: %s}
      source: {pack: %s, host: %s, port: %d, database: %s, user: %s}
      publish: {host: %s, port: %d, database: %s, user: %s, readers: [%s]}
      """;

  /** Roles belong to the server, which several demos and tests may share. */
  private static final String CREATE_READER =
      """
      DO $$ BEGIN CREATE ROLE %s LOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
      """
          .formatted(READER);

  private DemoConfig() {}

  /**
   * Writes the file and reads it back as any other; makes the role that BI tools log in as.
   *
   * @param folder gets leadhouse.yml and the Delta tables in {@code warehouse}
   * @throws LeadhouseException UNREACHABLE when the target cannot be reached
   */
  public static LeadhouseConfig write(
      Path folder,
      String pack,
      PostgresEndpoint source,
      PostgresEndpoint analytics,
      Evaluation evaluation) {
    String text =
        FORM.formatted(
            evaluation,
            pack,
            source.host(),
            source.port(),
            source.database(),
            source.user(),
            analytics.host(),
            analytics.port(),
            analytics.database(),
            analytics.user(),
            READER);
    createReader(analytics);
    try {
      Files.createDirectories(folder);
      return LeadhouseConfig.read(Files.writeString(folder.resolve("leadhouse.yml"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for little data. */
  public static LeadhouseConfig write(
      Path folder, String pack, PostgresEndpoint source, PostgresEndpoint analytics) {
    return write(folder, pack, source, analytics, Evaluation.INTERPRETED);
  }

  private static void createReader(PostgresEndpoint analytics) {
    try (PostgresSession session = PostgresSession.open(analytics)) {
      session.execute(CREATE_READER);
    } catch (SQLException e) {
      throw PostgresFailure.of("Cannot create the role " + READER + " at " + analytics, e);
    }
  }
}
