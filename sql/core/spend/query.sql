WITH
media_day AS (
    SELECT
        organization_id,
        campaign_id,
        coalesce(lower(nullif(trim(channel), '')), 'unknown') AS channel,
        spent_on,
        amount,
        currency,
        impressions,
        clicks
    FROM stg_campaign_spend
),

send AS (
    SELECT
        organization_id,
        sent_on,
        channel,
        campaign_id,
        original_cost,
        original_currency
    FROM outreach_attempt
    WHERE original_cost IS NOT NULL
),

settings AS (
    SELECT
        organization_id,
        currency,
        currency_digits
    FROM organization
),

rate AS (
    SELECT
        day,
        base,
        quote,
        rate
    FROM daily_fx_rate
),

-- A source may spell one channel in several ways, which are one here.
media AS (
    SELECT
        media_day.organization_id,
        media_day.spent_on,
        media_day.channel,
        media_day.campaign_id,
        'media' AS spend_type,
        coalesce(media_day.currency, settings.currency) AS original_currency,
        sum(media_day.amount) AS original_amount,
        sum(media_day.impressions) AS impressions,
        sum(media_day.clicks) AS clicks,
        cast(NULL AS bigint) AS sends
    FROM media_day
    INNER JOIN settings ON media_day.organization_id = settings.organization_id
    GROUP BY
        media_day.organization_id,
        media_day.spent_on,
        media_day.channel,
        media_day.campaign_id,
        coalesce(media_day.currency, settings.currency)
),

sending AS (
    SELECT
        organization_id,
        sent_on AS spent_on,
        channel,
        campaign_id,
        'send' AS spend_type,
        original_currency,
        sum(original_cost) AS original_amount,
        cast(NULL AS bigint) AS impressions,
        cast(NULL AS bigint) AS clicks,
        count(*) AS sends
    FROM send
    WHERE NOT array_contains(:spend_includes_sends, organization_id)
    GROUP BY
        organization_id,
        sent_on,
        channel,
        campaign_id,
        original_currency
),

spent AS (
    SELECT * FROM media
    UNION ALL
    SELECT * FROM sending
),

rated AS (
    SELECT
        spent.organization_id,
        spent.spent_on,
        spent.channel,
        spent.campaign_id,
        spent.spend_type,
        spent.original_currency,
        -- Narrow enough that its product with a rate is exact. Too large an amount has no value
        -- rather than no run.
        try_cast(spent.original_amount AS decimal(18, 6)) AS original_amount,
        settings.currency,
        settings.currency_digits,
        CASE
            WHEN spent.original_currency = settings.currency THEN cast(1 AS decimal(18, 8))
            ELSE rate.rate
        END AS fx_rate,
        spent.impressions,
        spent.clicks,
        spent.sends
    FROM spent
    INNER JOIN settings ON spent.organization_id = settings.organization_id
    LEFT JOIN rate
        ON
            spent.spent_on = rate.day
            AND spent.original_currency = rate.base
            AND settings.currency = rate.quote
)

SELECT
    organization_id,
    spent_on,
    channel,
    campaign_id,
    spend_type,
    original_currency,
    original_amount,
    -- round() takes a constant scale only.
    try_cast(
        CASE currency_digits
            WHEN 0 THEN round(original_amount * fx_rate, 0)
            WHEN 3 THEN round(original_amount * fx_rate, 3)
            ELSE round(original_amount * fx_rate, 2)
        END AS decimal(18, 3)
    ) AS amount,
    currency,
    fx_rate,
    impressions,
    clicks,
    sends
FROM rated
