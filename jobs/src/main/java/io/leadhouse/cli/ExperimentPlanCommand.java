package io.leadhouse.cli;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.statistics.experiment.MeanPower;
import io.leadhouse.statistics.experiment.PowerPlan;
import io.leadhouse.statistics.experiment.ProportionPower;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers at once: it opens neither Spark nor sql/. */
@Command(
    name = "plan",
    description = "Says how many units each arm of an A/B test needs.",
    footer = {
      "",
      "A rate:  leadhouse experiment plan --baseline 0.10 --lift 0.20",
      "A mean:  leadhouse experiment plan --sd 3 --difference 0.5"
    })
final class ExperimentPlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Effect effect;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      description = "Chance of a false alarm, two-sided. Default: ${DEFAULT-VALUE}.")
  private double alpha;

  @Option(
      names = "--power",
      defaultValue = "0.80",
      description = "Chance of seeing the effect where it is. Default: ${DEFAULT-VALUE}.")
  private double power;

  @Option(
      names = "--arms",
      defaultValue = "2",
      description = "Arms with the control; one question is asked. Default: ${DEFAULT-VALUE}.")
  private int arms;

  /** What is to be seen: a change of a rate or of a mean. */
  static final class Effect {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private RateChange rate;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private MeanChange mean;
  }

  static final class RateChange {
    @Option(
        names = "--baseline",
        required = true,
        description = "Rate of the control, above 0 and below 1.")
    private double baseline;

    @Option(
        names = "--lift",
        required = true,
        description = "Relative change that is worth knowing; 0.20 is + 20 %%.")
    private double lift;
  }

  static final class MeanChange {
    @Option(names = "--sd", required = true, description = "Standard deviation of one unit.")
    private double deviation;

    @Option(
        names = "--difference",
        required = true,
        description = "Change of the mean that is worth knowing, in the same unit.")
    private double difference;
  }

  @Override
  public Integer call() {
    PowerPlan plan = plan();
    if (arms < 2) {
      throw LeadhouseException.configuration("--arms " + arms + ": a test needs at least 2.");
    }
    boolean isRate = effect.rate != null;
    long perArm = whole(isRate ? rateUnits(effect.rate, plan) : meanUnits(effect.mean, plan));
    PrintWriter out = spec.commandLine().getOut();
    print(out, "units per arm  %,d%n", perArm);
    print(out, "in total       %,d in %d arms%n%n", Math.multiplyExact(perArm, arms), arms);
    print(
        out,
        "With %,d units in each arm, a %s is seen in %s of 100 tests in which it is real, and a"
            + " difference is reported in %s of 100 in which there is none.%n",
        perArm,
        isRate ? describe(effect.rate) : describe(effect.mean),
        number(100 * power),
        number(100 * alpha));
    out.flush();
    return 0;
  }

  private PowerPlan plan() {
    try {
      return new PowerPlan(alpha, power);
    } catch (IllegalArgumentException e) {
      throw LeadhouseException.configuration("--alpha, --power: " + e.getMessage() + ".");
    }
  }

  private static double rateUnits(RateChange rate, PowerPlan plan) {
    return required(
        ProportionPower.requiredUnits(rate.baseline, rate.baseline * (1 + rate.lift), plan),
        "--baseline "
            + rate.baseline
            + " --lift "
            + rate.lift
            + ": the rate before and after must lie between 0 and 1 and differ.");
  }

  private static double meanUnits(MeanChange mean, PowerPlan plan) {
    String problem =
        "--sd " + mean.deviation + " --difference " + mean.difference + ": neither may be 0.";
    return required(
        MeanPower.requiredUnits(mean.deviation, mean.deviation, mean.difference, plan), problem);
  }

  private static double required(OptionalDouble units, String problem) {
    return units.orElseThrow(() -> LeadhouseException.configuration(problem));
  }

  private static long whole(double units) {
    // A test needs a unit in each arm at the least, and a number that can be counted at the most.
    if (units > Integer.MAX_VALUE) {
      throw LeadhouseException.configuration("The effect is too small: no test is large enough.");
    }
    return Math.max(1, (long) Math.ceil(units));
  }

  private static String describe(RateChange rate) {
    return text(
        "change of a rate from %s %% to %s %%",
        number(100 * rate.baseline), number(100 * rate.baseline * (1 + rate.lift)));
  }

  private static String describe(MeanChange mean) {
    return text(
        "change of a mean by %s, where units differ by a standard deviation of %s,",
        number(mean.difference), number(mean.deviation));
  }

  /** Six digits at the most, and no zeros after the last. */
  private static String number(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }

  private static void print(PrintWriter out, String pattern, Object... values) {
    out.print(text(pattern, values));
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
