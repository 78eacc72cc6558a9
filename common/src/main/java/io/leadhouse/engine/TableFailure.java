package io.leadhouse.engine;

import io.leadhouse.engine.TableResult.Problem;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.Table;
import java.io.IOException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says plainly why a table could not be made, whatever was thrown. */
final class TableFailure {
  private static final Logger LOG = LoggerFactory.getLogger(TableFailure.class);

  private TableFailure() {}

  static Problem of(Table table, Throwable failure) {
    if (failure instanceof LeadhouseException ours) {
      // The house was type-checked before the run, so what a contract cannot read now has drifted.
      boolean drifted = table.isStaging() && ours.category() == Category.CONFIGURATION;
      return new Problem(
          drifted ? Category.SCHEMA_DRIFT : ours.category(),
          drifted ? "the source no longer fits its pack: " + ours.getMessage() : ours.getMessage());
    }
    if (failure instanceof AnalysisException) {
      return new Problem(Category.CONFIGURATION, table.folder() + ": " + firstLine(failure));
    }
    Throwable root = root(failure);
    if (root instanceof IOException) {
      return new Problem(
          Category.CONFIGURATION,
          "cannot read or write files of the warehouse: "
              + root.getMessage()
              + ". Is the disk full?");
    }
    if (root instanceof SparkThrowable) {
      // A value that the query cannot handle, such as a failed cast: the table's matter, not ours.
      return new Problem(Category.DATA_QUALITY, firstLine(root));
    }
    LOG.error("Table {} failed", table.name(), failure);
    return new Problem(Category.DEFECT, root.getClass().getSimpleName() + ": " + firstLine(root));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
