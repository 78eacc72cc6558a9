SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS attempt_id,
    cast(lead_id AS string) AS lead_id,
    cast(campaign_id AS string) AS campaign_id,
    lower(nullif(trim(channel), '')) AS channel,
    template,
    sent_at,
    delivered_at,
    opened_at,
    replied_at,
    bounced_at,
    unsubscribed_at,
    cast(cost AS decimal(18, 6)) AS cost
FROM raw_outreach_attempts
