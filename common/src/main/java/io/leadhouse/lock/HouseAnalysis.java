package io.leadhouse.lock;

import io.leadhouse.engine.InputViews;
import io.leadhouse.engine.Models;
import io.leadhouse.engine.RejectRules;
import io.leadhouse.engine.TouchRules;
import io.leadhouse.graph.House;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Check;
import io.leadhouse.model.Refresh;
import io.leadhouse.model.Rule;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Analyzed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Type-checks every table of the house over empty inputs; no job runs. */
public final class HouseAnalysis {
  private HouseAnalysis() {}

  /**
   * The column types of every stored table.
   *
   * @param raw column types of the pack's raw tables
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION naming file, line and mistake
   */
  public static NavigableMap<String, Map<String, String>> tables(
      SparkSession session, House house, Models models, Map<String, Map<String, String>> raw) {
    return tables(session, house, models, raw, house.graph().order());
  }

  /**
   * As {@link #tables(SparkSession, House, Models, Map)}, of some tables only.
   *
   * @param given column types of everything else that they read
   * @param names the tables, inputs before what reads them
   */
  public static NavigableMap<String, Map<String, String>> tables(
      SparkSession session,
      House house,
      Models models,
      Map<String, Map<String, String>> given,
      List<String> names) {
    Map<String, Map<String, String>> known = new LinkedHashMap<>(given);
    InputViews empty =
        (own, name) -> own.createDataFrame(List.of(), SchemaLock.schema(known.get(name)));
    NavigableMap<String, Map<String, String>> stored = new TreeMap<>();
    for (String name : names) {
      Table table = house.warehouse().table(name);
      if (table.isStaging()) {
        for (Rule rule : table.rules()) {
          String condition = rule.reject();
          requireAnalyzable(
              table,
              List.of(condition),
              () -> RejectRules.check(TableFileLine.place(table, condition), session, table, rule));
        }
        // Checks the pack's query against the contract, whose types are what others read.
        requireAnalyzable(
            table, rules(table), () -> models.judged(session.newSession(), table, empty));
        known.put(name, SchemaLock.columns(table.contract()));
      } else {
        Dataset<Row> rows = models.rows(session.newSession(), table, empty);
        for (Check check : table.checks()) {
          requireAnalyzable(table, List.of(check.predicate()), () -> rows.where(check.predicate()));
        }
        requireTouchable(session, house.graph(), table, empty);
        Map<String, String> columns = SchemaLock.columns(rows.schema());
        known.put(name, columns);
        stored.put(name, columns);
      }
    }
    return stored;
  }

  /** Checks that the queries of {@code touched_by} lead to the refresh key. */
  private static void requireTouchable(
      SparkSession session, TableGraph graph, Table table, InputViews empty) {
    if (table.refresh() instanceof Refresh.ByKey byKey) {
      Column[] key = byKey.key().stream().map(functions::col).toArray(Column[]::new);
      byKey
          .touchedBy()
          .forEach(
              (input, query) -> {
                SparkSession own = session.newSession();
                graph
                    .inputs(table.name())
                    .forEach(name -> empty.rows(own, name).createOrReplaceTempView(name));
                empty.rows(own, input).createOrReplaceTempView(TableGraph.CHANGED);
                requireAnalyzable(
                    table,
                    List.of(query),
                    () -> {
                      Dataset<Row> keys = own.sql(query);
                      TouchRules.check(table, input, query, Analyzed.of(keys));
                      return keys.select(key);
                    });
              });
    }
  }

  private static List<String> rules(Table contract) {
    return contract.rules().stream().map(Rule::reject).toList();
  }

  /** Runs an analysis and blames the conditions of table.yml when it fails. */
  private static void requireAnalyzable(
      Table table, List<String> conditions, Supplier<Dataset<Row>> analysis) {
    try {
      var unused = analysis.get();
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw TableFileLine.complaint(table, conditions, e);
      }
      throw e;
    }
  }
}
