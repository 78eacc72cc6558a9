package io.leadhouse.models;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The ends of chains of merges, by pointer doubling: every loser points at its survivor, and in
 * each round at whatever that one points at, so that a chain of n merges takes about log2 n rounds.
 *
 * <p>A pointer is settled once it rests on a lead that was not merged away. In every round the
 * unsettled lead nearest to the end of its chain settles, so a round in which none does leaves only
 * leads that run in circles or into one. That ends the rounds without any bound to choose.
 */
final class MergeChains {
  static final String ORGANIZATION = "loser_organization_id";
  static final String LOSER = "loser_id";

  /** End of the chain; NULL where there is none. */
  static final String SURVIVOR = "final_survivor_id";

  /** Whether the chain runs in a circle. */
  static final String CIRCULAR = "is_circular";

  private static final String SETTLED = "settled";

  private MergeChains() {}

  /**
   * Resolves every merge.
   *
   * @param merges stg_lead_merge: one row per organization_id and loser_id, with survivor_id
   * @return one row per merge: {@link #ORGANIZATION}, {@link #LOSER}, {@link #SURVIVOR}, {@link
   *     #CIRCULAR}
   */
  static Dataset<Row> resolve(Dataset<Row> merges) {
    Dataset<Row> pointers =
        merges
            .select(
                col("organization_id").as(ORGANIZATION),
                col("loser_id").as(LOSER),
                col("survivor_id").as(SURVIVOR),
                lit(false).as(SETTLED))
            .localCheckpoint();
    long unsettled = pointers.count();
    boolean progress = unsettled > 0;
    while (progress) {
      pointers = doubled(pointers);
      long left = pointers.where(not(col(SETTLED))).count();
      progress = left > 0 && left < unsettled;
      unsettled = left;
    }
    return pointers.select(
        col(ORGANIZATION),
        col(LOSER),
        when(col(SETTLED), col(SURVIVOR)).as(SURVIVOR),
        not(col(SETTLED)).as(CIRCULAR));
  }

  /** One round. Its plan is cut off, else every round would double it. */
  private static Dataset<Row> doubled(Dataset<Row> pointers) {
    Dataset<Row> next =
        pointers.select(
            col(ORGANIZATION).as("next_organization_id"),
            col(LOSER).as("next_loser_id"),
            col(SURVIVOR).as("next_survivor_id"),
            col(SETTLED).as("next_settled"));
    return pointers
        .join(
            next,
            col(ORGANIZATION)
                .equalTo(col("next_organization_id"))
                .and(col(SURVIVOR).equalTo(col("next_loser_id"))),
            "left")
        .select(
            col(ORGANIZATION),
            col(LOSER),
            coalesce(col("next_survivor_id"), col(SURVIVOR)).as(SURVIVOR),
            coalesce(col("next_settled"), lit(true)).as(SETTLED))
        .localCheckpoint();
  }
}
