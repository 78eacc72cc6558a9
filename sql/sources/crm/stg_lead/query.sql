-- A lead that both the CRM and a file know is the CRM's, where it has moved on since: files
-- complete it and never overwrite it. Of two files the later one counts.
WITH
recorded AS (
    SELECT
        cast(organization_id AS string) AS organization_id,
        cast(id AS string) AS lead_id,
        first_name,
        last_name,
        email,
        phone,
        city,
        country,
        company,
        industry,
        company_size,
        customer_type,
        interests,
        source,
        cast(campaign_id AS string) AS campaign_id,
        cast(owner_id AS string) AS owner_id,
        cast(stage_id AS string) AS stage_id,
        cast(deal_value AS decimal(18, 3)) AS deal_value,
        upper(nullif(trim(currency), '')) AS currency,
        probability,
        expected_close_date AS expected_close_on,
        lost_reason,
        email_consent,
        sms_consent,
        score,
        created_at,
        deleted_at
    FROM raw_leads
),

file_row AS (
    SELECT
        organization_id,
        lead_id,
        first_name,
        last_name,
        email,
        phone,
        city,
        country,
        company,
        industry,
        source,
        campaign_id,
        owner_id,
        stage_id,
        deal_value,
        currency,
        email_consent,
        sms_consent,
        created_at,
        row_number() OVER (
            PARTITION BY organization_id, lead_id ORDER BY file_number DESC, line ASC
        ) AS place
    FROM raw_lead_file
),

dropped AS (
    SELECT
        file_row.organization_id,
        file_row.lead_id,
        file_row.first_name,
        file_row.last_name,
        file_row.email,
        file_row.phone,
        file_row.city,
        file_row.country,
        file_row.company,
        file_row.industry,
        cast(NULL AS string) AS company_size,
        cast(NULL AS string) AS customer_type,
        cast(NULL AS string) AS interests,
        file_row.source,
        file_row.campaign_id,
        file_row.owner_id,
        file_row.stage_id,
        cast(file_row.deal_value AS decimal(18, 3)) AS deal_value,
        upper(file_row.currency) AS currency,
        cast(NULL AS decimal(5, 2)) AS probability,
        cast(NULL AS date) AS expected_close_on,
        cast(NULL AS string) AS lost_reason,
        file_row.email_consent,
        file_row.sms_consent,
        cast(NULL AS decimal(7, 2)) AS score,
        file_row.created_at,
        cast(NULL AS timestamp) AS deleted_at
    FROM file_row
    LEFT ANTI JOIN recorded
        ON
            file_row.organization_id = recorded.organization_id
            AND file_row.lead_id = recorded.lead_id
    WHERE file_row.place = 1
)

SELECT * FROM recorded
UNION ALL
SELECT * FROM dropped
