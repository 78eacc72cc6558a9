package io.leadhouse.testing;

import io.leadhouse.spark.SparkSessions;
import io.leadhouse.spark.SparkSettings;
import org.apache.spark.sql.SparkSession;

/** The module's one Spark session; it lives as long as the test JVM. */
public final class TestSession {
  private TestSession() {}

  private static final class Holder {
    private static final SparkSession SESSION =
        SparkSessions.open(
            new SparkSettings("local[2]", 2, 30, SparkSettings.Evaluation.INTERPRETED));
  }

  /** A session of the caller's own on the shared Spark. */
  public static SparkSession fresh() {
    return Holder.SESSION.newSession();
  }

  /**
   * A session whose own sessions shuffle otherwise than the shared one's.
   *
   * @param partitions of a shuffle
   * @param adaptive whether Spark may change its plan, and their number, as it goes
   */
  public static SparkSession shuffling(int partitions, boolean adaptive) {
    // Made first, so that all share its Spark.
    SparkSession shared = Holder.SESSION;
    SparkSession other =
        SparkSession.builder()
            .config("spark.sql.shuffle.partitions", partitions)
            .config("spark.sql.adaptive.enabled", adaptive)
            .create();
    SparkSession.setActiveSession(shared);
    SparkSession.setDefaultSession(shared);
    return other;
  }
}
