SELECT
    stg_outreach_attempt.organization_id,
    coalesce(nullif(trim(stg_outreach_attempt.channel), ''), 'unknown') AS channel,
    min(stg_outreach_attempt.delivered_at) AS first_receipt_at
FROM stg_outreach_attempt
INNER JOIN lead_identity
    ON
        stg_outreach_attempt.organization_id = lead_identity.organization_id
        AND stg_outreach_attempt.lead_id = lead_identity.source_lead_id
INNER JOIN lead
    ON
        lead_identity.organization_id = lead.organization_id
        AND lead_identity.lead_id = lead.lead_id
WHERE stg_outreach_attempt.delivered_at >= stg_outreach_attempt.sent_at
GROUP BY
    stg_outreach_attempt.organization_id,
    coalesce(nullif(trim(stg_outreach_attempt.channel), ''), 'unknown')
