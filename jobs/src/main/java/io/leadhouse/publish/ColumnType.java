package io.leadhouse.publish;

import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;

import io.leadhouse.postgres.CopyText;
import io.leadhouse.spark.TimestampText;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** How a Spark type stands in Postgres and how its values get there. The only place that knows. */
enum ColumnType {
  TEXT {
    @Override
    void append(CopyText copy, Row row, int index) {
      copy.text(row.getString(index));
    }
  },
  INTEGER {
    @Override
    void append(CopyText copy, Row row, int index) {
      copy.integer(row.<Number>getAs(index).longValue());
    }
  },
  DECIMAL {
    @Override
    void append(CopyText copy, Row row, int index) {
      copy.decimal(row.getDecimal(index));
    }
  },
  FLOATING {
    @Override
    void append(CopyText copy, Row row, int index) {
      // 0.0 and -0.0 are equal, so an update would not tell them apart, and readers would.
      copy.floating(row.getDouble(index) + 0.0);
    }
  },
  BOOLEAN {
    @Override
    void append(CopyText copy, Row row, int index) {
      copy.bool(row.getBoolean(index));
    }
  },
  DATE {
    @Override
    Column selected(Column column) {
      return unix_date(column);
    }

    @Override
    void append(CopyText copy, Row row, int index) {
      copy.epochDay(row.getInt(index));
    }
  },
  INSTANT {
    @Override
    Column selected(Column column) {
      return unix_micros(column);
    }

    @Override
    void append(CopyText copy, Row row, int index) {
      copy.epochMicros(row.getLong(index));
    }
  },
  LOCAL_TIME {
    @Override
    void append(CopyText copy, Row row, int index) {
      copy.dateTime(row.<LocalDateTime>getAs(index));
    }
  },
  JSON {
    @Override
    Column selected(Column column) {
      return to_json(column, JSON_OPTIONS);
    }

    @Override
    void append(CopyText copy, Row row, int index) {
      copy.text(row.getString(index));
    }
  };

  /** Spark's defaults drop NULL fields and microseconds and follow the session's time zone. */
  private static final Map<String, String> JSON_OPTIONS =
      Map.of(
          "ignoreNullFields", "false",
          "timeZone", "UTC",
          "timestampFormat", TimestampText.FORMAT,
          "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  /** Appends a value that is not NULL, of the column that {@link #selected} made. */
  abstract void append(CopyText copy, Row row, int index);

  /**
   * The column in a form whose Java type no setting changes: Spark hands out dates and timestamps
   * as old or new Java types by configuration.
   */
  Column selected(Column column) {
    return column;
  }

  /** The kind of a Spark type, or nothing when Postgres readers could not use it as it is. */
  static Optional<ColumnType> of(DataType type) {
    if (type instanceof StringType) {
      return Optional.of(TEXT);
    } else if (type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType) {
      return Optional.of(INTEGER);
    } else if (type instanceof DecimalType) {
      return Optional.of(DECIMAL);
    } else if (type instanceof DoubleType) {
      return Optional.of(FLOATING);
    } else if (type instanceof BooleanType) {
      return Optional.of(BOOLEAN);
    } else if (type instanceof DateType) {
      return Optional.of(DATE);
    } else if (type instanceof TimestampType) {
      return Optional.of(INSTANT);
    } else if (type instanceof TimestampNTZType) {
      return Optional.of(LOCAL_TIME);
    } else if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
      return Optional.of(JSON);
    }
    return Optional.empty();
  }

  /** The Postgres type, spelled as Postgres itself spells it (format_type). */
  String sqlType(DataType type) {
    return switch (this) {
      case TEXT -> "text";
      case INTEGER ->
          type instanceof ShortType
              ? "smallint"
              : type instanceof IntegerType ? "integer" : "bigint";
      case DECIMAL -> {
        DecimalType decimal = (DecimalType) type;
        yield "numeric(%d,%d)".formatted(decimal.precision(), decimal.scale());
      }
      case FLOATING -> "double precision";
      case BOOLEAN -> "boolean";
      case DATE -> "date";
      case INSTANT -> "timestamp with time zone";
      case LOCAL_TIME -> "timestamp without time zone";
      case JSON -> "jsonb";
    };
  }
}
