package io.leadhouse.publish;

import static io.leadhouse.postgres.TableName.quote;
import static io.leadhouse.postgres.TableName.quoteAll;

import io.leadhouse.postgres.PostgresSession;
import io.leadhouse.postgres.TableName;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The definition of one published table. A table is never replaced, only altered: a REPEATABLE READ
 * reader that began before would see a replacement empty, and views, grants and policies that
 * others set on it would be lost.
 */
final class TableDdl {
  private static final Pattern OUR_INDEX = Pattern.compile(".*_[0-9a-f]{8}_idx");

  private static final String REQUIRED = " NOT NULL";

  private final PostgresSession session;
  private final TableName table;
  private final TablePlan plan;

  TableDdl(PostgresSession session, TableName table, TablePlan plan) {
    this.session = session;
    this.table = table;
    this.plan = plan;
  }

  /** Columns, before any row is written. */
  void columns() throws SQLException {
    switch (plan.action()) {
      case SKIP, CHANGES -> {}
      case CREATE -> create(session, "CREATE TABLE", table, plan.shape());
      case MERGE -> alter();
      case REFILL -> {
        if (plan.existing().orElseThrow().keyConstraint().isPresent()) {
          String constraint = plan.existing().get().keyConstraint().get();
          session.execute("ALTER TABLE " + table.sql() + " DROP CONSTRAINT " + quote(constraint));
        }
        alter();
      }
    }
  }

  /** Key, indexes and comments, after the rows: building an index once is cheaper. */
  void rest() throws SQLException {
    if (plan.isWrittenWhole()) {
      addKey(session, table, plan.shape());
    }
    if (plan.isRedefined()) {
      indexes();
      comments();
    }
  }

  /** An empty table of the shape, without key; key columns refuse NULL. */
  static void create(PostgresSession session, String create, TableName name, TableShape shape)
      throws SQLException {
    String columns =
        shape.columns().stream()
            .map(column -> column(column) + (shape.key().contains(column.name()) ? REQUIRED : ""))
            .collect(Collectors.joining(", "));
    session.execute("%s %s (%s)".formatted(create, name.sql(), columns));
  }

  static void addKey(PostgresSession session, TableName name, TableShape shape)
      throws SQLException {
    session.execute(
        "ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(name.sql(), quoteAll(shape.key())));
  }

  private static String column(TableShape.Column column) {
    return quote(column.name()) + " " + column.sqlType();
  }

  private void alter() throws SQLException {
    String changes =
        Stream.of(
                plan.columnsToDrop().stream().map(name -> "DROP COLUMN " + quote(name)),
                plan.columnsToRelax().stream()
                    .map(name -> "ALTER COLUMN " + quote(name) + " DROP NOT NULL"),
                plan.columnsToAdd().stream().map(column -> "ADD COLUMN " + column(column)))
            .flatMap(changesOfAKind -> changesOfAKind)
            .collect(Collectors.joining(", "));
    if (!changes.isEmpty()) {
      session.execute("ALTER TABLE " + table.sql() + " " + changes);
    }
  }

  private void indexes() throws SQLException {
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    plan.shape().indexes().forEach(columns -> wanted.put(indexName(columns), columns));
    List<String> unwanted =
        plan.existing().stream()
            .flatMap(existing -> existing.indexes().stream())
            .filter(OUR_INDEX.asMatchPredicate().and(Predicate.not(wanted::containsKey)))
            .toList();
    for (String index : unwanted) {
      session.execute("DROP INDEX IF EXISTS " + new TableName(table.schema(), index).sql());
    }
    for (Map.Entry<String, List<String>> index : wanted.entrySet()) {
      session.execute(
          "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
              .formatted(quote(index.getKey()), table.sql(), quoteAll(index.getValue())));
    }
  }

  /** Says which index it is, so that equal ones are kept and ours are told from others'. */
  private String indexName(List<String> columns) {
    String readable = table.name().substring(0, Math.min(table.name().length(), 40));
    String digest = TableShape.digest(table.name() + '\n' + String.join("\n", columns));
    return readable + "_" + digest.substring(0, 8) + "_idx";
  }

  private void comments() throws SQLException {
    comment("TABLE " + table.sql(), plan.shape().description());
    for (TableShape.Column column : plan.shape().columns()) {
      comment("COLUMN " + table.sql() + "." + quote(column.name()), column.meaning());
    }
  }

  private void comment(String object, String text) throws SQLException {
    session.execute("COMMENT ON " + object + " IS " + session.literal(text));
  }
}
