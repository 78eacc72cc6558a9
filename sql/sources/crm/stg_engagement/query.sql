SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS engagement_id,
    cast(lead_id AS string) AS lead_id,
    lower(nullif(trim(engagement_type), '')) AS engagement_type,
    lower(nullif(trim(channel), '')) AS channel,
    cast(campaign_id AS string) AS campaign_id,
    occurred_at
FROM raw_engagements
