package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class SimulatorSettingsTest {
  private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void the_demo_shows_two_years_of_about_twenty_thousand_leads() {
    SimulatorSettings settings = SimulatorSettings.endingAt(END);
    assertThat(settings.start()).isEqualTo(LocalDate.of(2024, 3, 1));
    assertThat(settings.months()).isEqualTo(24);
    assertThat(settings.leads()).isEqualTo(20_000);
    assertThat(settings.engagementsPerLead()).isEqualTo(25);
    assertThat(settings.end()).isEqualTo(END);
  }

  @Test
  void seen_later_it_is_the_same_history() {
    SimulatorSettings settings = SimulatorSettings.endingAt(END, 5, 3, 100);
    Instant later = END.plusSeconds(86_400);
    assertThat(settings.seenAt(later))
        .isEqualTo(new SimulatorSettings(5, LocalDate.of(2025, 12, 1), 3, 100, 25, later));
  }

  @Test
  void many_leads_have_fewer_engagements_each() {
    assertThat(SimulatorSettings.endingAt(END, 5, 3, 100_000).engagementsPerLead()).isEqualTo(25);
    assertThat(SimulatorSettings.endingAt(END, 5, 3, 100_001).engagementsPerLead()).isEqualTo(10);
    assertThat(SimulatorSettings.endingAt(END).withEngagementsPerLead(12).engagementsPerLead())
        .isEqualTo(12);
  }

  @Test
  void refuses_what_makes_no_history() {
    assertThatThrownBy(() -> SimulatorSettings.endingAt(END, 1, 0, 100))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("months from 1 to 120; given was 0");
    assertThatThrownBy(() -> SimulatorSettings.endingAt(END, 1, 1, -4))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("leads from 1 to 100,000,000; given was -4");
    assertThatThrownBy(() -> SimulatorSettings.endingAt(END).withEngagementsPerLead(101))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("engagements per lead from 8 to 100; given was 101");
    assertThatThrownBy(
            () -> SimulatorSettings.endingAt(END).seenAt(Instant.parse("2024-03-01T00:00:00Z")))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("starts on 2024-03-01");
  }
}
