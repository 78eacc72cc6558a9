package io.leadhouse.postgres;

/** Texts as SQL. */
public final class SqlText {
  private SqlText() {}

  /** A text as a string constant, whatever standard_conforming_strings is. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }
}
