WITH
ends AS (
    SELECT
        organization_id,
        end_at
    FROM reporting_day
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        created_on
    FROM lead
),

conversions AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        converted_at,
        converted_on,
        is_refund,
        value_amount
    FROM conversion
    WHERE conversion_type IN ('customer', 'purchase')
),

currencies AS (
    SELECT
        organization_id,
        currency
    FROM organization
),

periods AS (
    SELECT
        organization_id,
        granularity,
        cohort_start,
        period,
        period_start,
        cohort_size,
        is_mature
    FROM cohort_period
),

known AS (
    SELECT
        leads.organization_id,
        leads.lead_id,
        leads.created_on,
        ends.end_at
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_at < ends.end_at
),

-- Money is never left out: what is dated before the lead's creation counts in its first period.
earned AS (
    SELECT
        known.organization_id,
        known.created_on,
        greatest(conversions.converted_on, known.created_on) AS earned_on,
        conversions.conversion_type,
        conversions.is_refund,
        conversions.value_amount
    FROM known
    INNER JOIN conversions
        ON
            known.organization_id = conversions.organization_id
            AND known.lead_id = conversions.lead_id
            AND known.end_at > conversions.converted_at
),

-- Reduced to days before it meets the calendars.
earned_days AS (
    SELECT
        organization_id,
        created_on,
        earned_on,
        count_if(conversion_type = 'customer') AS wins,
        count_if(conversion_type = 'purchase' AND NOT is_refund) AS purchases,
        count_if(is_refund) AS refunds,
        sum(value_amount) AS revenue
    FROM earned
    GROUP BY organization_id, created_on, earned_on
),

earned_in AS (
    SELECT
        organization_id,
        wins,
        purchases,
        refunds,
        revenue,
        stack(
            2,
            'week', trunc(created_on, 'week'),
            cast(datediff(trunc(earned_on, 'week'), trunc(created_on, 'week')) / 7 AS int),
            'month', trunc(created_on, 'month'),
            (year(earned_on) - year(created_on)) * 12 + month(earned_on) - month(created_on)
        ) AS (granularity, cohort_start, period)
    FROM earned_days
),

earnings AS (
    SELECT
        organization_id,
        granularity,
        cohort_start,
        period,
        sum(wins) AS wins,
        sum(purchases) AS purchases,
        sum(refunds) AS refunds,
        sum(revenue) AS revenue
    FROM earned_in
    GROUP BY organization_id, granularity, cohort_start, period
),

counted AS (
    SELECT
        periods.organization_id,
        periods.granularity,
        periods.cohort_start,
        periods.period,
        periods.period_start,
        periods.cohort_size,
        periods.is_mature,
        coalesce(earnings.wins, 0) AS wins,
        coalesce(earnings.purchases, 0) AS purchases,
        coalesce(earnings.refunds, 0) AS refunds,
        coalesce(earnings.revenue, 0) AS revenue,
        sum(coalesce(earnings.wins, 0)) OVER lived AS cumulative_wins,
        sum(coalesce(earnings.revenue, 0)) OVER lived AS cumulative_revenue
    FROM periods
    LEFT JOIN earnings
        ON
            periods.organization_id = earnings.organization_id
            AND periods.granularity = earnings.granularity
            AND periods.cohort_start = earnings.cohort_start
            AND periods.period = earnings.period
    WINDOW lived AS (
        PARTITION BY periods.organization_id, periods.granularity, periods.cohort_start
        ORDER BY periods.period
    )
)

SELECT
    counted.organization_id,
    counted.granularity,
    counted.cohort_start,
    counted.period,
    counted.period_start,
    counted.cohort_size,
    counted.wins,
    counted.purchases,
    counted.refunds,
    cast(counted.revenue AS decimal(24, 3)) AS revenue,
    counted.cumulative_wins,
    cast(counted.cumulative_revenue AS decimal(24, 3)) AS cumulative_revenue,
    cast(counted.cumulative_revenue / counted.cohort_size AS decimal(24, 3)) AS value_per_lead,
    currencies.currency,
    counted.is_mature
FROM counted
LEFT JOIN currencies ON counted.organization_id = currencies.organization_id
