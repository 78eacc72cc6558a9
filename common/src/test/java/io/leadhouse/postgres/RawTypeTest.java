package io.leadhouse.postgres;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.SnapshotReader.Query;
import io.leadhouse.postgres.SnapshotReader.Selected;
import io.leadhouse.testing.TestSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RawTypeTest {
  private static final SourceDatabase SOURCE = SourceDatabase.create();
  private static final String TEN = "0123456789";

  private static final List<Case> CASES = representable().toList();

  /** One more than the longest case, so that each has a NULL. */
  private static final int ROWS = 1 + CASES.stream().mapToInt(Case::rows).max().orElseThrow();

  private static final List<String> REFUSED_TYPES =
      whatSparkCannotHoldIsRefusedWithItsReason()
          .map(arguments -> (String) arguments.get()[0])
          .distinct()
          .toList();

  private static ExportedSnapshot snapshot;
  private static SparkSession spark;

  /** Values as SQL and, after each, the text that Spark shows of what arrived. */
  private record Case(String type, String spark, List<String> values) {
    static Case of(String type, String spark, String... pairs) {
      return new Case(type, spark, List.of(pairs));
    }

    int rows() {
      return values.size() / 2;
    }

    /** The value of a row as SQL; NULL below the last. */
    String value(int row) {
      return row < rows() ? values.get(2 * row) : "NULL";
    }

    String arrival(int row) {
      return row < rows() ? values.get(2 * row + 1) : null;
    }
  }

  @BeforeAll
  static void open() {
    SOURCE.run(
        "CREATE TYPE mood AS ENUM ('sad', 'Très \"happy\"')",
        "CREATE DOMAIN money_amount AS numeric(10,2)",
        "CREATE DOMAIN price AS money_amount CHECK (VALUE > 0)",
        "CREATE DOMAIN tags AS text[]",
        "CREATE TYPE point3 AS (x int, label text)",
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE EXTENSION IF NOT EXISTS hstore");
    createTable("arriving", CASES.stream().map(Case::type).toList());
    for (int row = 0; row < ROWS; row++) {
      int n = row;
      SOURCE.run(
          "INSERT INTO arriving VALUES (%d, %s)"
              .formatted(n, CASES.stream().map(c -> c.value(n)).collect(joining(", "))));
    }
    createTable("refused", REFUSED_TYPES);
    snapshot = ExportedSnapshot.open(SOURCE.endpoint(), Duration.ofMinutes(10));
    spark = TestSession.fresh();
  }

  @AfterAll
  static void close() {
    snapshot.close();
  }

  static Stream<Case> representable() {
    return Stream.of(
        Case.of("int2", "SMALLINT", "-32768", "-32768", "32767", "32767"),
        Case.of("int4", "INT", "-2147483648", "-2147483648"),
        Case.of("int8", "BIGINT", "-9223372036854775808", "-9223372036854775808"),
        Case.of(
            "numeric(12,2)", "DECIMAL(12,2)", "1.5", "1.50", "-9999999999.99", "-9999999999.99"),
        Case.of(
            "numeric(38,18)",
            "DECIMAL(38,18)",
            "-99999999999999999999.999999999999999999",
            "-99999999999999999999.999999999999999999",
            "0.000000000000000001",
            "0.000000000000000001"),
        Case.of("numeric(38,0)", "DECIMAL(38,0)", "1e37", "1" + "0".repeat(37)),
        Case.of(
            "numeric(20,3)",
            "DECIMAL(20,3)",
            "9500000000000000",
            "9500000000000000.000",
            "-99999999999999999.999",
            "-99999999999999999.999"),
        Case.of("numeric(38,7)", "DECIMAL(38,7)", "9999999999.9999999", "9999999999.9999999"),
        Case.of("numeric(38,19)", "DECIMAL(38,19)", "9999", "9999.0000000000000000000"),
        Case.of("numeric(5,-2)", "DECIMAL(7,0)", "1234567", "1234600"),
        Case.of("numeric(3,5)", "DECIMAL(5,5)", "0.00123", "0.00123"),
        Case.of("numeric(60,4)", "DECIMAL(38,4)", "1e33", "1" + "0".repeat(33) + ".0000"),
        Case.of("numeric(60,30)", "DECIMAL(38,18)", "1.5", "1.500000000000000000"),
        Case.of(
            "numeric",
            "DECIMAL(38,18)",
            "99999999999999999999.999999999999999999",
            "99999999999999999999.999999999999999999",
            "1.10000000000000000000000",
            "1.100000000000000000",
            "0",
            "0.000000000000000000"),
        Case.of("float4", "FLOAT", "3.4028235e38", "3.4028235E38", "'NaN'", "NaN"),
        Case.of(
            "float8",
            "DOUBLE",
            "1.7976931348623157e308",
            "1.7976931348623157E308",
            "5e-324",
            "4.9E-324",
            "'-Infinity'",
            "-Infinity",
            "'NaN'",
            "NaN"),
        Case.of("bool", "BOOLEAN", "true", "true", "false", "false"),
        Case.of(
            "date",
            "DATE",
            "'0001-01-01'",
            "0001-01-01",
            "'1582-10-04'",
            "1582-10-04",
            "'1582-10-10'",
            "1582-10-10",
            "'1900-02-28'",
            "1900-02-28",
            "'9999-12-31'",
            "9999-12-31"),
        Case.of(
            "timestamptz",
            "TIMESTAMP",
            "'0001-01-01 00:00:00+00'",
            "0001-01-01 00:00:00",
            "'1582-10-10 12:00:00.000001+00'",
            "1582-10-10 12:00:00.000001",
            "'2025-03-30 02:30:00 Europe/Berlin'",
            "2025-03-30 01:30:00",
            "'2025-10-26 02:30:00+02'",
            "2025-10-26 00:30:00",
            "'2025-10-26 02:30:00+01'",
            "2025-10-26 01:30:00",
            "'1969-12-31 23:59:59.999999+00'",
            "1969-12-31 23:59:59.999999",
            "'9999-12-31 23:59:59.999999+00'",
            "9999-12-31 23:59:59.999999"),
        Case.of(
            "timestamp",
            "TIMESTAMP_NTZ",
            "'0001-01-01 00:00:00'",
            "0001-01-01 00:00:00",
            "'2025-03-30 02:30:00.123456'",
            "2025-03-30 02:30:00.123456",
            "'9999-12-31 23:59:59.999999'",
            "9999-12-31 23:59:59.999999"),
        Case.of("timestamptz(0)", "TIMESTAMP", "'2025-01-01 00:00:00.6Z'", "2025-01-01 00:00:01"),
        Case.of("bytea", "BINARY", "'\\x00ff7f'", "00FF7F", "''", ""),
        Case.of(
            "text", "STRING", "''", "", "E'tab\\tnew\\n\\'\"\\\\ – 😀'", "tab\tnew\n'\"\\ – 😀"),
        Case.of("varchar(3)", "STRING", "'ab '", "ab "),
        Case.of("char(5)", "STRING", "'ab'", "ab"),
        Case.of("citext", "STRING", "'MiXed'", "MiXed"),
        Case.of("name", "STRING", "'relation'", "relation"),
        Case.of("mood", "STRING", "'Très \"happy\"'", "Très \"happy\""),
        Case.of("price", "DECIMAL(10,2)", "12.3", "12.30"),
        Case.of("tags", "STRING", "'{a,b}'", "[\"a\",\"b\"]"),
        Case.of(
            "uuid",
            "STRING",
            "'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        Case.of(
            "jsonb",
            "STRING",
            "'{\"b\": 1.10, \"a\": \"\\u00e9\\\"\"}'",
            "{\"a\": \"é\\\"\", \"b\": 1.10}"),
        Case.of(
            "json", "STRING", "'{\"b\":1,  \"b\":\"\\u0000\"}'", "{\"b\":1,  \"b\":\"\\u0000\"}"),
        Case.of("int[]", "STRING", "'{{1,NULL},{3,4}}'", "[[1,null],[3,4]]", "'{}'", "[]"),
        Case.of(
            "text[]", "STRING", "ARRAY['a\"b', 'c,d', NULL, '']", "[\"a\\\"b\",\"c,d\",null,\"\"]"),
        Case.of(
            "timestamptz[]",
            "STRING",
            "ARRAY['2025-01-01 00:00:00-03'::timestamptz]",
            "[\"2025-01-01T03:00:00+00:00\"]"),
        Case.of("numeric[]", "STRING", "'{1.10,NaN}'", "[1.10,\"NaN\"]"),
        Case.of("json[]", "STRING", "ARRAY['{\"a\":\"\\u0000\"}'::json]", "[{\"a\":\"\\u0000\"}]"),
        Case.of("point3", "STRING", "ROW(1, 'a')", "{\"x\":1,\"label\":\"a\"}"),
        Case.of(
            "inet",
            "STRING",
            "'10.0.0.1'",
            "10.0.0.1",
            "'10.0.0.1/8'",
            "10.0.0.1/8",
            "'::1'",
            "::1"),
        Case.of("cidr", "STRING", "'10.0.0.0/8'", "10.0.0.0/8"),
        Case.of("macaddr", "STRING", "'08:00:2b:01:02:03'", "08:00:2b:01:02:03"),
        Case.of("interval", "STRING", "'1 year 2 mons 3 days 04:05:06.7'", "P1Y2M3DT4H5M6.7S"),
        Case.of("time", "STRING", "'24:00:00'", "24:00:00", "'01:02:03.000004'", "01:02:03.000004"),
        Case.of("timetz", "STRING", "'01:02:03+05:30'", "01:02:03+05:30"),
        Case.of("bit(3)", "STRING", "B'101'", "101"),
        Case.of("bit(1)", "STRING", "B'1'", "1"),
        Case.of("varbit", "STRING", "B''", "", "B'0110'", "0110"),
        Case.of("money", "STRING", "1234.5", "1234.50"),
        Case.of("hstore", "STRING", "'a=>1'", "\"a\"=>\"1\""),
        Case.of("int4range", "STRING", "'[1,5]'", "[1,6)"),
        Case.of("point", "STRING", "'(1,2)'", "(1,2)"),
        Case.of("tsvector", "STRING", "'a b'", "'a' 'b'"),
        Case.of("oid", "STRING", "4294967295", "4294967295"),
        Case.of("\"char\"", "STRING", "'x'", "x"),
        Case.of("xml", "STRING", "'<a>1</a>'", "<a>1</a>"),
        Case.of("pg_lsn", "STRING", "'16/B374D848'", "16/B374D848"));
  }

  @Test
  void everyTypeArrivesExactly() {
    Dataset<Row> rows = read("arriving").orderBy("n");
    List<Row> arrived = rows.select(texts(rows)).collectAsList();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < CASES.size(); i++) {
      Case expected = CASES.get(i);
      String type = rows.schema().fields()[i + 1].dataType().sql();
      if (!type.equals(expected.spark())) {
        differences.add(expected.type() + " arrived as " + type);
      }
      for (int row = 0; row < ROWS; row++) {
        String value = arrived.get(row).getString(i);
        if (!Objects.equals(value, expected.arrival(row))) {
          differences.add(
              "%s %s arrived as %s".formatted(expected.type(), expected.value(row), value));
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static Column[] texts(Dataset<Row> rows) {
    return Stream.of(rows.schema().fields())
        .skip(1)
        .map(
            field ->
                field.dataType().equals(DataTypes.BinaryType)
                    ? functions.hex(functions.col(field.name()))
                    : functions.col(field.name()).cast("string"))
        .toArray(Column[]::new);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void whatSparkCannotHoldIsRefusedWithItsReason(String type, String value, String reason) {
    RawType raw = RawType.of(columnType(type));
    String column = "(%s::%s)".formatted(value, type);
    RawType.Limit limit = raw.limit().orElseThrow();
    assertThat(
            SOURCE.texts(
                "SELECT CASE WHEN %s THEN %s END"
                    .formatted(limit.exceeded().of(column), limit.complaint().of(column))))
        .containsExactly(reason);
  }

  static Stream<Arguments> whatSparkCannotHoldIsRefusedWithItsReason() {
    return Stream.of(
        Arguments.of("numeric(12,2)", "'NaN'", "is NaN"),
        Arguments.of("numeric", "'NaN'", "is NaN"),
        Arguments.of("numeric", "'Infinity'", "is infinite"),
        Arguments.of("numeric", "'-Infinity'", "is infinite"),
        Arguments.of("numeric", "1e20", "is too large for decimal(38,18)"),
        Arguments.of("numeric", "-1e20", "is too large for decimal(38,18)"),
        Arguments.of("numeric", TEN.repeat(6), "is too large for decimal(38,18)"),
        Arguments.of(
            "numeric", "0.0000000000000000001", "has too many decimals for decimal(38,18)"),
        Arguments.of("numeric", "99999999999999999999", null),
        Arguments.of("numeric(60,4)", "1e34", "is too large for decimal(38,4)"),
        Arguments.of("numeric(60,30)", "1e-30", "has too many decimals for decimal(38,18)"),
        Arguments.of("numeric", "NULL", null),
        Arguments.of("date", "'infinity'", "is infinite"),
        Arguments.of("date", "'-infinity'", "is infinite"),
        Arguments.of("date", "'0001-12-31 BC'", "is before year 1"),
        Arguments.of("date", "'4713-01-01 BC'", "is before year 1"),
        Arguments.of("date", "'10000-01-01'", "is after year 9999"),
        Arguments.of("date", "'9999-12-31'", null),
        Arguments.of("date", "NULL", null),
        Arguments.of("timestamptz", "'infinity'", "is infinite"),
        Arguments.of("timestamptz", "'0001-12-31 23:59:59.999999+00 BC'", "is before year 1"),
        Arguments.of("timestamptz", "'9999-12-31 23:59:59.999999+00'", null),
        Arguments.of("timestamptz", "'9999-12-31 23:59:59-01'", "is after year 9999"),
        Arguments.of("timestamp", "'-infinity'", "is infinite"),
        Arguments.of("timestamp", "'294276-12-31 23:59:59.999999'", "is after year 9999"),
        Arguments.of("timestamp", "'4713-01-01 00:00:00 BC'", "is before year 1"));
  }

  private static ColumnType columnType(String type) {
    SourceRelation relation =
        new SourceCatalog(snapshot).relation(new TableName("public", "refused")).orElseThrow();
    return relation.columns().get(1 + REFUSED_TYPES.indexOf(type)).type();
  }

  private static void createTable(String name, List<String> types) {
    StringBuilder columns = new StringBuilder("n int");
    for (int i = 0; i < types.size(); i++) {
      columns.append(", v").append(i).append(' ').append(types.get(i));
    }
    SOURCE.run("CREATE TABLE " + name + " (" + columns + ")");
  }

  private static Dataset<Row> read(String table) {
    SourceRelation relation =
        new SourceCatalog(snapshot).relation(new TableName("public", table)).orElseThrow();
    List<Selected> columns =
        relation.columns().stream()
            .map(c -> new Selected(c.name(), c.name(), RawType.of(c.type())))
            .toList();
    return new SnapshotReader(spark, snapshot, 1)
        .read(new Query(table, columns, relation.name().sql(), "TRUE"));
  }
}
