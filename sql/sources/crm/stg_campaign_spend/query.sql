-- Spend belongs to the organization of its campaign. A day that both the CRM and a file know is the
-- CRM's: files complete it and never overwrite it. Of two files the later one counts.
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
),

recorded AS (
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
),

file_row AS (
    SELECT
        organization_id,
        campaign_id,
        channel,
        day,
        amount,
        currency,
        impressions,
        clicks,
        row_number() OVER (
            PARTITION BY organization_id, campaign_id, channel, day
            ORDER BY file_number DESC, line ASC
        ) AS place
    FROM raw_ad_spend_file
),

dropped AS (
    SELECT
        file_row.organization_id,
        file_row.campaign_id,
        file_row.channel,
        file_row.day AS spent_on,
        cast(file_row.amount AS decimal(18, 3)) AS amount,
        upper(file_row.currency) AS currency,
        file_row.impressions,
        file_row.clicks
    FROM file_row
    LEFT ANTI JOIN recorded
        ON
            file_row.organization_id = recorded.organization_id
            AND file_row.campaign_id = recorded.campaign_id
            AND file_row.channel = recorded.channel
            AND file_row.day = recorded.spent_on
    WHERE file_row.place = 1
)

SELECT * FROM recorded
UNION ALL
SELECT * FROM dropped
