package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
  @Test
  void theStandardLeansLightlyOnTheSource() {
    assertThat(IngestSettings.standard())
        .isEqualTo(new IngestSettings(2, 8, Duration.ofHours(2), 128, 20, Set.of()));
  }

  @Test
  void nothingMayBeZero() {
    assertThatThrownBy(() -> settings(0, 8, Duration.ofHours(2))).hasMessageContaining("0 tables");
    assertThatThrownBy(() -> settings(2, 0, Duration.ofHours(2))).hasMessageContaining("0 readers");
    assertThatThrownBy(() -> settings(2, 8, Duration.ZERO)).hasMessageContaining("PT0S");
  }

  private static IngestSettings settings(int tables, int readers, Duration age) {
    return new IngestSettings(tables, readers, age, 128, 20, Set.of());
  }
}
