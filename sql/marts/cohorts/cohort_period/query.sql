WITH
leads AS (
    SELECT
        organization_id,
        created_on
    FROM lead
),

ends AS (
    SELECT
        organization_id,
        as_of_day
    FROM reporting_day
),

-- Reduced to days before it meets the calendars.
created AS (
    SELECT
        leads.organization_id,
        leads.created_on,
        ends.as_of_day,
        date_sub(ends.as_of_day, 1) AS last_day,
        count(*) AS leads
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_on < ends.as_of_day
    GROUP BY leads.organization_id, leads.created_on, ends.as_of_day
),

created_in AS (
    SELECT
        *,
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

bounded AS (
    SELECT
        *,
        CASE granularity
            WHEN 'week' THEN date_add(cohort_start, 7 * period)
            ELSE add_months(cohort_start, period)
        END AS period_start,
        CASE granularity
            WHEN 'week' THEN date_add(cohort_start, 7 * (period + 1))
            ELSE add_months(cohort_start, period + 1)
        END AS period_end
    FROM periods
)

SELECT
    organization_id,
    granularity,
    cohort_start,
    period,
    period_start,
    cohort_size,
    period_end <= as_of_day AS is_mature
FROM bounded
