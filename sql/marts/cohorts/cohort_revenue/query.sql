WITH
windows AS (
    SELECT
        organization_id,
        as_of_day,
        end_at
    FROM reporting_window
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

ends AS (
    SELECT DISTINCT
        organization_id,
        as_of_day,
        end_at
    FROM windows
),

known AS (
    SELECT
        leads.organization_id,
        leads.lead_id,
        leads.created_on,
        ends.as_of_day,
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

created AS (
    SELECT
        organization_id,
        created_on,
        as_of_day,
        count(*) AS leads
    FROM known
    GROUP BY
        organization_id,
        created_on,
        as_of_day
),

created_in AS (
    SELECT
        organization_id,
        leads,
        as_of_day,
        date_sub(as_of_day, 1) AS last_day,
        stack(
            2,
            'week', trunc(created_on, 'week'),
            'month', trunc(created_on, 'month')
        ) AS (granularity, cohort_start)
    FROM created
),

cohorts AS (
    SELECT
        organization_id,
        granularity,
        cohort_start,
        as_of_day,
        last_day,
        sum(leads) AS cohort_size
    FROM created_in
    GROUP BY
        organization_id,
        granularity,
        cohort_start,
        as_of_day,
        last_day
),

-- Every period up to the one that holds the last day known.
periods AS (
    SELECT
        organization_id,
        granularity,
        cohort_start,
        as_of_day,
        cohort_size,
        explode(
            CASE granularity
                WHEN 'week' THEN sequence(0, cast(datediff(last_day, cohort_start) / 7 AS int))
                ELSE sequence(
                    0,
                    (year(last_day) - year(cohort_start)) * 12
                    + month(last_day) - month(cohort_start)
                )
            END
        ) AS period
    FROM cohorts
),

counted AS (
    SELECT
        periods.organization_id,
        periods.granularity,
        periods.cohort_start,
        periods.period,
        CASE periods.granularity
            WHEN 'week' THEN date_add(periods.cohort_start, 7 * periods.period)
            ELSE add_months(periods.cohort_start, periods.period)
        END AS period_start,
        CASE periods.granularity
            WHEN 'week' THEN date_add(periods.cohort_start, 7 * (periods.period + 1))
            ELSE add_months(periods.cohort_start, periods.period + 1)
        END AS period_end,
        periods.as_of_day,
        periods.cohort_size,
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
    counted.period_end <= counted.as_of_day AS is_mature
FROM counted
LEFT JOIN currencies ON counted.organization_id = currencies.organization_id
