-- A merge belongs to the organization of its loser. A survivor of another organization is then not
-- found there, and the contract's references send the merge to quarantine.
WITH
merge_row AS (
    SELECT
        loser_id,
        survivor_id,
        merged_at
    FROM raw_lead_merges
),

loser AS (
    SELECT
        id,
        organization_id
    FROM raw_leads
)

SELECT
    cast(loser.organization_id AS string) AS organization_id,
    cast(merge_row.loser_id AS string) AS loser_id,
    cast(merge_row.survivor_id AS string) AS survivor_id,
    merge_row.merged_at
FROM merge_row
LEFT JOIN loser ON merge_row.loser_id = loser.id
