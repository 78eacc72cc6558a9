package io.leadhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
  @Test
  void theStandardLeansLightlyOnTheSource() {
    assertThat(IngestSettings.standard()).isEqualTo(new IngestSettings(2, 8, Duration.ofHours(2)));
  }

  @Test
  void nothingMayBeZero() {
    assertThatThrownBy(() -> new IngestSettings(0, 8, Duration.ofHours(2)))
        .hasMessageContaining("0 tables");
    assertThatThrownBy(() -> new IngestSettings(2, 0, Duration.ofHours(2)))
        .hasMessageContaining("0 readers");
    assertThatThrownBy(() -> new IngestSettings(2, 8, Duration.ZERO)).hasMessageContaining("PT0S");
  }
}
