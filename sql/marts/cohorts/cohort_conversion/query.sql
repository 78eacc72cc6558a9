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
        created_at,
        created_on,
        won_at,
        won_elapsed_days
    FROM lead_funnel
),

ends AS (
    SELECT DISTINCT
        organization_id,
        as_of_day,
        end_at
    FROM windows
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

cohorts AS (
    SELECT
        days.organization_id,
        calendar.granularity,
        calendar.cohort_start,
        calendar.cohort_end,
        horizon.horizon_days,
        days.leads,
        days.won_elapsed_days IS NOT NULL AS is_won,
        coalesce(days.won_elapsed_days < horizon.horizon_days, FALSE) AS is_won_within,
        days.created_on < date_sub(days.as_of_day, horizon.horizon_days) AS is_mature,
        calendar.cohort_end <= date_sub(days.as_of_day, horizon.horizon_days) AS is_cohort_mature
    FROM days
    LATERAL VIEW stack(
        2,
        'week', trunc(days.created_on, 'week'), date_add(trunc(days.created_on, 'week'), 7),
        'month', trunc(days.created_on, 'month'), add_months(trunc(days.created_on, 'month'), 1)
    ) calendar AS granularity, cohort_start, cohort_end
    LATERAL VIEW explode(:cohort_horizons_days) horizon AS horizon_days
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
