package io.leadhouse.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MergePlanTest {
  @Test
  void every_hundredth_lead_goes_into_the_one_before() {
    assertThat(MergePlan.survivorOf(200)).hasValue(199);
    assertThat(MergePlan.survivorOf(199)).isEmpty();
    assertThat(MergePlan.survivorOf(201)).isEmpty();
    assertThat(MergePlan.originalOf(200)).isEqualTo(199);
  }

  @Test
  void every_third_of_them_is_a_chain_of_two() {
    assertThat(MergePlan.survivorOf(300)).hasValue(299);
    assertThat(MergePlan.survivorOf(299)).hasValue(298);
    assertThat(MergePlan.survivorOf(298)).isEmpty();
    assertThat(MergePlan.originalOf(300)).isEqualTo(298);
  }

  @Test
  void two_leads_of_each_thousand_are_merged_into_each_other() {
    assertThat(MergePlan.survivorOf(41)).hasValue(42);
    assertThat(MergePlan.survivorOf(42)).hasValue(41);
  }

  @Test
  void one_lead_of_each_thousand_is_merged_into_itself() {
    assertThat(MergePlan.survivorOf(47)).hasValue(47);
    assertThat(MergePlan.names(1047)).isTrue();
  }

  @Test
  void leads_that_a_merge_names_are_kept_from_deletion() {
    for (int number : new int[] {40, 41, 42, 99, 100, 298, 299, 300}) {
      assertThat(MergePlan.names(number)).as("lead %d", number).isTrue();
    }
    for (int number : new int[] {39, 43, 98, 101, 297, 301}) {
      assertThat(MergePlan.names(number)).as("lead %d", number).isFalse();
    }
  }
}
