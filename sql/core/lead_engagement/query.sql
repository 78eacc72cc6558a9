WITH
leads AS (
    SELECT
        organization_id,
        lead_id,
        created_on
    FROM lead
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

zones AS (
    SELECT
        organization_id,
        time_zone
    FROM organization
),

inbound AS (
    SELECT
        organization_id,
        lead_id AS source_lead_id,
        coalesce(nullif(trim(channel), ''), 'unknown') AS channel,
        engagement_type,
        occurred_at
    FROM stg_engagement
    WHERE array_contains(:inbound_types, engagement_type)
),

-- Whom an engagement counts for, and by which clock.
counted_for AS (
    SELECT
        identity.organization_id,
        identity.source_lead_id,
        identity.lead_id,
        leads.created_on,
        zones.time_zone
    FROM identity
    INNER JOIN leads
        ON
            identity.organization_id = leads.organization_id
            AND identity.lead_id = leads.lead_id
    INNER JOIN zones ON identity.organization_id = zones.organization_id
),

dated AS (
    SELECT
        counted_for.organization_id,
        counted_for.lead_id,
        counted_for.created_on,
        inbound.channel,
        inbound.engagement_type,
        to_date(from_utc_timestamp(inbound.occurred_at, counted_for.time_zone)) AS day
    FROM inbound
    INNER JOIN counted_for
        ON
            inbound.organization_id = counted_for.organization_id
            AND inbound.source_lead_id = counted_for.source_lead_id
)

SELECT
    organization_id,
    lead_id,
    channel,
    engagement_type,
    created_on,
    array_sort(collect_list(day)) AS event_days
FROM dated
GROUP BY
    organization_id,
    lead_id,
    channel,
    engagement_type,
    created_on
