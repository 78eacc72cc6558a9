package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerTest {
  private static final PowerPlan USUAL = new PowerPlan(0.05, 0.80);

  @ParameterizedTest
  @CsvSource({"0.05, 8158", "0.10, 3841", "0.25, 1251"})
  void aFifthMoreNeedsTheUnitsOfTheContract(double baseline, long units) {
    double exact = ProportionPower.requiredUnits(baseline, baseline * 1.2, USUAL).orElseThrow();
    assertThat((long) Math.ceil(exact)).isEqualTo(units);
  }

  @Test
  void requiredUnitsAreTheValuesOfTheContract() {
    assertThat(ProportionPower.requiredUnits(0.10, 0.12, USUAL).orElseThrow())
        .isCloseTo(3840.85, within(0.005));
    assertThat(MeanPower.requiredUnits(3, 3, 0.5, USUAL).orElseThrow())
        .isCloseTo(565.12, within(0.005));
  }

  @Test
  void powerIsAsPublished() {
    // R's documentation of power.prop.test: 50 per arm, 0.50 against 0.75; and 76.7 for power 0.90.
    assertThat(ProportionPower.power(0.5, 0.75, 50, 50, 0.05).orElseThrow())
        .isCloseTo(0.740, within(5e-4));
    assertThat(ProportionPower.requiredUnits(0.5, 0.75, new PowerPlan(0.05, 0.90)).orElseThrow())
        .isCloseTo(76.7, within(0.05));
    // Cohen 1988: d = 0.5 needs 64 per arm by t; by the normal distribution 62.79.
    assertThat(MeanPower.requiredUnits(1, 1, 0.5, USUAL).orElseThrow())
        .isCloseTo(62.79, within(0.005));
  }

  @Test
  void powerRequiredUnitsAndMinimumDetectableEffectAgree() {
    double units = ProportionPower.requiredUnits(0.10, 0.12, USUAL).orElseThrow();
    long whole = (long) Math.ceil(units);
    assertThat(ProportionPower.power(0.10, 0.12, whole, whole, 0.05).orElseThrow())
        .isBetween(0.80, 0.8001);
    assertThat(ProportionPower.minimumDetectableRise(0.10, whole, whole, USUAL).orElseThrow())
        .isCloseTo(0.02, within(1e-5));
    MeanComparison arms = new MeanComparison(new Sample(565, 0, 9), new Sample(565, 0, 9));
    double difference = MeanPower.minimumDetectableDifference(arms, USUAL).orElseThrow();
    assertThat(difference).isCloseTo(0.5, within(1e-4));
    assertThat(MeanPower.power(arms, difference, 0.05).orElseThrow()).isCloseTo(0.8, within(1e-9));
    assertThat(MeanPower.power(arms, -difference, 0.05).orElseThrow()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void unequalArmsHaveLessPowerThanEqualOnes() {
    double equal = ProportionPower.power(0.10, 0.12, 2000, 2000, 0.05).orElseThrow();
    assertThat(ProportionPower.power(0.10, 0.12, 1000, 3000, 0.05).orElseThrow()).isLessThan(equal);
  }

  @Test
  void whatCannotBePlannedIsEmpty() {
    assertThat(ProportionPower.requiredUnits(0.6, 1.2, USUAL)).isEmpty();
    assertThat(ProportionPower.requiredUnits(0, 0.1, USUAL)).isEmpty();
    assertThat(ProportionPower.requiredUnits(0.1, 0.1, USUAL)).isEmpty();
    assertThat(ProportionPower.power(0.1, 0.2, 0, 10, 0.05)).isEmpty();
    assertThat(ProportionPower.minimumDetectableRise(0.1, 2, 2, USUAL)).isEmpty();
    assertThat(ProportionPower.minimumDetectableRise(0, 2000, 2000, USUAL)).isEmpty();
    assertThat(MeanPower.requiredUnits(0, 0, 1, USUAL)).isEmpty();
    assertThat(MeanPower.requiredUnits(1, 1, 0, USUAL)).isEmpty();
  }

  @Test
  void aPlanThatIsNoneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PowerPlan(0, 0.8))
        .withMessage("alpha must lie between 0 and 1, not 0.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new PowerPlan(0.05, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PowerPlan(0.05, 0.02));
  }
}
