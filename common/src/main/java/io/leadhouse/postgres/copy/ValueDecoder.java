package io.leadhouse.postgres.copy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/** Brings one value from the binary format of COPY into a column of Spark, exactly. */
@FunctionalInterface
interface ValueDecoder {
  /** Reads the value of {@code length} bytes at {@code offset}. */
  void decode(ByteBuffer bytes, int offset, int length, WritableColumnVector column, int row);

  /** The decoder of a column. */
  static ValueDecoder of(CopyColumn column) {
    return switch (column.wire()) {
      case INT2 -> (bytes, at, length, to, row) -> to.putShort(row, bytes.getShort(at));
      case INT4 -> (bytes, at, length, to, row) -> to.putInt(row, bytes.getInt(at));
      case INT8 -> (bytes, at, length, to, row) -> to.putLong(row, bytes.getLong(at));
      case FLOAT4 -> (bytes, at, length, to, row) -> to.putFloat(row, bytes.getFloat(at));
      case FLOAT8 -> (bytes, at, length, to, row) -> to.putDouble(row, bytes.getDouble(at));
      case BOOL -> (bytes, at, length, to, row) -> to.putBoolean(row, bytes.get(at) != 0);
      case DATE -> (bytes, at, length, to, row) -> to.putInt(row, Epoch.days(bytes.getInt(at)));
      case MICROS ->
          (bytes, at, length, to, row) -> to.putLong(row, Epoch.micros(bytes.getLong(at)));
      case BYTES ->
          (bytes, at, length, to, row) -> {
            int unused = to.putByteArray(row, bytes.array(), bytes.arrayOffset() + at, length);
          };
      case NUMERIC -> new Numeric((DecimalType) column.type());
    };
  }

  /** Postgres counts from 2000, Spark from 1970. */
  final class Epoch {
    private static final LocalDate POSTGRES = LocalDate.of(2000, 1, 1);
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int DAYS = Math.toIntExact(POSTGRES.toEpochDay());
    private static final long MICROS =
        POSTGRES.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND;

    private Epoch() {}

    static int days(int since2000) {
      return Math.addExact(since2000, DAYS);
    }

    static long micros(long since2000) {
      return Math.addExact(since2000, MICROS);
    }
  }

  /**
   * A numeric: count of digits to the base of 10,000, weight of the first, sign, decimals shown,
   * digits.
   */
  record Numeric(DecimalType type) implements ValueDecoder {
    private static final int BASE = 10_000;
    private static final int DECIMALS_PER_DIGIT = 4;
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_FINITE = 0xC000;

    /** Decimal digits that always fit. */
    private static final int DIGITS_OF_LONG = 18;

    private static final long[] POWERS = {1, 10, 100, 1000};

    @Override
    public void decode(
        ByteBuffer bytes, int offset, int length, WritableColumnVector column, int row) {
      int digits = bytes.getShort(offset);
      int weight = bytes.getShort(offset + 2);
      int sign = bytes.getShort(offset + 4) & 0xffff;
      if ((sign & NOT_FINITE) == NOT_FINITE) {
        throw new IllegalStateException("A numeric that is not finite cannot be represented");
      }
      // The value is the whole number of the digits times ten to this power.
      int power = DECIMALS_PER_DIGIT * (weight - digits + 1);
      int shift = power + type.scale();
      boolean fits = DECIMALS_PER_DIGIT * digits + Math.max(0, shift) <= DIGITS_OF_LONG;
      if (fits && Math.abs(shift) < POWERS.length) {
        long unscaled = 0;
        for (int i = 0; i < digits; i++) {
          unscaled = unscaled * BASE + bytes.getShort(offset + 8 + 2 * i);
        }
        unscaled = shift < 0 ? unscaled / POWERS[-shift] : unscaled * POWERS[shift];
        put(sign == NEGATIVE ? -unscaled : unscaled, column, row);
      } else {
        BigInteger whole = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
          whole =
              whole
                  .multiply(BigInteger.valueOf(BASE))
                  .add(BigInteger.valueOf(bytes.getShort(offset + 8 + 2 * i)));
        }
        BigDecimal value =
            new BigDecimal(sign == NEGATIVE ? whole.negate() : whole, -power)
                .setScale(type.scale());
        column.putDecimal(
            row, Decimal.apply(value, type.precision(), type.scale()), type.precision());
      }
    }

    private void put(long unscaled, WritableColumnVector column, int row) {
      if (type.precision() <= Decimal.MAX_INT_DIGITS()) {
        column.putInt(row, Math.toIntExact(unscaled));
      } else if (type.precision() <= Decimal.MAX_LONG_DIGITS()) {
        column.putLong(row, unscaled);
      } else {
        int unused = column.putByteArray(row, BigInteger.valueOf(unscaled).toByteArray());
      }
    }
  }
}
