package io.leadhouse.statistics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  /** The worked example of scikit-learn's documentation of roc_auc_score. */
  @Test
  void areaUnderTheCurveOfFourLeads() {
    Predictions four = predictions("0011", 0.1, 0.4, 0.35, 0.8);

    assertThat(four.areaUnderCurve()).hasValue(0.75);
  }

  @Test
  void tiesCountHalf() {
    assertThat(predictions("0101", 0.5, 0.5, 0.5, 0.5).areaUnderCurve()).hasValue(0.5);
    assertThat(predictions("0101", 0.2, 0.5, 0.5, 0.9).areaUnderCurve()).hasValue(0.875);
  }

  /** The worked example of scikit-learn's documentation of brier_score_loss. */
  @Test
  void brierScoreOfFourLeads() {
    assertThat(predictions("0110", 0.1, 0.9, 0.8, 0.3).brierScore().orElseThrow())
        .isCloseTo(0.0375, within(1e-12));
  }

  /** The worked example of scikit-learn's documentation of log_loss. */
  @Test
  void logLossOfFourLeads() {
    assertThat(predictions("1001", 0.9, 0.1, 0.2, 0.65).logLoss().orElseThrow())
        .isCloseTo(0.21616187468, within(1e-10));
  }

  @Test
  void whatWasCalledImpossibleCostsMuchButNotEverything() {
    assertThat(predictions("1", 0).logLoss().orElseThrow())
        .isCloseTo(-Math.log(1e-15), within(1e-9));
  }

  /** Bins of 0.2: 0.1 and 0.1 with nobody, 0.3 with its one, 1.0 with its one in the last bin. */
  @Test
  void calibrationErrorIsTheMeanDistanceOfTheBins() {
    Predictions four = predictions("0011", 0.1, 0.1, 0.3, 1.0);

    assertThat(four.reliability(5))
        .containsExactly(
            new ReliabilityBin(1, 2, 0.1, 0),
            new ReliabilityBin(2, 1, 0.3, 1),
            new ReliabilityBin(5, 1, 1, 1));
    assertThat(four.expectedCalibrationError(5).orElseThrow())
        .isCloseTo((2 * 0.1 + 0.7 + 0) / 4, within(1e-12));
  }

  @Test
  void liftComparesTheHighestTenthWithAll() {
    // Twenty leads, four of them positive: the highest two hold one, so 1/2 against 4/20.
    double[] probabilities = IntStream.range(0, 20).mapToDouble(i -> i / 20.0).toArray();

    assertThat(predictions("00000000100100001010", probabilities).decileLift().orElseThrow())
        .isCloseTo(2.5, within(1e-12));
  }

  @Test
  void aTieThatTheHighestTenthCutsCountsInPart() {
    // Ten leads of one probability, one of them positive: any tenth of them holds a tenth of it.
    double[] probabilities = new double[10];
    Arrays.fill(probabilities, 0.5);

    assertThat(predictions("0000000001", probabilities).decileLift().orElseThrow())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void noPredictionsAndOneOutcomeOnlyLeaveOpenWhatTheyCannotTell() {
    Predictions none = Predictions.of(List.of());
    Predictions allStayed = predictions("00", 0.2, 0.4);

    assertThat(none.areaUnderCurve()).isEmpty();
    assertThat(none.brierScore()).isEmpty();
    assertThat(none.logLoss()).isEmpty();
    assertThat(none.expectedCalibrationError(10)).isEmpty();
    assertThat(none.decileLift()).isEmpty();
    assertThat(none.reliability(10)).isEmpty();
    assertThat(allStayed.areaUnderCurve()).isEmpty();
    assertThat(allStayed.decileLift()).isEmpty();
    assertThat(allStayed.brierScore().orElseThrow()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void theOrderOfPredictionsChangesNoBit() {
    Random random = new Random(4);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      predictions.add(new Prediction(random.nextInt(50) / 50.0, random.nextInt(3) == 0));
    }
    Predictions before = Predictions.of(predictions);
    Collections.shuffle(predictions, random);
    Predictions after = Predictions.of(predictions);

    assertThat(after.areaUnderCurve()).isEqualTo(before.areaUnderCurve());
    assertThat(after.brierScore()).isEqualTo(before.brierScore());
    assertThat(after.logLoss()).isEqualTo(before.logLoss());
    assertThat(after.decileLift()).isEqualTo(before.decileLift());
    assertThat(after.reliability(10)).isEqualTo(before.reliability(10));
  }

  @Test
  void aProbabilityIsFromZeroToOne() {
    assertThatThrownBy(() -> new Prediction(Double.NaN, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  private static Predictions predictions(String outcomes, double... probabilities) {
    return Predictions.of(
        IntStream.range(0, probabilities.length)
            .mapToObj(i -> new Prediction(probabilities[i], outcomes.charAt(i) == '1'))
            .toList());
  }
}
