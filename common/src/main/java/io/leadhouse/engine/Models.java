package io.leadhouse.engine;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.QueryFailure;
import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Logic;
import io.leadhouse.model.ModelInputs;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Runs the logic of tables: from views of the inputs in a session to a checked Dataset. The same
 * for a real run, for a case and for the analysis of empty tables.
 */
public final class Models {
  /** The column of {@link #judged} beside the contract's own. */
  public static final String REASON = "__reason";

  private final TableGraph graph;
  private final ParameterValues parameters;
  private final StagingViews staging;

  public Models(Warehouse warehouse, TableGraph graph, ParameterValues parameters) {
    this.graph = graph;
    this.parameters = parameters;
    this.staging = new StagingViews(warehouse);
  }

  /**
   * The rows of a stored table, with every input taken from {@code inputs}.
   *
   * @param session a session of this table's own: its temporary views are the inputs
   * @throws LeadhouseException CONFIGURATION when the columns are not those of table.yml
   */
  public Dataset<Row> rows(SparkSession session, Table table, InputViews inputs) {
    register(session, table, inputs);
    Dataset<Row> rows = logic(session, table);
    requireColumns(table, rows.schema());
    return rows;
  }

  /**
   * All rows that the pack offers for a contract, with the column {@value #REASON}: why the row is
   * refused, NULL where it is kept.
   */
  public Dataset<Row> judged(SparkSession session, Table contract, InputViews inputs) {
    return judged(session, contract, inputs, offered -> offered);
  }

  /** As {@link #judged(SparkSession, Table, InputViews)}, of a part of the offered rows. */
  Dataset<Row> judged(
      SparkSession session, Table contract, InputViews inputs, UnaryOperator<Dataset<Row>> part) {
    return staging.judged(session, contract, part.apply(offered(session, contract, inputs)));
  }

  /** All rows that the pack offers for a contract, as its query gives them. */
  Dataset<Row> offered(SparkSession session, Table contract, InputViews inputs) {
    register(session, contract, inputs);
    return logic(session, contract);
  }

  private void register(SparkSession session, Table table, InputViews inputs) {
    for (String name : graph.inputs(table.name())) {
      inputs.rows(session, name).createOrReplaceTempView(name);
    }
  }

  /** The bare result of the table's query or class over the session's views. */
  private Dataset<Row> logic(SparkSession session, Table table) {
    if (table.logic() instanceof Logic.Query query) {
      Map<String, Object> arguments = parameters.arguments(graph.parameters(table.name()));
      try {
        PurityRules.check(query.file(), query.sql());
        Dataset<Row> rows = session.sql(query.sql(), arguments);
        PurityRules.check(query.file(), rows.queryExecution().analyzed());
        KeyRules.check(table, query.file(), rows.queryExecution().analyzed());
        return rows;
      } catch (Exception e) {
        throw QueryFailure.of(query.file(), query.sql(), e);
      }
    }
    if (table.logic() instanceof Logic.JavaClass java) {
      return JavaModels.instance(table, java.className()).rows(inputsOf(session, java));
    }
    return session.createDataFrame(List.of(), table.contract());
  }

  private ModelInputs inputsOf(SparkSession session, Logic.JavaClass java) {
    return new ModelInputs() {
      @Override
      public Dataset<Row> table(String name) {
        List<String> columns = java.inputs().columns().get(name);
        if (columns == null) {
          throw LeadhouseException.configuration(
              java.className()
                  + " reads '"
                  + name
                  + "', which its table.yml does not list in inputs.");
        }
        Dataset<Row> rows = session.table(name);
        return columns.isEmpty()
            ? rows
            : rows.select(columns.stream().map(functions::col).toArray(Column[]::new));
      }

      @Override
      public <T> T parameter(String name, Class<T> type) {
        if (name.equals(Parameter.AS_OF) || parameters.value(name) == null) {
          throw LeadhouseException.configuration(
              java.className()
                  + " asks for parameter '"
                  + name
                  + "', which a Java model cannot have.");
        }
        return type.cast(parameters.value(name));
      }
    };
  }

  private static void requireColumns(Table table, StructType schema) {
    List<String> declared = List.copyOf(table.columns().keySet());
    List<String> actual = List.of(schema.fieldNames());
    if (!declared.equals(actual)) {
      throw LeadhouseException.configuration(
          table.folder().resolve("table.yml")
              + ": columns and query differ.\n  table.yml: "
              + String.join(", ", declared)
              + "\n  query:     "
              + String.join(", ", actual));
    }
  }
}
