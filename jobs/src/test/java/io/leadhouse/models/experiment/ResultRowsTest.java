package io.leadhouse.models.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResultRowsTest {
  private final List<Row> rows =
      new ResultRows(
              new TestTrial()
                  .planned(2500)
                  .day(0, "control", 200, 2000)
                  .day(0, "b", 250, 2000)
                  .build(),
              TestTrial.SETTINGS)
          .all();

  @Test
  void everyFigureOfTheContractStandsInItsColumn() {
    Row b = named(rows.get(1));
    assertThat(b.<Double>getAs("value")).isEqualTo(0.125);
    assertThat(b.<String>getAs("test")).isEqualTo("z");
    assertThat(b.<Double>getAs("difference")).isEqualTo(0.025);
    assertThat(b.<Double>getAs("difference_low")).isEqualTo(0.0054103391, offset(5e-11));
    assertThat(b.<Double>getAs("difference_high")).isEqualTo(0.0446236352, offset(5e-11));
    assertThat(b.<Double>getAs("lift")).isEqualTo(0.25);
    assertThat(b.<Double>getAs("lift_low")).isEqualTo(0.0490018, offset(5e-8));
    assertThat(b.<Double>getAs("statistic")).isEqualTo(2.501955417);
    assertThat(b.<Double>getAs("p_value")).isEqualTo(0.012350948, offset(5e-10));
    assertThat(b.<Double>getAs("p_value_holm")).isEqualTo(b.<Double>getAs("p_value"));
    assertThat(b.<Double>getAs("chi_square")).isEqualTo(6.259780908);
    assertThat(b.<Double>getAs("chi_square_yates")).isEqualTo(6.011893584);
    assertThat(b.<Object>getAs("p_value_fisher")).isNull();
    assertThat(b.<Double>getAs("cohens_h")).isEqualTo(0.0792331, offset(5e-8));
    assertThat(b.<Long>getAs("required_units")).isEqualTo(3841);
    assertThat(b.<Double>getAs("always_valid_p_value")).isEqualTo(0.18069334, offset(5e-9));
    assertThat(b.<Double>getAs("always_valid_low")).isEqualTo(-0.0053561941, offset(5e-11));
    assertThat(b.<Double>getAs("probability_better")).isEqualTo(0.993814348, offset(5e-10));
    assertThat(b.<Double>getAs("expected_loss")).isEqualTo(1.99764e-5, offset(5e-11));
    assertThat(b.<Double>getAs("expected_loss_of_control")).isEqualTo(0.0249950, offset(5e-8));
    assertThat(b.<Boolean>getAs("is_mature")).isTrue();
  }

  @Test
  void theControlHasItsOwnFiguresOnly() {
    Row control = named(rows.get(0));
    assertThat(control.<Double>getAs("value")).isEqualTo(0.1);
    assertThat(control.<Double>getAs("rate_low")).isEqualTo(0.0876092254, offset(5e-11));
    assertThat(control.<Double>getAs("rate_high")).isEqualTo(0.1139244124, offset(5e-11));
    for (String column :
        new String[] {"test", "difference", "p_value", "power", "always_valid_p_value"}) {
      assertThat(control.<Object>getAs(column)).as(column).isNull();
    }
  }

  @Test
  void whereLessIsBetterProbabilitiesAndLossesTurnAround() {
    List<Row> down =
        new ResultRows(
                new TestTrial()
                    .goodWhenDown()
                    .day(0, "control", 200, 2000)
                    .day(0, "b", 250, 2000)
                    .build(),
                TestTrial.SETTINGS)
            .all();
    Row b = named(down.get(1));
    assertThat(b.<Double>getAs("probability_better")).isEqualTo(1 - 0.993814348, offset(5e-10));
    assertThat(b.<Double>getAs("expected_loss")).isEqualTo(0.0249950, offset(5e-8));
    assertThat(b.<Long>getAs("required_units")).isEqualTo(3213);
  }

  private static Row named(Row row) {
    Object[] values = new Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return new GenericRowWithSchema(values, ResultRows.SCHEMA);
  }

  private static Offset<Double> offset(double tolerance) {
    return Offset.offset(tolerance);
  }
}
