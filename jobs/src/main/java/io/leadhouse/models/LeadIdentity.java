package io.leadhouse.models;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.leadhouse.model.JavaModel;
import io.leadhouse.model.ModelInputs;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which lead every source lead is today: the end of its chain of merges. Grain: one row per
 * organization and lead that is not deleted; leads whose chain ends in a deleted lead are left out
 * with it. Leads whose merges run in a circle, or into one, stay themselves and are flagged.
 */
public final class LeadIdentity implements JavaModel {
  private static final String ORGANIZATION = "organization_id";
  private static final String LEAD = "lead_id";
  private static final String DELETED = "survivor_is_deleted";

  @Override
  public Dataset<Row> rows(ModelInputs inputs) {
    Dataset<Row> leads = inputs.table("stg_lead").select(ORGANIZATION, LEAD, "deleted_at");
    Dataset<Row> chains = MergeChains.resolve(inputs.table("stg_lead_merge"));
    Dataset<Row> merged = withFateOfSurvivor(chains, leads);

    Dataset<Row> living = leads.where(col("deleted_at").isNull());
    return living
        .join(
            merged,
            living
                .col(ORGANIZATION)
                .equalTo(merged.col(MergeChains.ORGANIZATION))
                .and(living.col(LEAD).equalTo(merged.col(MergeChains.LOSER))),
            "left")
        .where(not(coalesce(col(DELETED), lit(false))))
        .select(
            living.col(ORGANIZATION),
            living.col(LEAD).as("source_lead_id"),
            coalesce(col(MergeChains.SURVIVOR), living.col(LEAD)).as(LEAD),
            coalesce(col(MergeChains.CIRCULAR), lit(false)).as("in_merge_cycle"));
  }

  /** A lead in a circle has no survivor, and so none that could be deleted. */
  private static Dataset<Row> withFateOfSurvivor(Dataset<Row> chains, Dataset<Row> leads) {
    Dataset<Row> deleted =
        leads
            .where(col("deleted_at").isNotNull())
            .select(
                col(ORGANIZATION).as("deleted_organization_id"), col(LEAD).as("deleted_lead_id"));
    return chains
        .join(
            deleted,
            chains
                .col(MergeChains.ORGANIZATION)
                .equalTo(deleted.col("deleted_organization_id"))
                .and(chains.col(MergeChains.SURVIVOR).equalTo(deleted.col("deleted_lead_id"))),
            "left")
        .withColumn(DELETED, col("deleted_lead_id").isNotNull())
        .drop("deleted_organization_id", "deleted_lead_id");
  }
}
