WITH
periods AS (
    SELECT
        organization_id,
        window_days,
        period,
        from_day,
        until_day
    FROM reporting_period
),

leads AS (
    SELECT
        organization_id,
        created_on,
        filter(days, lived -> lived.inbound_count > 0) AS active_days
    FROM lead_calendar
),

-- A score is of a lead and a day, and most periods end on the same day.
ends AS (
    SELECT
        organization_id,
        until_day,
        min(from_day) AS from_day
    FROM periods
    GROUP BY organization_id, until_day
),

lived AS (
    SELECT
        ends.organization_id,
        ends.until_day,
        leads.created_on,
        filter(leads.active_days, lived -> lived.day < ends.until_day) AS active_days
    FROM ends
    INNER JOIN leads
        ON
            ends.organization_id = leads.organization_id
            AND ends.from_day <= leads.created_on
            AND ends.until_day > leads.created_on
),

recent AS (
    SELECT
        organization_id,
        until_day,
        created_on,
        try_element_at(active_days, -1).day AS last_day,
        filter(
            active_days,
            lived -> lived.day >= date_sub(until_day, :engagement_frequency_days)
        ) AS recent_days
    FROM lived
),

-- The last day of the period is 0 days ago, as an hour before midnight is by the clock.
engaged AS (
    SELECT
        organization_id,
        until_day,
        created_on,
        datediff(until_day, last_day) - 1 AS idle_days,
        aggregate(recent_days, 0L, (events, lived) -> events + lived.inbound_count) AS events,
        aggregate(recent_days, 0L, (points, lived) -> points + lived.behavioral_points) AS points
    FROM recent
),

-- Weighted whole numbers, divided last.
weighted AS (
    SELECT
        organization_id,
        until_day,
        created_on,
        cast(
            try_element_at(:engagement_score_weights, 'recency')
            * coalesce(greatest(:engagement_recency_days - idle_days, 0), 0) AS decimal(18, 6)
        ) / :engagement_recency_days AS recency,
        cast(
            try_element_at(:engagement_score_weights, 'frequency')
            * least(events, :engagement_full_events) AS decimal(18, 6)
        ) / :engagement_full_events AS frequency,
        cast(
            try_element_at(:engagement_score_weights, 'depth')
            * least(points, :engagement_full_points) AS decimal(18, 6)
        ) / :engagement_full_points AS depth
    FROM engaged
),

scored AS (
    SELECT
        organization_id,
        until_day,
        created_on,
        cast(recency + frequency + depth AS decimal(5, 2)) AS score
    FROM weighted
),

days AS (
    SELECT
        organization_id,
        until_day,
        created_on,
        CASE
            WHEN score <= 25 THEN 1
            WHEN score <= 50 THEN 2
            WHEN score <= 75 THEN 3
            WHEN score > 75 THEN 4
        END AS band_number,
        count(*) AS leads,
        sum(score) AS score_sum
    FROM scored
    GROUP BY
        organization_id,
        until_day,
        created_on,
        CASE
            WHEN score <= 25 THEN 1
            WHEN score <= 50 THEN 2
            WHEN score <= 75 THEN 3
            WHEN score > 75 THEN 4
        END
),

banded AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        days.band_number,
        sum(days.leads) AS leads,
        -- No wider, or a mean of them would be rounded to 6 places before it is to 2.
        cast(sum(days.score_sum) AS decimal(15, 2)) AS score_sum
    FROM periods
    INNER JOIN days
        ON
            periods.organization_id = days.organization_id
            AND periods.until_day = days.until_day
            AND periods.from_day <= days.created_on
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period,
        days.band_number
),

bands AS (
    SELECT
        band_number,
        band
    FROM VALUES (1, '0-25'), (2, '25-50'), (3, '50-75'), (4, '75-100') AS bands (band_number, band)
),

filled AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        bands.band,
        bands.band_number,
        coalesce(banded.leads, 0) AS leads,
        coalesce(banded.score_sum, 0) AS score_sum,
        sum(coalesce(banded.leads, 0)) OVER in_period AS period_leads,
        sum(coalesce(banded.score_sum, 0)) OVER in_period AS period_score_sum
    FROM periods
    CROSS JOIN bands
    LEFT JOIN banded
        ON
            periods.organization_id = banded.organization_id
            AND periods.window_days = banded.window_days
            AND periods.period = banded.period
            AND bands.band_number = banded.band_number
    WINDOW in_period AS (
        PARTITION BY periods.organization_id, periods.window_days, periods.period
    )
)

SELECT
    organization_id,
    window_days,
    period,
    band,
    band_number,
    leads,
    period_leads,
    leads / nullif(period_leads, 0) AS lead_share,
    cast(score_sum AS decimal(20, 2)) AS score_sum,
    cast(score_sum / nullif(leads, 0) AS decimal(7, 2)) AS mean_score,
    cast(period_score_sum / nullif(period_leads, 0) AS decimal(7, 2)) AS period_mean_score
FROM filled
