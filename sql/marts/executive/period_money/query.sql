WITH
periods AS (
    SELECT
        organization_id,
        window_days,
        period,
        from_at,
        until_at,
        from_day,
        until_day
    FROM reporting_period
),

conversions AS (
    SELECT
        organization_id,
        converted_at,
        value_amount
    FROM conversion
    WHERE value_amount IS NOT NULL
),

spent AS (
    SELECT
        organization_id,
        spent_on,
        amount
    FROM spend
),

earned AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        sum(conversions.value_amount) AS revenue
    FROM periods
    INNER JOIN conversions
        ON
            periods.organization_id = conversions.organization_id
            AND periods.from_at <= conversions.converted_at
            AND periods.until_at > conversions.converted_at
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period
),

paid AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        sum(spent.amount) AS spend
    FROM periods
    INNER JOIN spent
        ON
            periods.organization_id = spent.organization_id
            AND periods.from_day <= spent.spent_on
            AND periods.until_day > spent.spent_on
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period
)

SELECT
    periods.organization_id,
    periods.window_days,
    periods.period,
    cast(coalesce(earned.revenue, 0) AS decimal(24, 3)) AS revenue,
    cast(coalesce(paid.spend, 0) AS decimal(24, 3)) AS spend
FROM periods
LEFT JOIN earned
    ON
        periods.organization_id = earned.organization_id
        AND periods.window_days = earned.window_days
        AND periods.period = earned.period
LEFT JOIN paid
    ON
        periods.organization_id = paid.organization_id
        AND periods.window_days = paid.window_days
        AND periods.period = paid.period
