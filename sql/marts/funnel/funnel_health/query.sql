WITH
windows AS (
    SELECT
        organization_id,
        window_days,
        cast(from_utc_timestamp(comparable_start_at, time_zone) AS date) AS comparable_from,
        cast(from_utc_timestamp(comparable_end_at, time_zone) AS date) AS comparable_until,
        cast(
            from_utc_timestamp(comparable_previous_start_at, time_zone) AS date
        ) AS comparable_previous_from
    FROM reporting_window
),

leads AS (
    SELECT
        organization_id,
        created_on,
        won_elapsed_days
    FROM lead_funnel
),

-- Every bound below is a local midnight, so whole days of creation are enough.
days AS (
    SELECT
        organization_id,
        created_on,
        count(*) AS leads,
        count_if(won_elapsed_days < :horizon_days) AS won
    FROM leads
    GROUP BY
        organization_id,
        created_on
),

comparable AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        sum(days.leads) FILTER (
            WHERE days.created_on >= windows.comparable_from
        ) AS comparable_leads,
        sum(days.won) FILTER (WHERE days.created_on >= windows.comparable_from) AS comparable_won,
        sum(days.leads) FILTER (
            WHERE days.created_on < windows.comparable_from
        ) AS previous_comparable_leads,
        sum(days.won) FILTER (
            WHERE days.created_on < windows.comparable_from
        ) AS previous_comparable_won
    FROM windows
    INNER JOIN days
        ON
            windows.organization_id = days.organization_id
            AND windows.comparable_until > days.created_on
            AND coalesce(windows.comparable_previous_from, windows.comparable_from)
            <= days.created_on
    GROUP BY
        windows.organization_id,
        windows.window_days
),

months AS (
    SELECT
        organization_id,
        trunc(created_on, 'month') AS month_start,
        sum(won) / sum(leads) AS rate
    FROM days
    GROUP BY
        organization_id,
        trunc(created_on, 'month')
    HAVING sum(leads) >= :health_minimum_leads
),

baseline AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        count(*) AS baseline_months,
        median(months.rate) AS baseline_rate
    FROM windows
    INNER JOIN months
        ON
            windows.organization_id = months.organization_id
            AND trunc(windows.comparable_from, 'month') > months.month_start
            AND add_months(trunc(windows.comparable_from, 'month'), -:health_months)
            <= months.month_start
    GROUP BY
        windows.organization_id,
        windows.window_days
),

rates AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        coalesce(comparable.comparable_leads, 0) AS comparable_leads,
        coalesce(comparable.comparable_won, 0) AS comparable_won,
        comparable.comparable_won / comparable.comparable_leads AS comparable_rate,
        CASE
            WHEN windows.comparable_previous_from IS NOT NULL
                THEN coalesce(comparable.previous_comparable_leads, 0)
        END AS previous_comparable_leads,
        CASE
            WHEN windows.comparable_previous_from IS NOT NULL
                THEN coalesce(comparable.previous_comparable_won, 0)
        END AS previous_comparable_won,
        comparable.previous_comparable_won
        / comparable.previous_comparable_leads AS previous_comparable_rate,
        coalesce(baseline.baseline_months, 0) AS baseline_months,
        baseline.baseline_rate,
        -- Decimal, so that a ratio of exactly a limit is on the right side of it.
        CASE
            WHEN baseline.baseline_months >= :health_minimum_months
                THEN
                    cast(
                        comparable.comparable_won
                        / comparable.comparable_leads
                        / nullif(baseline.baseline_rate, 0) AS decimal(18, 6)
                    )
        END AS health_ratio
    FROM windows
    LEFT JOIN comparable
        ON
            windows.organization_id = comparable.organization_id
            AND windows.window_days = comparable.window_days
    LEFT JOIN baseline
        ON
            windows.organization_id = baseline.organization_id
            AND windows.window_days = baseline.window_days
)

SELECT
    organization_id,
    window_days,
    comparable_leads,
    comparable_won,
    comparable_rate,
    previous_comparable_leads,
    previous_comparable_won,
    previous_comparable_rate,
    baseline_months,
    baseline_rate,
    health_ratio,
    CASE
        WHEN health_ratio >= :health_good_ratio THEN 'good'
        WHEN health_ratio >= :health_watch_ratio THEN 'watch'
        WHEN health_ratio IS NOT NULL THEN 'poor'
        ELSE 'unknown'
    END AS health
FROM rates
