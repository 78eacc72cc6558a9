package io.leadhouse.lock;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the line of table.yml on which a condition stands, for messages. */
final class TableFileLine {
  private TableFileLine() {}

  /**
   * A complaint about one of the conditions.
   *
   * @param conditions SQL as table.yml has it; Spark's message tells which one is meant, by a name
   */
  static LeadhouseException complaint(Table table, List<String> conditions, Exception cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String place = file(table).toString();
    for (String condition : conditions) {
      if (conditions.size() == 1 || namesAWordOf(message, condition)) {
        place = place(table, condition);
        break;
      }
    }
    return LeadhouseException.configuration(place + ": " + message);
  }

  /** The file, and the line where it is found, of a condition. */
  static String place(Table table, String condition) {
    Path file = file(table);
    int line = lineOf(file, condition);
    return file + (line > 0 ? ":" + line : "");
  }

  private static Path file(Table table) {
    return table.folder().resolve("table.yml");
  }

  private static boolean namesAWordOf(String message, String condition) {
    for (String word : condition.split("\\W+", -1)) {
      if (!word.isEmpty() && message.contains("`" + word + "`")) {
        return true;
      }
    }
    return false;
  }

  private static int lineOf(Path file, String text) {
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(text)) {
          return i + 1;
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
