package io.leadhouse.postgres;

/** Turns names and texts into SQL that can be nothing else. */
public final class Quoting {
  private Quoting() {}

  /** A name as a quoted identifier. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as a string constant, whatever standard_conforming_strings is. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }
}
