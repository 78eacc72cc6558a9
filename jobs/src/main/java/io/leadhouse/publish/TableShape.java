package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.delta.ChangeFeed;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table's definition in Postgres: everything about it but its rows. */
record TableShape(
    String name,
    String description,
    List<Column> columns,
    List<String> key,
    List<List<String>> indexes)
    implements Serializable {

  /** Leaves room for the endings of the load tables within Postgres' 63 bytes. */
  private static final int LONGEST_NAME = 54;

  /**
   * A column.
   *
   * @param sqlType as Postgres spells it
   * @param meaning its comment
   */
  record Column(String name, ColumnType type, String sqlType, String meaning)
      implements Serializable {}

  /**
   * The shape that a table is to have.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when the table cannot stand in
   *     Postgres, naming table and column
   */
  static TableShape of(PublishedTable table) {
    requireUsableName(table.name());
    StructType schema = table.rows().schema();
    requireDescribed(table, schema);
    List<Column> columns =
        table.columns().entrySet().stream()
            .map(entry -> column(table, schema.apply(entry.getKey()), entry.getValue()))
            .toList();
    TableShape shape =
        new TableShape(table.name(), table.description(), columns, table.key(), table.indexes());
    if (shape.key.isEmpty()) {
      throw configuration("%s has no key; a published table needs one.".formatted(shape.name));
    }
    shape.requireColumns("key", shape.key);
    shape.indexes.forEach(index -> shape.requireColumns("index", index));
    return shape;
  }

  /** The shape of changed rows on their way: with the sign that says whether one came or went. */
  TableShape signed() {
    Column sign = new Column(ChangeFeed.SIGN, ColumnType.INTEGER, "bigint", "");
    return new TableShape(
        name, description, Stream.concat(columns.stream(), Stream.of(sign)).toList(), key, indexes);
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  List<Column> valueColumns() {
    return columns.stream().filter(column -> !key.contains(column.name())).toList();
  }

  Optional<Column> column(String column) {
    return columns.stream().filter(candidate -> candidate.name().equals(column)).findFirst();
  }

  /** Equal exactly for equal shapes; 32 hexadecimal digits. */
  String digest() {
    StringBuilder text = new StringBuilder();
    add(text, name, description);
    columns.forEach(column -> add(text, column.name(), column.sqlType(), column.meaning()));
    add(text, "key");
    add(text, key.toArray(String[]::new));
    for (List<String> index : indexes) {
      add(text, "index");
      add(text, index.toArray(String[]::new));
    }
    return digest(text.toString());
  }

  static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With lengths, so that no two lists of parts give the same text. */
  private static void add(StringBuilder text, String... parts) {
    for (String part : parts) {
      text.append(part.length()).append(':').append(part);
    }
  }

  private static Column column(PublishedTable table, StructField field, String meaning) {
    ColumnType type =
        ColumnType.of(field.dataType())
            .orElseThrow(
                () ->
                    configuration(
                        ("Column %s of %s has the type %s, which has no counterpart in Postgres."
                                + " Cast it in the table's query.")
                            .formatted(field.name(), table.name(), field.dataType().sql())));
    return new Column(field.name(), type, type.sqlType(field.dataType()), meaning);
  }

  private static void requireUsableName(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw configuration(
          "The table name %s is longer than %d bytes and cannot be published. Rename the table."
              .formatted(name, LONGEST_NAME));
    }
    if (name.equals(PublicationLedger.PUBLICATION)) {
      throw configuration(
          "A table named %s cannot be published: the record of publications has that name."
              .formatted(name));
    }
  }

  private static void requireDescribed(PublishedTable table, StructType schema) {
    List<String> found = List.of(schema.fieldNames());
    if (!new HashSet<>(found).equals(table.columns().keySet())) {
      throw configuration(
          "%s is described with the columns %s but has %s."
              .formatted(table.name(), table.columns().keySet(), found));
    }
  }

  private void requireColumns(String what, List<String> names) {
    for (String wanted : names) {
      if (column(wanted).isEmpty()) {
        throw configuration(
            "The %s of %s names the column %s, which the table does not have. It has %s."
                .formatted(what, name, wanted, columnNames()));
      }
    }
  }
}
