WITH
living AS (
    SELECT
        organization_id,
        lead_id,
        created_at
    FROM lead
),

worth AS (
    SELECT
        organization_id,
        lead_id,
        valid_from,
        valid_to,
        deal_value,
        currency
    FROM lead_history
),

settings AS (
    SELECT
        organization_id,
        time_zone,
        currency,
        currency_digits,
        revenue_source
    FROM organization
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

purchase AS (
    SELECT
        organization_id,
        purchase_id,
        lead_id AS source_lead_id,
        amount,
        currency,
        purchased_at
    FROM stg_purchase
),

rate AS (
    SELECT
        day,
        base,
        quote,
        rate
    FROM daily_fx_rate
),

-- What an entry into a stage is a conversion to; a won stage may stand for a milestone as well.
meaning AS (
    SELECT
        organization_id,
        stage_id,
        explode(
            array_compact(
                array(
                    CASE WHEN milestone IN ('qualified', 'opportunity') THEN milestone END,
                    CASE WHEN is_won OR milestone = 'customer' THEN 'customer' END
                )
            )
        ) AS conversion_type
    FROM pipeline_stage
),

entered AS (
    SELECT
        stage_visit.organization_id,
        stage_visit.lead_id,
        meaning.conversion_type,
        stage_visit.stage_id,
        stage_visit.entered_at,
        row_number() OVER (
            PARTITION BY
                stage_visit.organization_id, stage_visit.lead_id, meaning.conversion_type
            ORDER BY stage_visit.visit_number
        ) AS entry_number
    FROM stage_visit
    INNER JOIN meaning
        ON
            stage_visit.organization_id = meaning.organization_id
            AND stage_visit.stage_id = meaning.stage_id
),

-- Purchases and refunds of all leads that are one lead now, in their common order.
bought AS (
    SELECT
        purchase.organization_id,
        identity.lead_id,
        purchase.purchase_id,
        purchase.purchased_at,
        purchase.amount,
        coalesce(purchase.currency, settings.currency) AS currency,
        row_number() OVER (
            PARTITION BY identity.organization_id, identity.lead_id
            ORDER BY purchase.purchased_at, length(purchase.purchase_id), purchase.purchase_id
        ) AS purchase_number
    FROM purchase
    INNER JOIN identity
        ON
            purchase.organization_id = identity.organization_id
            AND purchase.source_lead_id = identity.source_lead_id
    INNER JOIN settings ON purchase.organization_id = settings.organization_id
    WHERE settings.revenue_source = 'purchases'
),

-- Money stands on one type only: on customer, or on purchase where purchases are the revenue.
converted AS (
    SELECT
        entered.organization_id,
        entered.lead_id,
        entered.conversion_type,
        1 AS conversion_number,
        entered.entered_at AS converted_at,
        entered.stage_id,
        NULL AS purchase_id,
        CASE
            WHEN entered.conversion_type = 'customer' AND settings.revenue_source = 'deals'
                THEN worth.deal_value
        END AS original_amount,
        worth.currency AS original_currency
    FROM entered
    LEFT JOIN worth
        ON
            entered.organization_id = worth.organization_id
            AND entered.lead_id = worth.lead_id
            AND entered.entered_at >= worth.valid_from
            AND (worth.valid_to IS NULL OR entered.entered_at < worth.valid_to)
    INNER JOIN settings ON entered.organization_id = settings.organization_id
    WHERE entered.entry_number = 1
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        'lead_created' AS conversion_type,
        1 AS conversion_number,
        created_at AS converted_at,
        NULL AS stage_id,
        NULL AS purchase_id,
        NULL AS original_amount,
        NULL AS original_currency
    FROM living
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        'purchase' AS conversion_type,
        purchase_number AS conversion_number,
        purchased_at AS converted_at,
        NULL AS stage_id,
        purchase_id,
        amount AS original_amount,
        currency AS original_currency
    FROM bought
),

dated AS (
    SELECT
        converted.organization_id,
        converted.lead_id,
        converted.conversion_type,
        converted.conversion_number,
        converted.converted_at,
        to_date(from_utc_timestamp(converted.converted_at, settings.time_zone)) AS converted_on,
        -- On the local clock, so that a day of 23 or 25 hours is a day. Cut towards zero: an hour
        -- that the clock repeats never makes a conversion older than its lead. A purchase may be.
        greatest(
            timestampdiff(
                DAY,
                from_utc_timestamp(living.created_at, settings.time_zone),
                from_utc_timestamp(converted.converted_at, settings.time_zone)
            ),
            0
        ) AS elapsed_days,
        converted.stage_id,
        converted.purchase_id,
        converted.original_amount,
        CASE WHEN converted.original_amount IS NOT NULL THEN converted.original_currency END
            AS original_currency,
        settings.currency,
        settings.currency_digits
    FROM converted
    INNER JOIN living
        ON
            converted.organization_id = living.organization_id
            AND converted.lead_id = living.lead_id
    INNER JOIN settings ON converted.organization_id = settings.organization_id
),

rated AS (
    SELECT
        dated.*,
        CASE
            WHEN dated.original_currency = dated.currency THEN cast(1 AS decimal(18, 8))
            ELSE rate.rate
        END AS fx_rate
    FROM dated
    LEFT JOIN rate
        ON
            dated.converted_on = rate.day
            AND dated.original_currency = rate.base
            AND dated.currency = rate.quote
)

SELECT
    organization_id,
    lead_id,
    conversion_type,
    conversion_number,
    converted_at,
    converted_on,
    cast(elapsed_days AS int) AS elapsed_days,
    stage_id,
    purchase_id,
    coalesce(conversion_type = 'purchase' AND original_amount < 0, FALSE) AS is_refund,
    original_amount,
    original_currency,
    -- round() takes a constant scale only. Too large an amount has no value rather than no run.
    try_cast(
        CASE currency_digits
            WHEN 0 THEN round(original_amount * fx_rate, 0)
            WHEN 3 THEN round(original_amount * fx_rate, 3)
            ELSE round(original_amount * fx_rate, 2)
        END AS decimal(18, 3)
    ) AS value_amount,
    currency,
    fx_rate
FROM rated
