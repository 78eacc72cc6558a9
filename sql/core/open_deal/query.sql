WITH
living AS (
    SELECT
        organization_id,
        lead_id,
        deal_value,
        currency,
        probability,
        expected_close_on
    FROM lead
),

settings AS (
    SELECT
        organization_id,
        currency,
        currency_digits
    FROM organization
),

today AS (
    SELECT
        organization_id,
        time_zone,
        end_at,
        as_of_day
    FROM reporting_day
),

open_stage AS (
    SELECT
        organization_id,
        stage_id,
        probability,
        slow_after_days
    FROM pipeline_stage
    WHERE NOT is_won AND NOT is_lost
),

rate AS (
    SELECT
        day,
        base,
        quote,
        rate
    FROM daily_fx_rate
),

-- Stays follow one another, so at most one of a lead holds that midnight.
standing AS (
    SELECT
        stage_visit.organization_id,
        stage_visit.lead_id,
        stage_visit.stage_id,
        stage_visit.entered_at,
        from_utc_timestamp(stage_visit.entered_at, today.time_zone) AS entered_local,
        from_utc_timestamp(today.end_at, today.time_zone) AS end_local,
        today.as_of_day
    FROM stage_visit
    INNER JOIN today ON stage_visit.organization_id = today.organization_id
    WHERE
        stage_visit.entered_at < today.end_at
        AND (stage_visit.exited_at IS NULL OR stage_visit.exited_at >= today.end_at)
),

deal AS (
    SELECT
        standing.organization_id,
        standing.lead_id,
        standing.stage_id,
        standing.entered_at,
        timestampdiff(DAY, standing.entered_local, standing.end_local) AS days_in_stage,
        dateadd(DAY, open_stage.slow_after_days, standing.entered_local) < standing.end_local
            AS is_slow,
        living.deal_value AS original_amount,
        CASE WHEN living.deal_value IS NOT NULL THEN living.currency END AS original_currency,
        CASE WHEN living.probability > 0 THEN living.probability ELSE open_stage.probability END
            AS probability,
        settings.currency,
        settings.currency_digits,
        living.expected_close_on,
        standing.as_of_day
    FROM standing
    INNER JOIN open_stage
        ON
            standing.organization_id = open_stage.organization_id
            AND standing.stage_id = open_stage.stage_id
    INNER JOIN living
        ON
            standing.organization_id = living.organization_id
            AND standing.lead_id = living.lead_id
    INNER JOIN settings ON standing.organization_id = settings.organization_id
),

rated AS (
    SELECT
        deal.*,
        deal.original_amount * CASE
            WHEN deal.original_currency = deal.currency THEN cast(1 AS decimal(18, 8))
            ELSE rate.rate
        END AS converted_amount
    FROM deal
    LEFT JOIN rate
        ON
            deal.as_of_day = rate.day
            AND deal.original_currency = rate.base
            AND deal.currency = rate.quote
),

-- round() takes a constant scale only. Too large an amount has no value rather than no run.
valued AS (
    SELECT
        *,
        try_cast(
            CASE currency_digits
                WHEN 0 THEN round(converted_amount, 0)
                WHEN 3 THEN round(converted_amount, 3)
                ELSE round(converted_amount, 2)
            END AS decimal(18, 3)
        ) AS value_amount
    FROM rated
)

SELECT
    organization_id,
    lead_id,
    stage_id,
    entered_at,
    cast(days_in_stage AS int) AS days_in_stage,
    is_slow,
    original_amount,
    original_currency,
    value_amount,
    cast(
        CASE currency_digits
            WHEN 0 THEN round(value_amount * probability, 0)
            WHEN 3 THEN round(value_amount * probability, 3)
            ELSE round(value_amount * probability, 2)
        END AS decimal(18, 3)
    ) AS weighted_amount,
    currency,
    expected_close_on,
    coalesce(expected_close_on < as_of_day, FALSE) AS is_overdue
FROM valued
