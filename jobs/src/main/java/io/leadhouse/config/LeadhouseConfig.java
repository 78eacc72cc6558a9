package io.leadhouse.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.leadhouse.yaml.YamlReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * leadhouse.yml: where things are and what differs from sql/'s defaults.
 *
 * @param warehouse folder of the Delta tables; relative to the configuration file
 * @param retentionDays how long old versions of tables can be read
 * @param publish absent when nothing is published
 * @param files absent when no folder takes CSV files
 * @param parameters overrides of the parameters of sql/warehouse.yml
 */
public record LeadhouseConfig(
    Path warehouse,
    int retentionDays,
    SparkConfig spark,
    SourceConfig source,
    IngestConfig ingest,
    Optional<PublishConfig> publish,
    Optional<FilesConfig> files,
    Map<String, JsonNode> parameters) {

  private record FileForm(
      String warehouse,
      Integer retentionDays,
      SparkConfig spark,
      SourceConfig source,
      IngestConfig ingest,
      PublishConfig publish,
      FilesForm files,
      Map<String, JsonNode> parameters) {}

  private record FilesForm(String folder) {}

  /**
   * Reads a configuration file.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION with file, line and, for an unknown
   *     key, the nearest valid one
   */
  public static LeadhouseConfig read(Path file) {
    FileForm form =
        new YamlReader(LeadhouseConfig.class, "leadhouse.schema.json")
            .read(file, FileForm.class)
            .value();
    Path folder = file.toAbsolutePath().normalize().getParent();
    return new LeadhouseConfig(
        folder.resolve(Objects.requireNonNullElse(form.warehouse(), "warehouse")),
        Objects.requireNonNullElse(form.retentionDays(), 30),
        Objects.requireNonNullElse(form.spark(), SparkConfig.defaults()),
        form.source(),
        Objects.requireNonNullElse(form.ingest(), IngestConfig.defaults()),
        Optional.ofNullable(form.publish()),
        Optional.ofNullable(form.files())
            .map(files -> new FilesConfig(folder.resolve(files.folder()))),
        Objects.requireNonNullElse(form.parameters(), Map.of()));
  }

  /** The same with a drop folder. */
  public LeadhouseConfig withFiles(FilesConfig files) {
    return new LeadhouseConfig(
        warehouse, retentionDays, spark, source, ingest, publish, Optional.of(files), parameters);
  }

  /** The same with another source pack. */
  public LeadhouseConfig withPack(String pack) {
    return new LeadhouseConfig(
        warehouse, retentionDays, spark, source.withPack(pack), ingest, publish, files, parameters);
  }
}
