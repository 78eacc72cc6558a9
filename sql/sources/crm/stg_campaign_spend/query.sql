-- Spend belongs to the organization of its campaign.
WITH
spend_day AS (
    SELECT
        campaign_id,
        channel,
        day,
        amount,
        currency,
        impressions,
        clicks
    FROM raw_campaign_spend
),

campaign AS (
    SELECT
        id,
        organization_id
    FROM raw_campaigns
)

SELECT
    cast(campaign.organization_id AS string) AS organization_id,
    cast(spend_day.campaign_id AS string) AS campaign_id,
    spend_day.channel,
    spend_day.day AS spent_on,
    cast(spend_day.amount AS decimal(18, 3)) AS amount,
    upper(nullif(trim(spend_day.currency), '')) AS currency,
    spend_day.impressions,
    spend_day.clicks
FROM spend_day
LEFT JOIN campaign ON spend_day.campaign_id = campaign.id
