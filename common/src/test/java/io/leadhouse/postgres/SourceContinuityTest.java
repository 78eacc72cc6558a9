package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceContinuityTest {
  private static final SourcePosition BEFORE = at("1", "00000001", "crm", "1000:1005:1002");

  @Test
  void aLaterSnapshotOfTheSameHistoryContinues() {
    assertThat(broken(at("1", "00000001", "crm", "1003:2000:"))).isEmpty();
    assertThat(broken(BEFORE)).isEmpty();
    assertThat(broken(at("1", "00000001", "crm", "1000:1000000999:"))).isEmpty();
  }

  @Test
  void whatIsNotTheSameHistoryIsSaid() {
    assertThat(broken(at("1", "00000001", "other", "1003:2000:"))).hasValue(another("crm"));
    assertThat(broken(at("2", "00000001", "crm", "1003:2000:")).orElseThrow())
        .contains("another database system");
    assertThat(broken(at("1", "00000002", "crm", "1003:2000:")).orElseThrow())
        .contains("restored from a backup", "standby");
    assertThat(broken(at("1", "00000001", "crm", "900:1004:")).orElseThrow())
        .contains("counter went back");
    assertThat(broken(at("1", "00000001", "crm", "5000:1000001000:")).orElseThrow())
        .contains("a billion transactions");
  }

  private static String another(String database) {
    return "it was another database, " + database;
  }

  private static Optional<String> broken(SourcePosition now) {
    return SourceContinuity.broken(BEFORE, now);
  }

  private static SourcePosition at(
      String system, String timeline, String database, String snapshot) {
    return new SourcePosition(
        Optional.of(system),
        Optional.of(timeline),
        database,
        snapshot,
        Optional.empty(),
        Instant.EPOCH);
  }
}
