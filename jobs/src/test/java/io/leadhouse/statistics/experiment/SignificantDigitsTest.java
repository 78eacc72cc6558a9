package io.leadhouse.statistics.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SignificantDigitsTest {
  @Test
  void tenDigitsWhereverThePointStands() {
    assertThat(SignificantDigits.round(1.0 / 3)).isEqualTo(0.3333333333);
    assertThat(SignificantDigits.round(2e-20 / 3)).isEqualTo(6.666666667e-21);
    assertThat(SignificantDigits.round(-12345678901.5)).isEqualTo(-12345678900.0);
    assertThat(SignificantDigits.round(0.1 + 0.2)).isEqualTo(0.3);
  }

  @Test
  void nothingStaysNothingAndZeroHasNoSign() {
    assertThat(SignificantDigits.round(OptionalDouble.empty())).isNull();
    assertThat(Double.toString(SignificantDigits.round(-0.0))).isEqualTo("0.0");
  }

  @Test
  void whatIsNoNumberIsNeverPublished() {
    assertThatIllegalArgumentException().isThrownBy(() -> SignificantDigits.round(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignificantDigits.round(Double.POSITIVE_INFINITY));
  }
}
