package io.leadhouse.demo;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.postgres.PostgresEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The leadhouse.yml of a warehouse over embedded databases; its users need no password. */
public final class DemoConfig {
  private static final String FORM =
      """
      # Written with the databases of this folder. Use it while they are served, by
      # `./leadhouse demo --serve` or `./leadhouse sandbox`.
      warehouse: warehouse
      spark: {evaluation: INTERPRETED}
      source: {pack: %s, host: %s, port: %d, database: %s, user: %s}
      publish: {host: %s, port: %d, database: %s, user: %s}
      """;

  private DemoConfig() {}

  /**
   * Writes the file and reads it back as any other.
   *
   * @param folder gets leadhouse.yml and the Delta tables in {@code warehouse}
   */
  public static LeadhouseConfig write(
      Path folder, String pack, PostgresEndpoint source, PostgresEndpoint analytics) {
    String text =
        FORM.formatted(
            pack,
            source.host(),
            source.port(),
            source.database(),
            source.user(),
            analytics.host(),
            analytics.port(),
            analytics.database(),
            analytics.user());
    try {
      Files.createDirectories(folder);
      return LeadhouseConfig.read(Files.writeString(folder.resolve("leadhouse.yml"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
