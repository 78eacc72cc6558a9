package io.leadhouse.pipeline;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;

/**
 * What happens to the raw tables of a source: rows come late, come twice, change and go; leads are
 * merged, and merged again; stages are entered again; events turn out to have been at another time;
 * leads and whole organizations go and come back; settings change; files arrive. Equal seeds give
 * equal histories.
 */
final class RandomHistory {
  /** Tables whose rows are no events of a lead, and may stand for much of the house. */
  private static final Set<String> SETTINGS =
      Set.of(
          "raw_organizations",
          "raw_pipeline_stages",
          "raw_channel_costs",
          "raw_campaigns",
          "raw_users",
          "raw_fx_rates",
          "raw_holidays",
          "raw_lead_scoring_rules",
          "raw_lead_assignment_rules",
          "raw_ab_tests");

  /** By the column that names it, the table through which a row belongs to an organization. */
  private static final Map<String, String> THROUGH =
      Map.of(
          "lead_id", "raw_leads",
          "loser_id", "raw_leads",
          "campaign_id", "raw_campaigns",
          "test_id", "raw_ab_tests");

  private static final List<String> LEAD_COLUMNS =
      List.of("lead_id", "entity_id", "loser_id", "survivor_id");
  private static final String OWNER = "organization_id";
  private static final String ORGANIZATIONS = "raw_organizations";
  private static final String LEADS = "raw_leads";
  private static final String MERGES = "raw_lead_merges";
  private static final String CHANGES = "raw_audit_logs";

  private final Random random;
  private final NavigableMap<String, RawTable> tables;
  private final List<Consumer<Object>> kinds;
  private Instant now = Instant.EPOCH;
  private int passed;
  private long lastId = 1_000_000_000_000L;

  /**
   * @param tables raw tables with all their rows, of which some are yet to come when it begins
   * @param seed of everything that is left to chance
   */
  RandomHistory(Map<String, RawTable> tables, long seed) {
    this.random = new Random(seed);
    this.tables = new TreeMap<>(tables);
    this.tables.forEach(
        (name, table) -> {
          if (!SETTINGS.contains(name)) {
            table.remove(row -> random.nextInt(10) == 0);
          }
        });
    organizationGoesOrComesBack();
    this.kinds =
        new ArrayList<>(
            List.of(
                this::rowComes,
                this::rowChanges,
                this::rowGoes,
                this::rowComesTwice,
                this::leadsAreMerged,
                this::stageIsEnteredAgain,
                this::timeIsCorrected,
                this::timeIsAboutNow,
                this::leadGoesOrComesBack,
                this::settingChanges,
                this::fileArrives));
  }

  /** The raw tables as they are now, by name. */
  NavigableMap<String, RawTable> tables() {
    return tables;
  }

  /**
   * Lets so many things happen to one organization, all kinds equally often. It is the smallest one
   * at first, so that little of the house is touched; later it may be any, and another one may go
   * or come back.
   *
   * @param now the clock of the run that follows, around which some of it is
   */
  void pass(int happenings, Instant now) {
    this.now = now;
    boolean first = passed++ == 0;
    if (!first && random.nextBoolean()) {
      organizationGoesOrComesBack();
    }
    List<Object> all = organizations();
    Object organization = all.isEmpty() ? null : all.get(first ? 0 : random.nextInt(all.size()));
    Collections.shuffle(kinds, random);
    for (int i = 0; i < happenings; i++) {
      kinds.get(i % kinds.size()).accept(organization);
    }
  }

  private void rowComes(Object organization) {
    RawTable table = anyEvents(organization);
    any(table.absent().stream().filter(row -> owns(organization, table, row)).toList(), table::put);
  }

  private void rowChanges(Object organization) {
    RawTable table = anyEvents(organization);
    any(rows(table, organization), row -> table.put(altered(table, row)));
  }

  private void rowGoes(Object organization) {
    RawTable table = anyEvents(organization);
    any(rows(table, organization), row -> table.remove(row::equals));
  }

  private void rowComesTwice(Object organization) {
    RawTable table = anyEvents(organization);
    if (table.key().equals(List.of("id"))) {
      any(rows(table, organization), row -> table.put(table.with(row, Map.of("id", newId(table)))));
    }
  }

  /** Where there are merges already, one of their leads is merged again. */
  private void leadsAreMerged(Object organization) {
    RawTable merges = tables.get(MERGES);
    if (merges == null) {
      return;
    }
    List<Object> leads = ids(LEADS, organization);
    List<Object> ends = new ArrayList<>(leads);
    if (random.nextBoolean()) {
      for (Row merge : rows(merges, organization)) {
        ends.add(merges.value(merge, "survivor_id"));
        ends.add(merges.value(merge, "loser_id"));
      }
    }
    RawTable events = tables.get(CHANGES);
    any(
        ends,
        loser ->
            any(
                leads,
                survivor ->
                    any(
                        events.rows(),
                        event ->
                            merges.put(
                                RowFactory.create(
                                    loser, survivor, events.value(event, "created_at"))))));
  }

  private void stageIsEnteredAgain(Object organization) {
    RawTable table = tables.get(CHANGES);
    if (table == null) {
      return;
    }
    any(
        rows(table, organization).stream()
            .filter(row -> "stage_change".equals(table.value(row, "action")))
            .filter(row -> table.value(row, "created_at") != null)
            .toList(),
        row -> {
          Timestamp at = (Timestamp) table.value(row, "created_at");
          table.put(
              table.with(
                  row,
                  Map.of(
                      "id",
                      newId(table),
                      "created_at",
                      Timestamp.from(
                          at.toInstant().plus(Duration.ofHours(random.nextInt(2_000)))))));
        });
  }

  private void timeIsCorrected(Object organization) {
    timeMoves(organization, time -> time.minus(Duration.ofHours(random.nextInt(9_600))));
  }

  /** Some of it is then seen only by a later run. */
  private void timeIsAboutNow(Object organization) {
    timeMoves(organization, time -> now.plus(Duration.ofHours(random.nextInt(60) - 30)));
  }

  private void timeMoves(Object organization, UnaryOperator<Instant> moved) {
    RawTable table = anyEvents(organization);
    List<String> times = new ArrayList<>();
    for (StructField field : table.shape().fields()) {
      if (field.dataType().equals(DataTypes.TimestampType) && !table.key().contains(field.name())) {
        times.add(field.name());
      }
    }
    any(
        rows(table, organization),
        row ->
            any(
                times,
                column -> {
                  Timestamp time = (Timestamp) table.value(row, column);
                  if (time != null) {
                    table.put(
                        table.with(
                            row, Map.of(column, Timestamp.from(moved.apply(time.toInstant())))));
                  }
                }));
  }

  private void leadGoesOrComesBack(Object organization) {
    RawTable leads = tables.get(LEADS);
    if (leads == null) {
      return;
    }
    any(
        leads.known().stream().filter(row -> owns(organization, leads, row)).toList(),
        lead -> {
          Object id = leads.value(lead, "id");
          boolean goes = leads.rows().contains(lead);
          tables.forEach(
              (name, table) -> {
                List<Row> its =
                    table.known().stream().filter(row -> isOf(id, name, table, row)).toList();
                its.forEach(goes ? row -> table.remove(row::equals) : table::put);
              });
        });
  }

  private static boolean isOf(Object lead, String name, RawTable table, Row row) {
    return name.equals(LEADS)
        ? lead.equals(table.value(row, "id"))
        : LEAD_COLUMNS.stream().anyMatch(column -> lead.equals(table.value(row, column)));
  }

  /** Leads and spend that the CRM knows already, or not, or as another file said before. */
  private void fileArrives(Object organization) {
    long line = ++lastId;
    fileRow("raw_lead_file", LEADS, organization, Map.of("id", "lead_id"), line);
    fileRow("raw_ad_spend_file", "raw_campaign_spend", organization, Map.of(), line);
  }

  private void fileRow(
      String file, String source, Object organization, Map<String, String> renamed, long line) {
    RawTable into = tables.get(file);
    if (into == null) {
      return;
    }
    RawTable from = tables.get(source);
    any(
        rows(from, organization),
        row -> {
          Map<String, Object> values = new HashMap<>();
          for (StructField field : from.shape().fields()) {
            values.put(
                renamed.getOrDefault(field.name(), field.name()), from.value(row, field.name()));
          }
          values.put(OWNER, organization);
          if (random.nextBoolean()) {
            values.put("lead_id", "L-" + random.nextInt(3));
          }
          values.put("file_hash", "f" + line % 3);
          values.put("file_number", line % 3);
          values.put("line", line);
          Object[] cells = new Object[into.shape().length()];
          for (int i = 0; i < cells.length; i++) {
            StructField field = into.shape().fields()[i];
            cells[i] = landed(values.get(field.name()), field.dataType());
          }
          into.put(RowFactory.create(cells));
        });
  }

  private static Object landed(Object value, DataType type) {
    if (value != null && type.equals(DataTypes.StringType)) {
      return value.toString();
    }
    return value instanceof BigDecimal amount
        ? amount.setScale(((DecimalType) type).scale(), RoundingMode.HALF_UP)
        : value;
  }

  private void settingChanges(Object organization) {
    List<String> names = SETTINGS.stream().sorted().filter(tables::containsKey).toList();
    any(
        names,
        name -> {
          RawTable table = tables.get(name);
          Predicate<Row> its =
              name.equals(ORGANIZATIONS)
                  ? row -> same(organization, table.value(row, "id"))
                  : row -> owns(organization, table, row) || owns(null, table, row);
          if (random.nextInt(4) == 0 && !name.equals(ORGANIZATIONS)) {
            any(table.rows().stream().filter(its).toList(), row -> table.remove(row::equals));
          } else {
            any(table.known().stream().filter(its).toList(), row -> table.put(altered(table, row)));
          }
        });
  }

  private void organizationGoesOrComesBack() {
    RawTable organizations = tables.get(ORGANIZATIONS);
    if (organizations == null) {
      return;
    }
    List<Row> gone = new ArrayList<>(organizations.known());
    gone.removeAll(organizations.rows());
    if (gone.isEmpty()) {
      any(organizations.rows(), row -> organization(organizations.value(row, "id"), false));
    } else {
      gone.forEach(row -> organization(organizations.value(row, "id"), true));
    }
  }

  private void organization(Object id, boolean comes) {
    Map<String, List<Row>> its = new TreeMap<>();
    tables.forEach(
        (name, table) ->
            its.put(
                name,
                table.known().stream()
                    .filter(
                        row ->
                            name.equals(ORGANIZATIONS)
                                ? id.equals(table.value(row, "id"))
                                : owns(id, table, row))
                    .toList()));
    its.forEach(
        (name, rows) -> {
          RawTable table = tables.get(name);
          rows.forEach(comes ? table::put : row -> table.remove(row::equals));
        });
  }

  /** Up to three columns take the value of another row, or none. */
  private Row altered(RawTable table, Row row) {
    Map<String, Object> values = new HashMap<>();
    List<Row> others = table.known();
    for (int i = 0; i < 3; i++) {
      String column = table.shape().fieldNames()[random.nextInt(table.shape().length())];
      if (!table.key().contains(column)) {
        Row other = others.get(random.nextInt(others.size()));
        values.put(column, random.nextInt(8) == 0 ? null : table.value(other, column));
      }
    }
    return table.with(row, values);
  }

  private Object newId(RawTable table) {
    lastId++;
    return table.shape().apply("id").dataType().equals(DataTypes.LongType)
        ? (Object) lastId
        : String.valueOf(lastId);
  }

  /** A table with rows of the organization that are no settings. */
  private RawTable anyEvents(Object organization) {
    List<RawTable> candidates = new ArrayList<>();
    tables.forEach(
        (name, table) -> {
          if (!SETTINGS.contains(name)
              && table.known().stream().anyMatch(row -> owns(organization, table, row))) {
            candidates.add(table);
          }
        });
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** Those that have leads, the one with the fewest first. */
  private List<Object> organizations() {
    RawTable leads = tables.get(LEADS);
    if (leads == null) {
      return List.of();
    }
    Map<Object, Long> sizes = new HashMap<>();
    for (Row lead : leads.rows()) {
      Object owner = leads.value(lead, OWNER);
      if (owner != null) {
        sizes.merge(owner, 1L, Long::sum);
      }
    }
    return sizes.entrySet().stream()
        .sorted(
            Map.Entry.<Object, Long>comparingByValue()
                .thenComparing(size -> size.getKey().toString()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<Row> rows(RawTable table, Object organization) {
    return table.rows().stream().filter(row -> owns(organization, table, row)).toList();
  }

  private List<Object> ids(String name, Object organization) {
    RawTable table = tables.get(name);
    return rows(table, organization).stream().map(row -> table.value(row, "id")).toList();
  }

  private boolean owns(Object organization, RawTable table, Row row) {
    if (table.has(OWNER)) {
      return same(organization, table.value(row, OWNER));
    }
    for (Map.Entry<String, String> through : new TreeMap<>(THROUGH).entrySet()) {
      if (table.has(through.getKey())) {
        RawTable owner = tables.get(through.getValue());
        Object id = table.value(row, through.getKey());
        return owner.known().stream()
            .anyMatch(
                one ->
                    same(id, owner.value(one, "id"))
                        && same(organization, owner.value(one, OWNER)));
      }
    }
    return organization == null;
  }

  /** Ids are numbers in the source and text in files. */
  private static boolean same(Object one, Object other) {
    return Objects.toString(one).equals(Objects.toString(other));
  }

  private <T> void any(List<T> from, Consumer<T> taken) {
    if (!from.isEmpty()) {
      taken.accept(from.get(random.nextInt(from.size())));
    }
  }
}
