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
        lead_id,
        created_on
    FROM lead
),

days AS (
    SELECT
        organization_id,
        lead_id,
        day,
        inbound_count > 0 AS is_active,
        purchase_count > 0 AS is_buying
    FROM lead_day
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
        ends.as_of_day
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_on < ends.as_of_day
),

-- Days before the creation belong to no period: the cohort had not begun.
lived AS (
    SELECT
        known.organization_id,
        known.lead_id,
        known.created_on,
        days.is_active,
        days.is_buying,
        cast(datediff(trunc(days.day, 'week'), trunc(known.created_on, 'week')) / 7 AS int)
            AS week_number,
        (year(days.day) - year(known.created_on)) * 12
        + month(days.day) - month(known.created_on) AS month_number
    FROM known
    INNER JOIN days
        ON
            known.organization_id = days.organization_id
            AND known.lead_id = days.lead_id
            AND known.created_on <= days.day
            AND known.as_of_day > days.day
),

-- A lead's periods in one array, so that it is shuffled once however many periods it was active in,
-- and its last one is at the end.
active_periods AS (
    SELECT
        organization_id,
        lead_id,
        created_on,
        array_sort(collect_set(week_number) FILTER (WHERE is_active)) AS active_weeks,
        array_sort(collect_set(month_number) FILTER (WHERE is_active)) AS active_months,
        array_sort(collect_set(week_number) FILTER (WHERE is_buying)) AS buying_weeks,
        array_sort(collect_set(month_number) FILTER (WHERE is_buying)) AS buying_months
    FROM lived
    GROUP BY organization_id, lead_id, created_on
),

calendars AS (
    SELECT
        organization_id,
        stack(
            4,
            'activity', 'week', trunc(created_on, 'week'), active_weeks,
            'activity', 'month', trunc(created_on, 'month'), active_months,
            'purchase', 'week', trunc(created_on, 'week'), buying_weeks,
            'purchase', 'month', trunc(created_on, 'month'), buying_months
        ) AS (basis, granularity, cohort_start, periods)
    FROM active_periods
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
