package io.leadhouse.models.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.model.ModelInputs;
import io.leadhouse.models.attribution.SlowAttribution.Contact;
import io.leadhouse.models.attribution.SlowAttribution.Goal;
import io.leadhouse.testing.RandomRows;
import io.leadhouse.testing.TestSession;
import io.leadhouse.testing.WholeTables;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole table against {@link SlowAttribution}, on random histories. */
class TouchCreditTest {
  private static final String[] KEY = {
    "organization_id", "lead_id", "conversion_type", "conversion_number", "touch_number"
  };
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Half a day, so that touches and conversions often meet, and ages are parts of half-lives. */
  private static final Duration STEP = Duration.ofHours(12);

  private static final StructType TOUCHPOINT =
      StructType.fromDDL(
          "organization_id string, lead_id string, touch_number int, touch_id string, touched_at"
              + " timestamp, channel string, campaign_id string, is_direct boolean");
  private static final StructType CONVERSION =
      StructType.fromDDL(
          "organization_id string, lead_id string, conversion_type string, conversion_number int,"
              + " converted_at timestamp, is_refund boolean, value_amount decimal(18,3),"
              + " currency string");
  private static final StructType ORGANIZATION =
      StructType.fromDDL("organization_id string, currency_digits int");

  private final SparkSession session = TestSession.fresh();

  @ParameterizedTest
  @CsvSource({"1, 0, 7", "2, 10, 3"})
  void creditsAreThoseOfTheDefinitionsHoweverRowsAreSpread(
      long seed, int lookbackDays, int halfLifeDays) {
    List<Contact> contacts = contacts(seed);
    List<Goal> goals = goals(seed);
    List<Row> expected = new SlowAttribution(contacts, goals, lookbackDays, halfLifeDays).rows();
    assertThat(expected).hasSizeGreaterThan(goals.size());

    for (int partitions : new int[] {1, 2, 7}) {
      session.conf().set("spark.sql.shuffle.partitions", partitions);
      Map<String, Dataset<Row>> tables =
          Map.of(
              "touchpoint",
                  table(contacts.stream().map(this::row).toList(), TOUCHPOINT, partitions),
              "conversion", table(goals.stream().map(this::row).toList(), CONVERSION, partitions),
              "organization",
                  table(
                      List.of(
                          RowFactory.create("1", 2),
                          RowFactory.create("2", 0),
                          RowFactory.create("3", 3)),
                      ORGANIZATION,
                      1));
      Map<String, Object> parameters =
          Map.of(
              "attribution_lookback_days", lookbackDays,
              "attribution_half_life_days", halfLifeDays);

      Dataset<Row> actual = new TouchCredit().rows(inputs(tables, parameters));

      WholeTables.assertSameRows(session.createDataFrame(expected, actual.schema()), actual, KEY);
    }
  }

  private static List<Contact> contacts(long seed) {
    List<Row> drawn =
        RandomRows.with("organization string, lead string, step int, channel string")
            .oneOf("organization", "1", "2", "3")
            .oneOf("lead", "a", "b", "c", "d", "10", "9")
            .between("step", 0, 120)
            .oneOf("channel", "direct", "email", "search", "unknown")
            .rows(400, seed);
    List<Row> ordered = new ArrayList<>(drawn);
    ordered.sort(Comparator.comparingInt(row -> row.getInt(2)));
    Map<String, Integer> numbers = new HashMap<>();
    List<Contact> contacts = new ArrayList<>();
    for (Row row : ordered) {
      int number = numbers.merge(row.getString(0) + "/" + row.getString(1), 1, Integer::sum);
      contacts.add(
          new Contact(
              row.getString(0),
              row.getString(1),
              number,
              "e:" + contacts.size(),
              START.plus(STEP.multipliedBy(row.getInt(2))),
              row.getString(3),
              "campaign of " + row.getString(3),
              row.getString(3).equals("direct")));
    }
    return contacts;
  }

  /** First entries, and purchases and refunds of some cents; three currencies. */
  private static List<Goal> goals(long seed) {
    List<Row> drawn =
        RandomRows.with("organization string, lead string, type string, step int, units int")
            .oneOf("organization", "1", "2", "3")
            .oneOf("lead", "a", "b", "c", "d", "10", "without touches")
            .oneOf("type", "lead_created", "opportunity", "customer", "purchase", "purchase")
            .between("step", 0, 120)
            .between("units", -30_000, 100_000)
            .rows(120, seed + 1_000);
    List<Row> ordered = new ArrayList<>(drawn);
    ordered.sort(Comparator.comparingInt(row -> row.getInt(3)));
    Map<String, Integer> numbers = new HashMap<>();
    List<Goal> goals = new ArrayList<>();
    for (Row row : ordered) {
      String type = row.getString(2);
      String lead = row.getString(0) + "/" + row.getString(1) + "/" + type;
      boolean repeatable = type.equals("purchase");
      int number = numbers.merge(lead, 1, Integer::sum);
      if (number == 1 || repeatable) {
        int digits = Map.of("1", 2, "2", 0, "3", 3).get(row.getString(0));
        boolean valued = repeatable || (type.equals("customer") && row.getInt(4) > 0);
        goals.add(
            new Goal(
                row.getString(0),
                row.getString(1),
                type,
                number,
                START.plus(STEP.multipliedBy(row.getInt(3))),
                repeatable && row.getInt(4) < 0,
                valued ? BigDecimal.valueOf(row.getInt(4), digits) : null,
                "currency of " + row.getString(0),
                digits));
      }
    }
    return goals;
  }

  private Row row(Contact contact) {
    return RowFactory.create(
        contact.organization(),
        contact.lead(),
        contact.number(),
        contact.id(),
        Timestamp.from(contact.at()),
        contact.channel(),
        contact.campaign(),
        contact.direct());
  }

  private Row row(Goal goal) {
    return RowFactory.create(
        goal.organization(),
        goal.lead(),
        goal.type(),
        goal.number(),
        Timestamp.from(goal.at()),
        goal.refund(),
        goal.value(),
        goal.currency());
  }

  private Dataset<Row> table(List<Row> rows, StructType schema, int partitions) {
    return session.createDataFrame(rows, schema).repartition(partitions);
  }

  private static ModelInputs inputs(
      Map<String, Dataset<Row>> tables, Map<String, Object> parameters) {
    return new ModelInputs() {
      @Override
      public Dataset<Row> table(String name) {
        return tables.get(name);
      }

      @Override
      public <T> T parameter(String name, Class<T> type) {
        return type.cast(parameters.get(name));
      }
    };
  }
}
