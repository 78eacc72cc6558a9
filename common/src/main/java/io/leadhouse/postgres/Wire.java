package io.leadhouse.postgres;

/** How a value travels in the binary format of Postgres' COPY. */
public enum Wire {
  INT2,
  INT4,
  INT8,
  FLOAT4,
  FLOAT8,
  BOOL,
  /** Days since 2000-01-01, four bytes. */
  DATE,
  /** Microseconds since 2000-01-01, eight bytes; in UTC, or in no time zone. */
  MICROS,
  /** Digits to the base of 10,000. */
  NUMERIC,
  /** Bytes as they are: text in UTF-8, or bytea. */
  BYTES
}
