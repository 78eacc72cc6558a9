package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that reads leadhouse.yml. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Connections and overrides. Default: leadhouse.yml beside the launcher.")
  private Path config;

  @Option(
      names = "--source",
      paramLabel = "PACK",
      description = "The source pack, instead of the one that the configuration names.")
  private String pack;

  LeadhouseConfig read(Home home) {
    LeadhouseConfig read =
        LeadhouseConfig.read(config == null ? home.root().resolve("leadhouse.yml") : config);
    return pack == null ? read : read.withPack(pack);
  }
}
