WITH
ends AS (
    SELECT
        organization_id,
        as_of_day,
        end_at
    FROM reporting_day
),

leads AS (
    SELECT
        organization_id,
        created_at,
        created_on,
        won_at,
        won_elapsed_days
    FROM lead_funnel
),

-- Reduced to days and waiting times before it meets horizons and calendars.
days AS (
    SELECT
        leads.organization_id,
        leads.created_on,
        ends.as_of_day,
        CASE WHEN leads.won_at < ends.end_at THEN leads.won_elapsed_days END AS won_elapsed_days,
        count(*) AS leads
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_at < ends.end_at
    GROUP BY
        leads.organization_id,
        leads.created_on,
        ends.as_of_day,
        CASE WHEN leads.won_at < ends.end_at THEN leads.won_elapsed_days END
),

calendars AS (
    SELECT
        *,
        stack(
            2,
            'week', trunc(created_on, 'week'), date_add(trunc(created_on, 'week'), 7),
            'month', trunc(created_on, 'month'), add_months(trunc(created_on, 'month'), 1)
        ) AS (granularity, cohort_start, cohort_end)
    FROM days
),

horizons AS (
    SELECT
        *,
        explode(array_distinct(:cohort_horizons_days)) AS horizon_days
    FROM calendars
),

cohorts AS (
    SELECT
        organization_id,
        granularity,
        cohort_start,
        horizon_days,
        leads,
        won_elapsed_days IS NOT NULL AS is_won,
        coalesce(won_elapsed_days < horizon_days, FALSE) AS is_won_within,
        created_on < date_sub(as_of_day, horizon_days) AS is_mature,
        cohort_end <= date_sub(as_of_day, horizon_days) AS is_cohort_mature
    FROM horizons
),

totals AS (
    SELECT
        organization_id,
        granularity,
        cohort_start,
        horizon_days,
        is_cohort_mature,
        sum(leads) AS leads,
        coalesce(sum(leads) FILTER (WHERE is_won), 0) AS won_to_date,
        coalesce(sum(leads) FILTER (WHERE is_won_within), 0) AS won_within_horizon,
        coalesce(sum(leads) FILTER (WHERE is_mature), 0) AS mature_leads,
        coalesce(sum(leads) FILTER (WHERE is_mature AND is_won_within), 0) AS mature_won
    FROM cohorts
    GROUP BY
        organization_id,
        granularity,
        cohort_start,
        horizon_days,
        is_cohort_mature
)

SELECT
    organization_id,
    granularity,
    cohort_start,
    horizon_days,
    leads,
    won_to_date,
    won_within_horizon,
    mature_leads,
    mature_won,
    mature_won / nullif(mature_leads, 0) AS conversion_rate,
    is_cohort_mature AS is_mature
FROM totals
