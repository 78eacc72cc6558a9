package io.leadhouse.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** The one way a Spark session is made, so that tests, demo and production agree. */
public final class SparkSessions {
  /** Both name folders on faster or larger disks, instead of the one for temporary files. */
  private static final String LOCAL_DIR = "spark.local.dir";

  private static final String LOCAL_DIRS = "SPARK_LOCAL_DIRS";

  private SparkSessions() {}

  /** A session with Delta, or the running one where this JVM has one already. */
  public static SparkSession open(SparkSettings settings) {
    String retention = "interval " + settings.retentionDays() + " days";
    boolean compiled = settings.evaluation() == SparkSettings.Evaluation.COMPILED;
    SparkSession.Builder builder = SparkSession.builder();
    if (settings.master().startsWith("local")) {
      // A laptop without a name in DNS, or with a firewall, needs no other address.
      builder.config("spark.driver.host", "localhost");
      builder.config("spark.driver.bindAddress", "127.0.0.1");
      if (SparkSession.getDefaultSession().isEmpty()
          && System.getProperty(LOCAL_DIR) == null
          && !System.getenv().containsKey(LOCAL_DIRS)) {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        builder.config(LOCAL_DIR, ScratchFolder.make(parent).toString());
      }
    }
    return builder
        .appName("leadhouse")
        .master(settings.master())
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        // Every query is announced with its plan as text and kept for the UI, which is off.
        .config("spark.sql.ui.explainMode", "simple")
        .config("spark.sql.ui.retainedExecutions", 1)
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", settings.shufflePartitions())
        .config("spark.sql.codegen.wholeStage", compiled)
        .config("spark.sql.codegen.factoryMode", compiled ? "FALLBACK" : "NO_CODEGEN")
        // Delta's parser drops named parameters unless they are substituted before parsing.
        .config("spark.sql.legacy.parameterSubstitution.constantsOnly", "true")
        // Parquet guesses from short rows when to look at its buffers next; long rows would fill
        // the heap.
        .config("spark.hadoop.parquet.page.size.row.check.max", 100)
        .config("spark.hadoop.parquet.block.size.row.check.max", 100)
        .config("spark.databricks.delta.snapshotPartitions", 2)
        .config("spark.databricks.delta.properties.defaults.enableChangeDataFeed", "true")
        .config("spark.databricks.delta.properties.defaults.enableDeletionVectors", "true")
        // An existing table could not be given its first timestamp without time zone.
        .config("spark.databricks.delta.properties.defaults.feature.timestampNtz", "supported")
        // Keys come first and are all that files are ever left out by; statistics of every column
        // were a third of the time in which 2 million rows are landed.
        .config("spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols", 4)
        .config("spark.databricks.delta.properties.defaults.logRetentionDuration", retention)
        .config(
            "spark.databricks.delta.properties.defaults.deletedFileRetentionDuration", retention)
        .getOrCreate();
  }
}
