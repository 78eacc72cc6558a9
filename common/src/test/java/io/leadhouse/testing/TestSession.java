package io.leadhouse.testing;

import io.leadhouse.spark.SparkSessions;
import io.leadhouse.spark.SparkSettings;
import org.apache.spark.sql.SparkSession;

/** The module's one Spark session; it lives as long as the test JVM. */
public final class TestSession {
  private TestSession() {}

  private static final class Holder {
    private static final SparkSession SESSION =
        SparkSessions.open(new SparkSettings("local[2]", 2, 30, SparkSettings.Evaluation.COMPILED));
  }

  /** A session of the caller's own on the shared Spark. */
  public static SparkSession fresh() {
    return Holder.SESSION.newSession();
  }
}
