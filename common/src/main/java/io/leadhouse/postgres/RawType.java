package io.leadhouse.postgres;

import io.leadhouse.postgres.ColumnType.Shape;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How values of one Postgres type land in Spark, exactly or not at all.
 *
 * <table>
 * <caption>The rule</caption>
 * <tr><th>Postgres<th>Spark<th>not representable
 * <tr><td>smallint, integer, bigint<td>smallint, int, bigint<td>
 * <tr><td>numeric(p,s) up to 38 digits<td>decimal(p,s)<td>NaN
 * <tr><td>other numeric<td>decimal(38,18), or fewer decimals if declared so<td>NaN, infinite, and
 *     what does not fit without rounding
 * <tr><td>real, double precision<td>float, double<td>
 * <tr><td>boolean<td>boolean<td>
 * <tr><td>date<td>date<td>infinite, before year 1, after year 9999
 * <tr><td>timestamp with time zone<td>timestamp<td>the same, in UTC
 * <tr><td>timestamp<td>timestamp_ntz<td>the same
 * <tr><td>bytea<td>binary<td>
 * <tr><td>arrays and composite types<td>string, as JSON<td>
 * <tr><td>money<td>string, the plain number<td>
 * <tr><td>interval<td>string, ISO 8601<td>
 * <tr><td>char(n)<td>string without the padding<td>
 * <tr><td>inet<td>string, /32 and /128 left out<td>
 * <tr><td>everything else<td>string, as Postgres prints it<td>
 * </table>
 *
 * Domains follow their base type.
 *
 * @param spark the type of the column in Spark
 * @param wire how a value of {@code selection} travels
 * @param selection what is asked of the source for a column
 * @param limit which values cannot be represented; empty when all can
 */
public record RawType(DataType spark, Wire wire, Template selection, Optional<Limit> limit) {
  /** Text that is text at the source. */
  public static final RawType TEXT = text("{}::text");

  /** A bigint that needs no conversion. */
  public static final RawType BIGINT = plain(DataTypes.LongType, Wire.INT8, "{}");

  /** A boolean that needs no conversion. */
  public static final RawType BOOL = plain(DataTypes.BooleanType, Wire.BOOL, "{}");

  /** Spark's widest decimal. */
  private static final int MAXIMUM_DIGITS = 38;

  private static final int DEFAULT_SCALE = 18;

  /** SQL about one column, which stands in it as {@code {}}. */
  public record Template(String text) {
    /** The SQL for a column, given as SQL. */
    public String of(String column) {
      return text.replace("{}", column);
    }
  }

  /**
   * Values that Spark cannot hold.
   *
   * @param exceeded true for such a value; NULL or false for others
   * @param complaint an expression for such a value: what is wrong with it, without the value
   */
  public record Limit(Template exceeded, Template complaint) {}

  /** Applies the rule. */
  public static RawType of(ColumnType type) {
    if (type.shape() != Shape.SCALAR) {
      return text("to_json({})::text");
    }
    return switch (type.base()) {
      case "int2" -> plain(DataTypes.ShortType, Wire.INT2, "{}::int2");
      case "int4" -> plain(DataTypes.IntegerType, Wire.INT4, "{}::int4");
      case "int8" -> plain(DataTypes.LongType, Wire.INT8, "{}::int8");
      case "float4" -> plain(DataTypes.FloatType, Wire.FLOAT4, "{}::float4");
      case "float8" -> plain(DataTypes.DoubleType, Wire.FLOAT8, "{}::float8");
      case "bool" -> plain(DataTypes.BooleanType, Wire.BOOL, "{}::bool");
      case "bytea" -> plain(DataTypes.BinaryType, Wire.BYTES, "{}::bytea");
      case "numeric" -> numeric(type.modifier());
      case "date" -> dated(DataTypes.DateType, Wire.DATE, "date", "");
      case "timestamptz" ->
          dated(DataTypes.TimestampType, Wire.MICROS, "timestamptz", " 00:00:00+00");
      case "timestamp" -> dated(DataTypes.TimestampNTZType, Wire.MICROS, "timestamp", " 00:00:00");
      case "money" -> text("{}::numeric::text");
      case "inet" -> text("abbrev({}::inet)");
      default -> TEXT;
    };
  }

  private static RawType plain(DataType type, Wire wire, String selection) {
    return new RawType(type, wire, new Template(selection), Optional.empty());
  }

  private static RawType text(String selection) {
    return plain(DataTypes.StringType, Wire.BYTES, selection);
  }

  private static RawType dated(DataType spark, Wire wire, String type, String midnight) {
    return new RawType(
        spark, wire, new Template("{}::" + type), Optional.of(calendar(type, midnight)));
  }

  private static Limit calendar(String type, String midnight) {
    String first = type + " '0001-01-01" + midnight + "'";
    String end = type + " '10000-01-01" + midnight + "'";
    return new Limit(
        new Template("NOT ({} >= " + first + " AND {} < " + end + ")"),
        new Template(
            "CASE WHEN NOT isfinite({}) THEN 'is infinite' WHEN {} < "
                + first
                + " THEN 'is before year 1' ELSE 'is after year 9999' END"));
  }

  /** The modifier holds precision and scale; the scale may be negative or above the precision. */
  private static RawType numeric(int modifier) {
    if (modifier < 0) {
      return boundedNumeric(DEFAULT_SCALE);
    }
    int declaredDigits = ((modifier - 4) >> 16) & 0xffff;
    int declaredScale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
    int scale = Math.max(0, declaredScale);
    int digits = Math.max(declaredDigits - Math.min(0, declaredScale), scale);
    if (digits > MAXIMUM_DIGITS) {
      return boundedNumeric(Math.min(scale, DEFAULT_SCALE));
    }
    return numeric(
        digits,
        scale,
        new Limit(new Template("{} = 'NaN'::numeric"), new Template("'is NaN'::text")));
  }

  /** A declaration that may hold more than Spark can: exact or refused, never rounded. */
  private static RawType boundedNumeric(int scale) {
    String type = "decimal(" + MAXIMUM_DIGITS + "," + scale + ")";
    return numeric(
        MAXIMUM_DIGITS,
        scale,
        new Limit(
            new Template(
                "NOT (abs({}) < 1e%d::numeric AND {} = trunc({}, %d))"
                    .formatted(MAXIMUM_DIGITS - scale, scale)),
            new Template(
                "CASE WHEN {} = 'NaN'::numeric THEN 'is NaN'"
                    + " WHEN abs({}) = 'Infinity'::numeric THEN 'is infinite'"
                    + " WHEN abs({}) < 1e%d::numeric THEN 'has too many decimals for %s'"
                        .formatted(MAXIMUM_DIGITS - scale, type)
                    + " ELSE 'is too large for %s' END".formatted(type))));
  }

  private static RawType numeric(int digits, int scale, Limit limit) {
    DataType type = DataTypes.createDecimalType(digits, scale);
    return new RawType(
        type,
        Wire.NUMERIC,
        new Template("{}::numeric(%d,%d)".formatted(digits, scale)),
        Optional.of(limit));
  }
}
