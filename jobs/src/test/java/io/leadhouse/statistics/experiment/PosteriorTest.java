package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PosteriorTest {
  @Test
  void ratesAreTheValuesOfTheContract() {
    PosteriorComparison posterior = of(200, 2000, 250, 2000);
    assertThat(posterior.probabilityTreatmentHigher()).isCloseTo(0.993814348, within(5e-10));
    assertThat(posterior.expectedLossOfTreatment()).isCloseTo(1.99764e-5, within(5e-11));
    assertThat(posterior.expectedLossOfControl()).isCloseTo(0.0249950, within(5e-8));
  }

  @Test
  void withoutSuccessesTheBetterIsTheOneWithFewerUnits() {
    // Beta(1, 1 + n) of 1 and 2 units: P(B > A) = ∫ (1 − b)³ … = 3/5 with B the one of one unit.
    assertThat(of(0, 2, 0, 1).probabilityTreatmentHigher()).isCloseTo(0.6, within(1e-12));
  }

  @Test
  void equalArmsAreEvenAndLoseTheSame() {
    PosteriorComparison posterior = of(30, 400, 30, 400);
    assertThat(posterior.probabilityTreatmentHigher()).isCloseTo(0.5, within(1e-9));
    assertThat(posterior.expectedLossOfTreatment())
        .isCloseTo(posterior.expectedLossOfControl(), within(1e-12));
  }

  @Test
  void meansFollowTheNormalDistribution() {
    MeanComparison pair = new MeanComparison(new Sample(100, 10, 4), new Sample(100, 10.5, 5));
    PosteriorComparison posterior = Posterior.of(pair).orElseThrow();
    // SE 0.3, z 5/3.
    assertThat(posterior.probabilityTreatmentHigher()).isCloseTo(0.9522096477, within(1e-9));
    assertThat(posterior.expectedLossOfControl() - posterior.expectedLossOfTreatment())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void withoutUnitsNothingIsSaid() {
    assertThat(Posterior.of(new ProportionComparison(new Proportion(0, 0), new Proportion(1, 5))))
        .isEmpty();
  }

  private static PosteriorComparison of(long x1, long n1, long x2, long n2) {
    return Posterior.of(new ProportionComparison(new Proportion(x1, n1), new Proportion(x2, n2)))
        .orElseThrow();
  }
}
