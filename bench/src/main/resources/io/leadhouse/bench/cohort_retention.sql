-- The rows of marts/cohorts/cohort_retention, for DuckDB and for Postgres: one row per lead and period
-- by GROUP BY, unbounded retention from each lead's last period, every period of cohort_period filled.
WITH lived AS MATERIALIZED (
    SELECT
        l.organization_id,
        l.lead_id,
        date_trunc('week', l.created_on)::date AS cohort_week,
        date_trunc('month', l.created_on)::date AS cohort_month,
        cast(
            (date_trunc('week', d.day)::date - date_trunc('week', l.created_on)::date) / 7 AS integer
        ) AS week_number,
        cast(
            (extract(YEAR FROM d.day) - extract(YEAR FROM l.created_on)) * 12
            + extract(MONTH FROM d.day) - extract(MONTH FROM l.created_on) AS integer
        ) AS month_number,
        d.inbound_count > 0 AS is_active,
        d.purchase_count > 0 AS is_buying
    FROM lead AS l
    INNER JOIN reporting_day AS a ON l.organization_id = a.organization_id
    INNER JOIN lead_day AS d
        ON
            l.organization_id = d.organization_id
            AND l.lead_id = d.lead_id
            AND l.created_on <= d.day
            AND a.as_of_day > d.day
),

lead_period AS MATERIALIZED (
    SELECT organization_id, lead_id, 'activity' AS basis, 'week' AS granularity, cohort_week AS cohort_start, week_number AS period
    FROM lived
    WHERE is_active
    GROUP BY organization_id, lead_id, cohort_week, week_number
    UNION ALL
    SELECT organization_id, lead_id, 'activity' AS basis, 'month' AS granularity, cohort_month AS cohort_start, month_number AS period
    FROM lived
    WHERE is_active
    GROUP BY organization_id, lead_id, cohort_month, month_number
    UNION ALL
    SELECT organization_id, lead_id, 'purchase' AS basis, 'week' AS granularity, cohort_week AS cohort_start, week_number AS period
    FROM lived
    WHERE is_buying
    GROUP BY organization_id, lead_id, cohort_week, week_number
    UNION ALL
    SELECT organization_id, lead_id, 'purchase' AS basis, 'month' AS granularity, cohort_month AS cohort_start, month_number AS period
    FROM lived
    WHERE is_buying
    GROUP BY organization_id, lead_id, cohort_month, month_number
),

active AS (
    SELECT organization_id, basis, granularity, cohort_start, period, count(*) AS active
    FROM lead_period
    GROUP BY organization_id, basis, granularity, cohort_start, period
),

last_period AS (
    SELECT organization_id, lead_id, basis, granularity, cohort_start, max(period) AS period
    FROM lead_period
    GROUP BY organization_id, lead_id, basis, granularity, cohort_start
),

last_active AS (
    SELECT organization_id, basis, granularity, cohort_start, period, count(*) AS last_active
    FROM last_period
    GROUP BY organization_id, basis, granularity, cohort_start, period
),

basis AS (
    SELECT 'activity' AS basis
    UNION ALL
    SELECT 'purchase' AS basis
),

period AS (
    SELECT c.organization_id, b.basis, c.granularity, c.cohort_start, c.period, c.cohort_size
    FROM cohort_period AS c
    CROSS JOIN basis AS b
)

SELECT
    p.organization_id,
    p.basis,
    p.granularity,
    p.cohort_start,
    p.period,
    p.cohort_size,
    coalesce(a.active, 0) AS active,
    sum(coalesce(l.last_active, 0)) OVER (
        PARTITION BY p.organization_id, p.basis, p.granularity, p.cohort_start
        ORDER BY p.period DESC
    ) AS active_or_later
FROM period AS p
LEFT JOIN active AS a
    ON
        p.organization_id = a.organization_id
        AND p.basis = a.basis
        AND p.granularity = a.granularity
        AND p.cohort_start = a.cohort_start
        AND p.period = a.period
LEFT JOIN last_active AS l
    ON
        p.organization_id = l.organization_id
        AND p.basis = l.basis
        AND p.granularity = l.granularity
        AND p.cohort_start = l.cohort_start
        AND p.period = l.period
