package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActiveFilesTest {
  @TempDir private Path table;

  @BeforeEach
  void log() throws IOException {
    Files.createDirectory(table.resolve("_delta_log"));
  }

  @Test
  void aFileThatALaterCommitRemovedIsNotRead() throws IOException {
    commit(0, "{\"add\": {\"path\": \"a.parquet\"}}", "{\"add\": {\"path\": \"b.parquet\"}}");
    commit(1, "{\"remove\": {\"path\": \"a.parquet\"}}", "{\"add\": {\"path\": \"c.parquet\"}}");

    assertThat(ActiveFiles.of(table))
        .containsExactly(table.resolve("b.parquet"), table.resolve("c.parquet"));
  }

  @Test
  void deletionVectorsAreRefused() throws IOException {
    commit(0, "{\"add\": {\"path\": \"a.parquet\", \"deletionVector\": {\"cardinality\": 1}}}");

    assertThatThrownBy(() -> ActiveFiles.of(table)).hasMessageContaining("deletion vectors");
  }

  @Test
  void aLogWithoutItsStartIsRefused() throws IOException {
    commit(11, "{\"add\": {\"path\": \"a.parquet\"}}");

    assertThatThrownBy(() -> ActiveFiles.of(table)).hasMessageContaining("begin");
  }

  private void commit(int version, String... actions) throws IOException {
    Files.writeString(
        table.resolve("_delta_log").resolve("%020d.json".formatted(version)),
        String.join("\n", actions));
  }
}
