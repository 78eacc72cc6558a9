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
    Path file = table.folder().resolve("table.yml");
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    int line = 0;
    for (String condition : conditions) {
      if (conditions.size() == 1 || namesAWordOf(message, condition)) {
        line = lineOf(file, condition);
        break;
      }
    }
    return LeadhouseException.configuration(file + (line > 0 ? ":" + line : "") + ": " + message);
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
