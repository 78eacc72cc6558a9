WITH
attempt AS (
    SELECT
        organization_id,
        attempt_id,
        lead_id AS source_lead_id,
        coalesce(nullif(trim(campaign_id), ''), 'unknown') AS campaign_id,
        coalesce(nullif(trim(channel), ''), 'unknown') AS channel,
        template,
        sent_at,
        delivered_at,
        opened_at,
        replied_at,
        bounced_at,
        unsubscribed_at,
        cost
    FROM stg_outreach_attempt
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

living AS (
    SELECT
        organization_id,
        lead_id
    FROM lead
),

settings AS (
    SELECT
        organization_id,
        time_zone,
        currency
    FROM organization
),

-- Two spellings of a channel with a price of the same day: the first of them is valid for no day.
price AS (
    SELECT
        organization_id,
        lower(trim(channel)) AS channel,
        cost_per_send,
        currency,
        valid_from,
        lead(valid_from) OVER (
            PARTITION BY organization_id, lower(trim(channel))
            ORDER BY valid_from, channel
        ) AS next_valid_from
    FROM stg_channel_cost
),

rate AS (
    SELECT
        day,
        base,
        quote,
        rate
    FROM daily_fx_rate
),

receipts AS (
    SELECT
        organization_id,
        channel,
        first_receipt_at
    FROM receipt_start
),

-- Whom a message counts for, by which clock and in which currency.
counted_for AS (
    SELECT
        identity.organization_id,
        identity.source_lead_id,
        identity.lead_id,
        settings.time_zone,
        settings.currency
    FROM identity
    INNER JOIN living
        ON
            identity.organization_id = living.organization_id
            AND identity.lead_id = living.lead_id
    INNER JOIN settings ON identity.organization_id = settings.organization_id
),

sent AS (
    SELECT
        attempt.organization_id,
        attempt.attempt_id,
        counted_for.lead_id,
        attempt.source_lead_id,
        attempt.campaign_id,
        attempt.channel,
        attempt.template,
        attempt.sent_at,
        to_date(from_utc_timestamp(attempt.sent_at, counted_for.time_zone)) AS sent_on,
        attempt.delivered_at,
        attempt.opened_at,
        attempt.replied_at,
        attempt.bounced_at,
        attempt.unsubscribed_at,
        attempt.cost,
        counted_for.currency
    FROM attempt
    INNER JOIN counted_for
        ON
            attempt.organization_id = counted_for.organization_id
            AND attempt.source_lead_id = counted_for.source_lead_id
),

priced AS (
    SELECT
        sent.*,
        sent.delivered_at IS NOT NULL OR coalesce(sent.sent_at >= receipts.first_receipt_at, FALSE)
            AS gives_receipts,
        coalesce(sent.cost, price.cost_per_send) AS original_cost,
        CASE
            WHEN sent.cost IS NOT NULL THEN sent.currency
            WHEN price.cost_per_send IS NOT NULL THEN coalesce(price.currency, sent.currency)
        END AS original_currency
    FROM sent
    LEFT JOIN receipts
        ON
            sent.organization_id = receipts.organization_id
            AND sent.channel = receipts.channel
    LEFT JOIN price
        ON
            sent.organization_id = price.organization_id
            AND sent.channel = price.channel
            AND sent.sent_on >= price.valid_from
            AND (price.next_valid_from IS NULL OR sent.sent_on < price.next_valid_from)
),

rated AS (
    SELECT
        priced.*,
        CASE
            WHEN priced.original_currency = priced.currency THEN cast(1 AS decimal(18, 8))
            ELSE rate.rate
        END AS fx_rate
    FROM priced
    LEFT JOIN rate
        ON
            priced.sent_on = rate.day
            AND priced.original_currency = rate.base
            AND priced.currency = rate.quote
)

SELECT
    organization_id,
    attempt_id,
    lead_id,
    source_lead_id,
    campaign_id,
    channel,
    template,
    sent_at,
    sent_on,
    gives_receipts,
    delivered_at,
    opened_at,
    replied_at,
    bounced_at,
    unsubscribed_at,
    original_cost,
    original_currency,
    fx_rate,
    -- Too large an amount has no value rather than no run.
    try_cast(original_cost * fx_rate AS decimal(18, 6)) AS cost_amount,
    currency
FROM rated
