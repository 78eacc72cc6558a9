SELECT
    organization_id,
    coalesce(nullif(trim(channel), ''), 'unknown') AS channel,
    min(delivered_at) AS first_receipt_at
FROM stg_outreach_attempt
WHERE delivered_at >= sent_at
GROUP BY organization_id, coalesce(nullif(trim(channel), ''), 'unknown')
