WITH
ends AS (
    SELECT
        organization_id,
        as_of_day
    FROM reporting_day
),

leads AS (
    SELECT
        organization_id,
        created_on,
        days
    FROM lead_calendar
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

-- Days before the creation belong to no period: the cohort had not begun.
lived AS (
    SELECT
        leads.organization_id,
        leads.created_on,
        filter(
            leads.days, lived -> lived.day >= leads.created_on AND lived.day < ends.as_of_day
        ) AS days
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_on < ends.as_of_day
),

bases_of_lead AS (
    SELECT
        organization_id,
        created_on,
        stack(
            2,
            'activity', filter(days, lived -> lived.inbound_count > 0).day,
            'purchase', filter(days, lived -> lived.purchase_count > 0).day
        ) AS (basis, days)
    FROM lived
),

-- A lead's periods in one array, each once and the last one at its end, as the days are in order.
calendars AS (
    SELECT
        organization_id,
        basis,
        stack(
            2,
            'week',
            trunc(created_on, 'week'),
            array_distinct(
                transform(
                    days,
                    day -> cast(datediff(trunc(day, 'week'), trunc(created_on, 'week')) / 7 AS int)
                )
            ),
            'month',
            trunc(created_on, 'month'),
            array_distinct(
                transform(
                    days,
                    day -> (year(day) - year(created_on)) * 12 + month(day) - month(created_on)
                )
            )
        ) AS (granularity, cohort_start, periods)
    FROM bases_of_lead
    WHERE size(days) > 0
),

placed AS (
    SELECT
        organization_id,
        basis,
        granularity,
        cohort_start,
        size(periods) AS period_count,
        posexplode(periods) AS (place, period)
    FROM calendars
),

activity AS (
    SELECT
        organization_id,
        basis,
        granularity,
        cohort_start,
        period,
        count(*) AS active,
        count_if(place = period_count - 1) AS last_active
    FROM placed
    GROUP BY
        organization_id,
        basis,
        granularity,
        cohort_start,
        period
),

bases AS (
    SELECT basis
    FROM VALUES ('activity'), ('purchase') AS bases (basis)
),

counted AS (
    SELECT
        periods.organization_id,
        bases.basis,
        periods.granularity,
        periods.cohort_start,
        periods.period,
        periods.period_start,
        periods.cohort_size,
        periods.is_mature,
        coalesce(activity.active, 0) AS active,
        sum(coalesce(activity.last_active, 0)) OVER (
            PARTITION BY
                periods.organization_id, bases.basis, periods.granularity, periods.cohort_start
            ORDER BY periods.period DESC
        ) AS active_or_later
    FROM periods
    CROSS JOIN bases
    LEFT JOIN activity
        ON
            periods.organization_id = activity.organization_id
            AND bases.basis = activity.basis
            AND periods.granularity = activity.granularity
            AND periods.cohort_start = activity.cohort_start
            AND periods.period = activity.period
)

SELECT
    organization_id,
    basis,
    granularity,
    cohort_start,
    period,
    period_start,
    cohort_size,
    active,
    active / cohort_size AS bounded_rate,
    active_or_later,
    active_or_later / cohort_size AS unbounded_rate,
    is_mature
FROM counted
