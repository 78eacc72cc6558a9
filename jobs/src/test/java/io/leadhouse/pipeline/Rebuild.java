package io.leadhouse.pipeline;

import static org.apache.spark.sql.functions.col;

import io.leadhouse.engine.Models;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.engine.Quarantine;
import io.leadhouse.graph.House;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Persisted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Every table made at once from the raw rows, in memory and by the models alone: no run was before,
 * no version is read and nothing is compared. Rows lie in another order and in other partitions
 * than in a warehouse, by chance anew for every table.
 */
final class Rebuild implements AutoCloseable {
  private static final int MOST_PARTITIONS = 7;

  private final SparkSession session;
  private final Models models;
  private final Map<String, RawTable> raw;
  private final Random random;
  private final Map<String, Persisted> made = new HashMap<>();
  private final Map<Table, Persisted> judged = new LinkedHashMap<>();

  Rebuild(
      SparkSession session,
      House house,
      ParameterValues parameters,
      Map<String, RawTable> raw,
      long seed) {
    this.session = session;
    this.models = new Models(house.warehouse(), house.graph(), parameters);
    this.raw = raw;
    this.random = new Random(seed);
  }

  /** The rows of a table; those that it reads have been asked for before. */
  List<Row> rows(Table table) {
    SparkSession own = session.newSession();
    own.conf().set("spark.sql.shuffle.partitions", 1 + random.nextInt(MOST_PARTITIONS));
    own.conf().set("spark.sql.leafNodeNumPartitions", 1 + random.nextInt(MOST_PARTITIONS));
    own.conf().set("spark.sql.adaptive.enabled", random.nextBoolean());
    Persisted rows;
    if (table.isStaging()) {
      Persisted offered = Persisted.of(models.judged(own, table, this::input));
      judged.put(table, offered);
      rows = Persisted.of(offered.in(own).where(col(Models.REASON).isNull()).drop(Models.REASON));
    } else {
      rows = Persisted.of(models.rows(own, table, this::input));
    }
    made.put(table.name(), rows);
    return rows.in(own).collectAsList();
  }

  /** The rows that the contracts have refused, all of which have been asked for before. */
  List<Row> quarantine() {
    return judged.entrySet().stream()
        .map(contract -> Quarantine.refused(contract.getKey(), contract.getValue().in(session)))
        .reduce(Dataset::union)
        .map(rows -> Quarantine.counted(rows).collectAsList())
        .orElse(List.of());
  }

  private Dataset<Row> input(SparkSession own, String name) {
    if (made.containsKey(name)) {
      return made.get(name).in(own);
    }
    List<Row> rows = new ArrayList<>(raw.get(name).rows());
    Collections.shuffle(rows, random);
    return own.createDataFrame(rows, raw.get(name).shape());
  }

  @Override
  public void close() {
    made.values().forEach(Persisted::close);
    judged.values().forEach(Persisted::close);
  }
}
