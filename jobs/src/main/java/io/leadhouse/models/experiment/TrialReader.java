package io.leadhouse.models.experiment;

import io.leadhouse.statistics.experiment.PairTotals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** Reads what {@link Trials} collected of one test. */
final class TrialReader {
  private final Row row;

  private TrialReader(Row row) {
    this.row = row;
  }

  static Trial read(Row row) {
    return new TrialReader(row).trial();
  }

  private Trial trial() {
    Map<String, Long> assigned = new TreeMap<>();
    for (Row assignment : list("assignments")) {
      assigned.put(assignment.getString(0), assignment.getLong(1));
    }
    ExperimentPlan plan = plan(assigned);
    NavigableMap<LocalDate, Map<Cell, ArmTotals>> days = new TreeMap<>();
    Map<String, Long> units = new HashMap<>();
    long immature = 0;
    String anyMetric = plan.metrics().isEmpty() ? null : plan.metrics().get(0).name();
    for (Row outcome : list("outcomes")) {
      long count = outcome.<Long>getAs("units");
      String variant = outcome.getAs("variant");
      String metric = outcome.getAs("metric");
      Integer day = outcome.getAs("mature_day");
      // Every unit has a row for every metric; it is counted by one of them.
      if (metric.equals(anyMetric)) {
        units.merge(variant, count, Long::sum);
        immature += day == null ? count : 0;
      }
      if (day != null) {
        days.computeIfAbsent(LocalDate.ofEpochDay(day), d -> new HashMap<>())
            .merge(new Cell(metric, variant), totals(outcome, count), ArmTotals::plus);
      }
    }
    return new Trial(
        plan,
        days,
        units,
        assigned,
        immature,
        row.<Long>getAs("units_in_several"),
        day("first_assigned_day"),
        day("last_assigned_day"));
  }

  private static ArmTotals totals(Row outcome, long units) {
    BigDecimal value = outcome.getAs("outcome");
    BigDecimal denominator = outcome.getAs("denominator");
    BigDecimal before = outcome.getAs("before");
    return new ArmTotals(
        value.signum() > 0 ? units : 0,
        PairTotals.of(value, denominator == null ? BigDecimal.ZERO : denominator, units),
        before == null ? PairTotals.NONE : PairTotals.of(value, before, units));
  }

  private ExperimentPlan plan(Map<String, Long> assigned) {
    return new ExperimentPlan(
        row.getAs("organization_id"),
        row.getAs("experiment_id"),
        row.getAs("status"),
        day("starts_day"),
        day("ends_day"),
        arms(assigned),
        metrics(),
        row.getAs("planned_sample_size"),
        row.getAs("minimum_effect"),
        row.getAs("confidence_level"),
        day("as_of_day"));
  }

  /**
   * The planned arms in their order, and after them those that units were put into all the same.
   */
  private List<Arm> arms(Map<String, Long> assigned) {
    List<Row> planned = list("variants");
    boolean marked = planned.stream().anyMatch(arm -> Boolean.TRUE.equals(arm.getAs("is_control")));
    Map<String, Arm> arms = new LinkedHashMap<>();
    boolean controlFound = false;
    for (Row arm : planned) {
      String name = arm.getAs("name");
      boolean isControl =
          !controlFound && (!marked || Boolean.TRUE.equals(arm.getAs("is_control")));
      arms.put(name, new Arm(name, weight(arm.getAs("weight")), isControl));
      controlFound |= isControl;
    }
    assigned.keySet().forEach(name -> arms.putIfAbsent(name, new Arm(name, 0, false)));
    return List.copyOf(arms.values());
  }

  /** Arms without a weight share equally. */
  private static double weight(Double stated) {
    if (stated == null) {
      return 1;
    }
    return stated > 0 && Double.isFinite(stated) ? stated : 0;
  }

  private List<Metric> metrics() {
    List<Metric> metrics = new ArrayList<>();
    for (Row metric : list("metrics")) {
      String role = metric.getAs("role");
      String unstated = metrics.isEmpty() ? Metric.PRIMARY : Metric.SECONDARY;
      String direction = metric.getAs("good_direction");
      metrics.add(
          new Metric(
              metric.getAs("name"),
              metric.getAs("kind"),
              role == null ? unstated : role,
              Metric.DOWN.equals(direction) ? Metric.DOWN : Metric.UP,
              metric.getAs("margin"),
              Boolean.TRUE.equals(metric.getAs("cuped"))));
    }
    return List.copyOf(metrics);
  }

  private List<Row> list(String column) {
    int place = row.fieldIndex(column);
    return row.isNullAt(place) ? List.of() : new ArrayList<>(row.<Row>getList(place));
  }

  private LocalDate day(String column) {
    Integer day = row.getAs(column);
    return day == null ? null : LocalDate.ofEpochDay(day);
  }
}
