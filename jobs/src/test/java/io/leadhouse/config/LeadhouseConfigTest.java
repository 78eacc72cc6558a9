package io.leadhouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.ingest.IngestSettings;
import io.leadhouse.spark.SparkSettings.Evaluation;
import io.leadhouse.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadhouseConfigTest {
  private static final String LEAST =
      """
      source: {host: db, database: crm, user: reader}
      """;

  @TempDir private Path folder;

  @Test
  void whatIsNotSaidHasItsDefault() throws IOException {
    LeadhouseConfig config = read(LEAST);
    int cores = Runtime.getRuntime().availableProcessors();

    assertThat(config.warehouse()).isEqualTo(folder.resolve("warehouse"));
    assertThat(config.retentionDays()).isEqualTo(30);
    assertThat(config.spark())
        .isEqualTo(new SparkConfig("local[*]", cores, Math.max(2, cores / 2), Evaluation.COMPILED));
    assertThat(config.source())
        .isEqualTo(new SourceConfig("crm", "db", 5432, "crm", "reader", null, null));
    assertThat(config.ingest().settings(Set.of())).isEqualTo(IngestSettings.standard());
    assertThat(config.publish()).isEmpty();
    assertThat(config.files()).isEmpty();
    assertThat(config.parameters()).isEmpty();
  }

  @Test
  void everyKeyIsRead() throws IOException {
    LeadhouseConfig config =
        read(
            """
            warehouse: lake
            retention_days: 7
            spark: {master: "local[1]", shuffle_partitions: 3, parallel_tables: 4,
                    evaluation: INTERPRETED}
            source: {pack: olist, host: s, port: 1, database: d, user: u, password_env: E}
            ingest: {parallel_tables: 1, readers_per_table: 3, maximum_age_minutes: 5,
                     most_deleted_percent: 0}
            publish: {host: p, port: 2, database: b, user: w, password_file: F, schema: bi,
                      readers: [bi_reader], allow_source_database: true}
            files: {folder: drop}
            parameters: {horizon_days: 60}
            """);

    assertThat(config)
        .isEqualTo(
            new LeadhouseConfig(
                folder.resolve("lake"),
                7,
                new SparkConfig("local[1]", 3, 4, Evaluation.INTERPRETED),
                new SourceConfig("olist", "s", 1, "d", "u", "E", null),
                new IngestConfig(1, 3, 5, 0),
                Optional.of(
                    new PublishConfig(
                        "p", 2, "b", "w", null, "F", "bi", List.of("bi_reader"), true)),
                Optional.of(new FilesConfig(folder.resolve("drop"))),
                Map.of("horizon_days", IntNode.valueOf(60))));
  }

  @Test
  void theExampleBesideTheLauncherIsValid() {
    LeadhouseConfig config = LeadhouseConfig.read(Project.root().resolve("leadhouse.yml"));
    assertThat(config.source().pack()).isEqualTo("crm");
    assertThat(config.publish()).isPresent();
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearestKey() {
    assertThatThrownBy(() -> read("warehouse: w\nsource: {hots: db, database: crm, user: r}\n"))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("leadhouse.yml:2: unknown key 'hots'. Did you mean 'host'?");
  }

  @Test
  void aPasswordComesFromAFileOrTheEnvironmentAndIsNeverShown() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
    LeadhouseConfig config =
        read("source: {host: db, database: crm, user: r, password_file: '" + secret + "'}\n");

    assertThat(config.source().endpoint().properties()).containsEntry("password", "hunter2");
    assertThat(config.source().endpoint().toString()).doesNotContain("hunter2");
    assertThat(config.toString()).doesNotContain("hunter2");

    assertThatThrownBy(
            () ->
                read("source: {host: db, database: crm, user: r, password_env: NOT_SET_ANYWHERE}")
                    .source()
                    .endpoint())
        .hasMessageContaining("the environment has no variable NOT_SET_ANYWHERE");
  }

  private LeadhouseConfig read(String yaml) throws IOException {
    return LeadhouseConfig.read(Files.writeString(folder.resolve("leadhouse.yml"), yaml));
  }
}
