package io.leadhouse.pipeline;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableWrite;
import io.leadhouse.model.SourcePack;
import io.leadhouse.spark.Persisted;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * States of the raw tables, one after the other, each made at random from rows that a source once
 * had. From one to the next rows come late, go, come back, and take values of other rows: another
 * lead, owner, stage, time, survivor or amount.
 */
final class RandomHistory {
  /** How large a part of a table one step changes. */
  private static final double[] SHARES = {0, 0, 0.001, 0.002, 0.01, 0.1};

  /** Tables of which a row stands for much of the house, so that little of it would be by key. */
  private static final Set<String> SETTINGS =
      Set.of(
          "raw_organizations",
          "raw_pipeline_stages",
          "raw_channel_costs",
          "raw_campaigns",
          "raw_users");

  /** How much is between two runs. */
  enum Step {
    /** A tenth of every table, and of some tables more rows come back. */
    LARGE,
    /** Some rows of tables of any kind. */
    ANY,
    /** Some rows of the leads of one organization, and of what they do. */
    SMALL
  }

  private final SparkSession session = TestSession.fresh();
  private final DeltaStore store;
  private final Random random;
  private final Map<String, RawTable> tables = new TreeMap<>();
  private final Map<String, List<Row>> current = new HashMap<>();
  private final Object smallest;

  private record RawTable(StructType shape, List<String> key, List<Row> rows) {
    private static final String OWNER = "organization_id";

    /** The rows of an organization, where they name one. */
    List<Row> of(Object organization) {
      if (!List.of(shape.fieldNames()).contains(OWNER)) {
        return List.of();
      }
      int owner = shape.fieldIndex(OWNER);
      return rows.stream().filter(row -> organization.equals(row.get(owner))).toList();
    }
  }

  /**
   * @param store its raw tables are the rows to begin with
   */
  RandomHistory(DeltaStore store, SourcePack pack, long seed) {
    this.store = store;
    this.random = new Random(seed);
    pack.tables()
        .forEach(
            (name, table) -> {
              String raw = SourcePack.RAW_PREFIX + name;
              Dataset<Row> rows = read(raw);
              tables.put(
                  raw,
                  new RawTable(
                      rows.schema(),
                      table.key(),
                      rows.sort(table.key().stream().map(rows::col).toArray(Column[]::new))
                          .collectAsList()));
            });
    RawTable organizations = tables.get("raw_organizations");
    int id = organizations.shape.fieldIndex("id");
    this.smallest =
        organizations.rows.stream()
            .map(row -> row.get(id))
            .min(Comparator.comparing(one -> tables.get("raw_leads").of(one).size()))
            .orElseThrow();
  }

  /** Goes on to the next state. */
  void next(Step step) {
    tables.forEach(
        (name, table) -> {
          double share =
              switch (step) {
                case LARGE -> 0.1;
                case ANY -> SHARES[random.nextInt(SHARES.length)];
                case SMALL -> SETTINGS.contains(name) ? 0 : 0.02 * (1 + random.nextInt(2));
              };
          if (share == 0) {
            return;
          }
          List<Row> rows =
              changed(
                  table,
                  current.getOrDefault(name, table.rows),
                  step == Step.SMALL ? table.of(smallest) : table.rows,
                  share);
          try (Persisted wanted = Persisted.of(session.createDataFrame(rows, table.shape))) {
            var unused =
                store.write(
                    session,
                    TableWrite.of(store.path("raw", name), table.key, "{}"),
                    wanted.in(session));
          }
          // What this step changed stays so, unless the next one takes it up again.
          current.put(name, rows);
        });
  }

  /** Rows at some places go, come (back), or take other values. */
  private List<Row> changed(RawTable table, List<Row> now, List<Row> from, double share) {
    Map<String, Row> rows = new TreeMap<>();
    now.forEach(row -> rows.put(keyOf(table, row), row));
    for (int i = 0; i < Math.ceil(from.size() * share); i++) {
      Row row = from.get(random.nextInt(from.size()));
      String key = keyOf(table, row);
      switch (random.nextInt(4)) {
        case 0 -> rows.remove(key);
        case 1 -> rows.put(key, row);
        default -> rows.put(key, altered(table, row, from));
      }
    }
    return List.copyOf(rows.values());
  }

  private static String keyOf(RawTable table, Row row) {
    return table.key.stream()
        .map(column -> row.get(table.shape.fieldIndex(column)).toString())
        .toList()
        .toString();
  }

  private Row altered(RawTable table, Row row, List<Row> from) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    for (int change = 0; change < 3; change++) {
      int column = random.nextInt(values.length);
      if (!table.key.contains(table.shape.fieldNames()[column])) {
        values[column] = from.get(random.nextInt(from.size())).get(column);
      }
    }
    return RowFactory.create(values);
  }

  private Dataset<Row> read(String raw) {
    Path path = store.path("raw", raw);
    return store.read(session, path, store.version(session, path));
  }
}
