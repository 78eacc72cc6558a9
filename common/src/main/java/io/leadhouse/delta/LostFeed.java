package io.leadhouse.delta;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.spark.SparkThrowable;

/**
 * Tells that a change feed is gone, as vacuuming and retention make it, from all other failures.
 */
public final class LostFeed {
  /** How Spark and Delta call files that were vacuumed, a log that was cut, and other columns. */
  private static final Set<String> GONE =
      Set.of(
          "FAILED_READ_FILE.FILE_NOT_EXIST",
          "DELTA_CHANGE_DATA_FEED_INCOMPATIBLE_DATA_SCHEMA",
          "DELTA_CHANGE_DATA_FEED_INCOMPATIBLE_SCHEMA_CHANGE",
          "DELTA_CHANGE_DATA_FILE_NOT_FOUND",
          "DELTA_FILE_NOT_FOUND",
          "DELTA_FILE_NOT_FOUND_DETAILED",
          "DELTA_LOG_FILE_NOT_FOUND",
          "DELTA_MISSING_CHANGE_DATA",
          "DELTA_MISSING_FILES_UNEXPECTED_VERSION",
          "DELTA_REMOVE_FILE_CDC_MISSING_EXTENDED_METADATA",
          "DELTA_TRUNCATED_TRANSACTION_LOG",
          "DELTA_VERSIONS_NOT_CONTIGUOUS",
          "DELTA_VERSION_NOT_FOUND");

  private LostFeed() {}

  /**
   * Whether a reading failed because Delta no longer has the feed, so that the whole table has to
   * tell what it no longer can.
   *
   * @param table the folder of the table that was read
   */
  public static boolean isTold(Throwable failure, Path table) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable known && GONE.contains(known.getCondition())) {
        return true;
      }
      if (cause instanceof FileNotFoundException missing && isMissing(missing, table)) {
        return true;
      }
    }
    return false;
  }

  /** Java says FileNotFoundException also where too many files are open. */
  private static boolean isMissing(FileNotFoundException e, Path table) {
    String message = String.valueOf(e.getMessage());
    return message.contains(table.toString())
        && (message.contains("does not exist") || message.contains("No such file"));
  }
}
