package io.leadhouse.models.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final LocalDate LONG_AGO = TestTrial.START.plusDays(30);

  @Test
  void theOneLookAtThePlannedSizeDecides() {
    TestTrial trial =
        new TestTrial()
            .planned(2000)
            .day(0, "control", 100, 1000)
            .day(0, "b", 125, 1000)
            .day(1, "control", 100, 1000)
            .day(1, "b", 125, 1000);
    assertThat(trial.verdict()).isEqualTo("winner");
    Finding finding = trial.course().decision().orElseThrow();
    assertThat(finding.by()).isEqualTo(Finding.FIXED_LOOK);
    assertThat(finding.on()).isEqualTo(TestTrial.START.plusDays(1));
    assertThat(finding.pValue()).isCloseTo(0.012350948, within(5e-10));
    assertThat(trial.recommendation())
        .isEqualTo(
            "Choose b: replied rose from 10.00 % to 12.50 % (+25.0 %, between +4.9 % and +49.0 %),"
                + " adjusted p 0.0124, read at the planned size on 2026-03-03.");
  }

  @Test
  void theSameFiguresBeforeThePlannedSizeAreNoResult() {
    TestTrial trial =
        new TestTrial().planned(2001).day(0, "control", 200, 2000).day(0, "b", 250, 2000);
    assertThat(trial.verdict()).isEqualTo("running");
    assertThat(trial.recommendation())
        .isEqualTo(
            "Let it run: 2,000 units in the smallest arm have their whole outcome window, of 2,001"
                + " planned. A small p-value on the way is no result.");
  }

  @Test
  void whatWasDecidedIsNotUndoneByLaterDays() {
    TestTrial trial =
        new TestTrial()
            .planned(2000)
            .day(0, "control", 200, 2000)
            .day(0, "b", 250, 2000)
            .day(9, "control", 500, 2000)
            .day(9, "b", 100, 2000);
    assertThat(trial.verdict()).isEqualTo("winner");
    assertThat(trial.course().decision().orElseThrow().on()).isEqualTo(TestTrial.START);
  }

  @Test
  void theSecondLookIsNone() {
    // Not significant on the first day at the planned size, and p 0.012 on the next.
    TestTrial trial =
        new TestTrial()
            .planned(1000)
            .day(0, "control", 100, 1000)
            .day(0, "b", 118, 1000)
            .day(1, "control", 100, 1000)
            .day(1, "b", 132, 1000);
    assertThat(trial.course().pValues().values()).allMatch(p -> p < 0.013);
    assertThat(trial.verdict()).isEqualTo("inconclusive");
  }

  @Test
  void theAlwaysValidTestDecidesOnAnyDay() {
    TestTrial early = new TestTrial().planned(2000).day(0, "control", 30, 500).day(0, "b", 90, 500);
    assertThat(early.verdict()).isEqualTo("winner");
    assertThat(early.course().decision().orElseThrow().by()).isEqualTo(Finding.ALWAYS_VALID);
    TestTrial late =
        new TestTrial()
            .planned(500)
            .day(0, "control", 50, 500)
            .day(0, "b", 55, 500)
            .day(3, "control", 50, 500)
            .day(3, "b", 140, 500);
    assertThat(late.verdict()).isEqualTo("winner");
    assertThat(late.course().plannedUnitsOn()).hasValue(TestTrial.START);
    assertThat(late.course().decision().orElseThrow().on()).isEqualTo(TestTrial.START.plusDays(3));
  }

  @Test
  void noDayIsLookedAtBelowAHundredUnitsPerArm() {
    TestTrial trial = new TestTrial().planned(2000).day(0, "control", 1, 99).day(0, "b", 90, 99);
    assertThat(trial.verdict()).isEqualTo("running");
    assertThat(trial.course().alwaysValidPValues()).isEmpty();
  }

  @Test
  void theSmallestAlwaysValidPValueSoFarCounts() {
    TestTrial trial =
        new TestTrial()
            .planned(3000)
            .day(0, "control", 30, 500)
            .day(0, "b", 60, 500)
            .day(1, "control", 90, 500)
            .day(1, "b", 60, 500);
    double alone =
        new TestTrial()
            .planned(3000)
            .day(0, "control", 30, 500)
            .day(0, "b", 60, 500)
            .course()
            .alwaysValidPValues()
            .values()
            .iterator()
            .next();
    assertThat(alone).isLessThan(1);
    assertThat(trial.course().alwaysValidPValues().values()).containsExactly(alone);
  }

  @Test
  void goodMayBeDown() {
    TestTrial trial =
        new TestTrial()
            .goodWhenDown()
            .planned(2000)
            .day(0, "control", 200, 2000)
            .day(0, "b", 250, 2000);
    assertThat(trial.verdict()).isEqualTo("loser");
    assertThat(trial.recommendation()).startsWith("Keep control: b is worse. replied rose from");
  }

  @Test
  void oneGoodArmWinsAndAllHaveToBeWorseToLose() {
    TestTrial good =
        new TestTrial()
            .arm("c", 1)
            .planned(2000)
            .day(0, "control", 200, 2000)
            .day(0, "b", 140, 2000)
            .day(0, "c", 280, 2000);
    assertThat(good.verdict()).isEqualTo("winner");
    assertThat(good.course().decision().orElseThrow().contrast().treatment().variant())
        .isEqualTo("c");
    TestTrial oneBad =
        new TestTrial()
            .arm("c", 1)
            .planned(2000)
            .day(0, "control", 200, 2000)
            .day(0, "b", 140, 2000)
            .day(0, "c", 200, 2000);
    assertThat(oneBad.verdict()).isEqualTo("inconclusive");
    TestTrial allBad =
        new TestTrial()
            .arm("c", 1)
            .planned(2000)
            .day(0, "control", 200, 2000)
            .day(0, "b", 140, 2000)
            .day(0, "c", 135, 2000);
    assertThat(allBad.verdict()).isEqualTo("loser");
  }

  @Test
  void everyQuestionOfTheTestIsPaidFor() {
    // p 0.012 alone; with five metrics Holm makes it 0.062, though four of them show nothing.
    TestTrial trial =
        new TestTrial().planned(2000).day(0, "control", 200, 2000).day(0, "b", 250, 2000);
    for (String name : new String[] {"a", "b", "c", "d"}) {
      trial.metric(new Metric(name, Metric.PROPORTION, Metric.SECONDARY, Metric.UP, null, false));
    }
    assertThat(trial.verdict()).isEqualTo("inconclusive");
  }

  @Test
  void aSpreadThatIsNoChanceInvalidatesWhateverIsShown() {
    TestTrial trial =
        new TestTrial().planned(1000).day(0, "control", 100, 1000).day(0, "b", 240, 1200);
    assertThat(trial.verdict()).isEqualTo("invalid");
    assertThat(Spread.of(trial.build(), TestTrial.SETTINGS).test().orElseThrow().pValue())
        .isCloseTo(0.000020079, within(5e-10));
    assertThat(trial.recommendation())
        .isEqualTo(
            "Do not use its figures: units were not spread as planned (control got 1,000 of 1,100"
                + " expected, b got 1,200 of 1,100 expected; p below 0.0001). Find what loses or"
                + " repeats units, then start again.");
  }

  @Test
  void unitsWhereNoneWereToBeInvalidate() {
    TestTrial trial =
        new TestTrial()
            .arm("paused", 0)
            .day(0, "control", 10, 100)
            .day(0, "b", 10, 100)
            .day(0, "paused", 0, 1);
    assertThat(trial.verdict()).isEqualTo("invalid");
    assertThat(trial.recommendation()).contains("arms that were to get nobody got 1.");
  }

  @Test
  void whatEndedBelowItsSizeIsUnderpowered() {
    TestTrial trial =
        new TestTrial()
            .planned(2000)
            .endsOn(LONG_AGO)
            .day(0, "control", 40, 400)
            .day(0, "b", 44, 400);
    assertThat(trial.verdict()).isEqualTo("underpowered");
    assertThat(trial.recommendation()).contains("400 units in the smallest arm of 2,000 needed");
    assertThat(
            new TestTrial().endsOn(LONG_AGO).day(0, "control", 1, 99).day(0, "b", 1, 99).verdict())
        .isEqualTo("underpowered");
    assertThat(new TestTrial().endsOn(LONG_AGO).verdict()).isEqualTo("underpowered");
  }

  @Test
  void itsLastOutcomesAreWaitedFor() {
    TestTrial trial =
        new TestTrial()
            .planned(2000)
            .endsOn(LONG_AGO)
            .immature(30)
            .day(0, "control", 40, 400)
            .day(0, "b", 44, 400);
    assertThat(trial.verdict()).isEqualTo("running");
    assertThat(trial.recommendation()).contains("it has ended").contains("30 units do not yet");
  }

  @Test
  void withoutAPlannedSizeAHundredPerArmAreEnoughToEnd() {
    TestTrial trial =
        new TestTrial().status("completed").day(0, "control", 40, 400).day(0, "b", 44, 400);
    assertThat(trial.verdict()).isEqualTo("inconclusive");
    assertThat(trial.recommendation())
        .contains("400 units in the smallest arm")
        .contains("A change of replied by");
  }

  @Test
  void aDraftThatNobodyIsInHasNoVerdict() {
    assertThat(new TestTrial().status("draft").verdict()).isEqualTo("none");
    assertThat(new TestTrial().status("draft").recommendation()).startsWith("Not started");
  }

  @Test
  void aWinnerIsToldWhichGuardrailsAreOpen() {
    Metric guardrail =
        new Metric(
            "unsubscribed",
            Metric.PROPORTION,
            Metric.GUARDRAIL,
            Metric.DOWN,
            new BigDecimal("0.005"),
            false);
    TestTrial trial =
        new TestTrial()
            .metric(guardrail)
            .planned(2000)
            .day(0, "control", 200, 2000)
            .day(0, "b", 260, 2000)
            .outcome(0, "unsubscribed", "control", 10, 2000)
            .outcome(0, "unsubscribed", "b", 14, 2000);
    assertThat(trial.verdict()).isEqualTo("winner");
    assertThat(trial.recommendation()).contains("guardrails: 1 not shown to be within the margin");
  }

  @Test
  void everyDaySawWhatARebuildOfThatDaySees() {
    int[][] days = {{30, 60}, {41, 66}, {38, 55}, {52, 50}, {40, 71}, {45, 61}};
    for (int known = 1; known <= days.length; known++) {
      TestTrial then = new TestTrial().planned(2500);
      TestTrial now = new TestTrial().planned(2500);
      for (int day = 0; day < days.length; day++) {
        now.day(day, "control", days[day][0], 500).day(day, "b", days[day][1], 500);
        if (day < known) {
          then.day(day, "control", days[day][0], 500).day(day, "b", days[day][1], 500);
        }
      }
      LocalDate last = TestTrial.START.plusDays(known - 1);
      assertThat(then.course().decision().map(Finding::on))
          .isEqualTo(now.course().decision().map(Finding::on).filter(on -> !on.isAfter(last)));
    }
  }
}
