package io.leadhouse.demo;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.config.PublishConfig;
import io.leadhouse.config.SourceConfig;
import io.leadhouse.config.SparkConfig;
import io.leadhouse.postgres.PostgresEndpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The configuration of a warehouse over an embedded database: source and target side by side. */
public final class Demo {
  private Demo() {}

  /**
   * A configuration like a person's own leadhouse.yml.
   *
   * @param folder holds the Delta tables in {@code warehouse}
   */
  public static LeadhouseConfig config(
      Path folder, String pack, PostgresEndpoint source, PostgresEndpoint analytics) {
    return new LeadhouseConfig(
        folder.resolve("warehouse"),
        30,
        SparkConfig.forSmallData(),
        new SourceConfig(
            pack, source.host(), source.port(), source.database(), source.user(), null, null),
        Optional.of(
            new PublishConfig(
                analytics.host(),
                analytics.port(),
                analytics.database(),
                analytics.user(),
                null,
                null,
                null,
                null)),
        Map.of());
  }
}
