package io.leadhouse.spark;

import org.apache.spark.sql.SparkSession;

/** The one way a Spark session is made, so that tests, demo and production agree. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * A session with Delta.
   *
   * @param master Spark master, for example {@code local[2]}
   * @param partitions shuffle partitions; near the number of cores for small warehouses
   * @param retentionDays how long Delta keeps log entries and removed files of tables created here
   */
  public static SparkSession open(String master, int partitions, int retentionDays) {
    String retention = "interval " + retentionDays + " days";
    return SparkSession.builder()
        .appName("leadhouse")
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", partitions)
        // Delta's parser drops named parameters unless they are substituted before parsing.
        .config("spark.sql.legacy.parameterSubstitution.constantsOnly", "true")
        .config("spark.databricks.delta.snapshotPartitions", 2)
        .config("spark.databricks.delta.properties.defaults.enableChangeDataFeed", "true")
        .config("spark.databricks.delta.properties.defaults.logRetentionDuration", retention)
        .config(
            "spark.databricks.delta.properties.defaults.deletedFileRetentionDuration", retention)
        .getOrCreate();
  }
}
