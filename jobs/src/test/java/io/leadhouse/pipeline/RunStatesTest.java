package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStatesTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path warehouse;

  @Test
  void whatIsSavedIsLoaded() {
    RunState state =
        state("scheduled__2026-03-01T05-00-00-00-00").trying("core", List.of("stg_lead", "lead"));
    states().save(state);
    assertThat(states().load(state.run())).isEqualTo(state);
  }

  @Test
  void theOldestRunsAreForgotten() throws IOException {
    for (int i = 0; i <= RunStates.KEPT; i++) {
      states().save(state("run-" + i));
      Files.setLastModifiedTime(
          warehouse.resolve(".leadhouse-runs/run-" + i + ".json"),
          FileTime.from(AS_OF.plusSeconds(i)));
    }
    states().save(state("last"));
    assertThatThrownBy(() -> states().load("run-0")).hasMessageContaining("no complete ingest");
    assertThatThrownBy(() -> states().load("run-1")).hasMessageContaining("no complete ingest");
    assertThat(states().load("run-2").run()).isEqualTo("run-2");
    assertThat(states().load("last").run()).isEqualTo("last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../outside", "a/b", "a b", ".hidden", "2026-03-01T05:00"})
  void anIdThatNamesNoFileIsRefused(String id) {
    assertThatThrownBy(() -> RunStates.requireId(id))
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(2));
  }

  private RunStates states() {
    return new RunStates(warehouse);
  }

  private static RunState state(String run) {
    return RunState.begun(
        run, "crm", AS_OF, "1234", "abcd", Map.of("raw_leads", 3L), List.of(), List.of());
  }
}
