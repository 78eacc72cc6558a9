WITH
source_lead AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        source,
        campaign_id,
        owner_id,
        stage_id,
        deal_value,
        currency,
        probability,
        expected_close_on,
        lost_reason,
        score
    FROM stg_lead
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

organization AS (
    SELECT
        organization_id,
        time_zone,
        currency
    FROM stg_organization
),

-- Every source lead beside what is common to all that count for the same lead.
grouped AS (
    SELECT
        source_lead.*,
        identity.lead_id AS surviving_lead_id,
        min(source_lead.created_at) OVER (
            PARTITION BY identity.organization_id, identity.lead_id
        ) AS first_created_at,
        count(*) OVER (PARTITION BY identity.organization_id, identity.lead_id) AS lead_count
    FROM identity
    INNER JOIN source_lead
        ON
            identity.organization_id = source_lead.organization_id
            AND identity.source_lead_id = source_lead.lead_id
)

SELECT
    grouped.organization_id,
    grouped.lead_id,
    grouped.first_created_at AS created_at,
    to_date(from_utc_timestamp(grouped.first_created_at, organization.time_zone)) AS created_on,
    coalesce(nullif(trim(grouped.source), ''), 'unknown') AS source,
    coalesce(nullif(trim(grouped.campaign_id), ''), 'unknown') AS campaign_id,
    coalesce(nullif(trim(grouped.owner_id), ''), 'unknown') AS owner_id,
    grouped.stage_id,
    grouped.deal_value,
    coalesce(grouped.currency, organization.currency) AS currency,
    cast(grouped.probability / 100 AS decimal(6, 4)) AS probability,
    grouped.expected_close_on,
    grouped.lost_reason,
    grouped.score,
    cast(grouped.lead_count - 1 AS int) AS merged_lead_count
FROM grouped
INNER JOIN organization ON grouped.organization_id = organization.organization_id
WHERE grouped.lead_id = grouped.surviving_lead_id
