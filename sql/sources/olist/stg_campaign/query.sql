-- What a lead came in through is its landing page; the files know it by id only.
SELECT DISTINCT
    'olist' AS organization_id,
    landing_page_id AS campaign_id,
    landing_page_id AS name,
    cast(NULL AS string) AS channel,
    cast(NULL AS date) AS starts_on,
    cast(NULL AS date) AS ends_on,
    cast(NULL AS decimal(18, 3)) AS budget,
    cast(NULL AS string) AS currency,
    cast(NULL AS string) AS status
FROM raw_marketing_qualified_leads
WHERE landing_page_id IS NOT NULL
