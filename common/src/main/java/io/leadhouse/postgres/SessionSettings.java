package io.leadhouse.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * What a session that reads a source sets for itself, whatever the role, the database or the JVM
 * have set: nothing may end a long read, hide rows, or print a value differently.
 */
public final class SessionSettings {
  /** Needed for exact {@code extract(epoch …)}, TID range scans and idle_session_timeout. */
  static final int OLDEST_MAJOR_VERSION = 14;

  private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

  private SessionSettings() {}

  /** Statements to run, for a server of that version. */
  public static List<String> statements(int majorVersion) {
    List<String> statements = new ArrayList<>();
    statements.add("SET statement_timeout = 0");
    statements.add("SET idle_in_transaction_session_timeout = 0");
    statements.add("SET idle_session_timeout = 0");
    if (majorVersion >= FIRST_WITH_TRANSACTION_TIMEOUT) {
      statements.add("SET transaction_timeout = 0");
    }
    // A policy that hides rows becomes an error instead of a copy with holes.
    statements.add("SET row_security = off");
    statements.add("SET TimeZone = 'UTC'");
    statements.add("SET DateStyle = 'ISO, YMD'");
    statements.add("SET IntervalStyle = 'iso_8601'");
    statements.add("SET extra_float_digits = 1");
    statements.add("SET bytea_output = 'hex'");
    return statements;
  }
}
