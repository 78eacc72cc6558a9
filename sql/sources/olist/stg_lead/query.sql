-- First contact is known by day only: the lead begins at that day's first instant in Sao Paulo. An
-- empty origin is nobody's knowledge (NULL, which core calls unknown, as it does the origin of that
-- name). declared_monthly_revenue is 0 where the seller declared nothing: such a deal has no value.
WITH
mql AS (
    SELECT
        mql_id,
        first_contact_date,
        landing_page_id,
        nullif(trim(origin), '') AS origin
    FROM raw_marketing_qualified_leads
),

deal AS (
    SELECT
        mql_id,
        sr_id,
        declared_monthly_revenue
    FROM raw_closed_deals
)

SELECT
    'olist' AS organization_id,
    mql.mql_id AS lead_id,
    cast(NULL AS string) AS first_name,
    cast(NULL AS string) AS last_name,
    cast(NULL AS string) AS email,
    cast(NULL AS string) AS phone,
    cast(NULL AS string) AS city,
    'BR' AS country,
    cast(NULL AS string) AS company,
    cast(NULL AS string) AS industry,
    cast(NULL AS string) AS company_size,
    cast(NULL AS string) AS customer_type,
    cast(NULL AS string) AS interests,
    mql.origin AS source,
    mql.landing_page_id AS campaign_id,
    deal.sr_id AS owner_id,
    CASE WHEN deal.mql_id IS NULL THEN 'lead' ELSE 'won' END AS stage_id,
    cast(
        CASE WHEN deal.declared_monthly_revenue > 0 THEN deal.declared_monthly_revenue END
        AS decimal(18, 3)
    ) AS deal_value,
    'BRL' AS currency,
    cast(NULL AS decimal(5, 2)) AS probability,
    cast(NULL AS date) AS expected_close_on,
    cast(NULL AS string) AS lost_reason,
    cast(NULL AS boolean) AS email_consent,
    cast(NULL AS boolean) AS sms_consent,
    cast(NULL AS decimal(7, 2)) AS score,
    to_utc_timestamp(cast(mql.first_contact_date AS timestamp), 'America/Sao_Paulo') AS created_at,
    cast(NULL AS timestamp) AS deleted_at
FROM mql
LEFT JOIN deal ON mql.mql_id = deal.mql_id
