package io.leadhouse.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.tables.SlowRetention.Day;
import io.leadhouse.tables.SlowRetention.Lead;
import io.leadhouse.testing.HouseTable;
import io.leadhouse.testing.RandomRows;
import io.leadhouse.testing.TestSession;
import io.leadhouse.testing.WholeTables;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The whole table against {@link SlowRetention}, on random leads over a turn of the year. */
class CohortRetentionTest {
  private static final LocalDate START = LocalDate.parse("2025-11-01");

  /** One organization's day turns in the middle of a week and month, the other's with both. */
  private static final Map<String, LocalDate> AS_OF =
      Map.of("1", LocalDate.parse("2026-03-19"), "2", LocalDate.parse("2026-02-01"));

  private static final StructType LEAD =
      StructType.fromDDL(
          "organization_id string, lead_id string, created_at timestamp, created_on date");
  private static final StructType LEAD_DAY =
      StructType.fromDDL(
          "organization_id string, lead_id string, day date, inbound_count bigint,"
              + " purchase_count bigint, replied_count bigint, behavioral_points bigint");
  private static final StructType REPORTING_DAY =
      StructType.fromDDL("organization_id string, end_at timestamp, as_of_day date");

  private final SparkSession session = TestSession.fresh();

  @Test
  void retentionIsThatOfTheDefinitionsHoweverRowsAreSpread() {
    List<Lead> leads = leads(5);
    SlowRetention reference = new SlowRetention(leads, days(leads, 6));
    List<Row> expected = new ArrayList<>();
    AS_OF.forEach((organization, asOf) -> expected.addAll(reference.rows(organization, asOf)));
    assertThat(expected).hasSizeGreaterThan(500);

    for (int partitions : new int[] {1, 5}) {
      session.conf().set("spark.sql.shuffle.partitions", partitions);
      Dataset<Row> actual =
          new HouseTable("cohort_retention").rows(session, inputs(reference, partitions));

      WholeTables.assertSameRows(
          session.createDataFrame(expected, actual.schema()),
          actual,
          "organization_id",
          "basis",
          "granularity",
          "cohort_start",
          "period");
    }
  }

  private static List<Lead> leads(long seed) {
    List<Lead> leads = new ArrayList<>();
    for (Row row :
        RandomRows.with("organization string, created int")
            .oneOf("organization", "1", "2")
            .between("created", 0, 150)
            .rows(80, seed)) {
      leads.add(new Lead(row.getString(0), "lead " + leads.size(), START.plusDays(row.getInt(1))));
    }
    return leads;
  }

  /** Days around the lives of these leads, a few of them of leads that are no longer there. */
  private static List<Day> days(List<Lead> leads, long seed) {
    List<Day> days = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Row row :
        RandomRows.with("organization string, lead int, day int, inbound int, purchases int")
            .oneOf("organization", "1", "2")
            .between("lead", 0, leads.size() + 3)
            .between("day", -10, 160)
            .oneOf("inbound", 0, 0, 1, 4)
            .oneOf("purchases", 0, 0, 0, 1, 2)
            .rows(900, seed)) {
      if (taken.add(row.getString(0) + "/" + row.getInt(1) + "/" + row.getInt(2))) {
        days.add(
            new Day(
                row.getString(0),
                "lead " + row.getInt(1),
                START.plusDays(row.getInt(2)),
                row.getInt(3),
                row.getInt(4)));
      }
    }
    return days;
  }

  private Map<String, Dataset<Row>> inputs(SlowRetention history, int partitions) {
    List<Row> leads = new ArrayList<>();
    for (Lead lead : history.leads()) {
      leads.add(
          RowFactory.create(
              lead.organization(),
              lead.id(),
              midnight(lead.createdOn()),
              Date.valueOf(lead.createdOn())));
    }
    List<Row> days = new ArrayList<>();
    for (Day day : history.days()) {
      days.add(
          RowFactory.create(
              day.organization(),
              day.lead(),
              Date.valueOf(day.day()),
              (long) day.inbound(),
              (long) day.purchases(),
              0L,
              0L));
    }
    List<Row> today = new ArrayList<>();
    AS_OF.forEach(
        (organization, asOf) ->
            today.add(RowFactory.create(organization, midnight(asOf), Date.valueOf(asOf))));
    Map<String, Dataset<Row>> inputs = new HashMap<>();
    inputs.put("lead", session.createDataFrame(leads, LEAD).repartition(partitions));
    inputs.put("lead_day", session.createDataFrame(days, LEAD_DAY).repartition(partitions));
    inputs.put("lead_calendar", new HouseTable("lead_calendar").rows(session, inputs));
    inputs.put("reporting_day", session.createDataFrame(today, REPORTING_DAY));
    inputs.put("cohort_period", new HouseTable("cohort_period").rows(session, inputs));
    return inputs;
  }

  private static Timestamp midnight(LocalDate day) {
    return Timestamp.from(day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
