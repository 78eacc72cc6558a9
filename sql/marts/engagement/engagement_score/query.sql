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
        lead_id,
        created_on
    FROM lead
),

days AS (
    SELECT
        organization_id,
        lead_id,
        day,
        inbound_count,
        behavioral_points
    FROM lead_day
    WHERE inbound_count > 0
),

created AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        periods.until_day,
        leads.lead_id
    FROM periods
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.from_day <= leads.created_on
            AND periods.until_day > leads.created_on
),

lived AS (
    SELECT
        created.organization_id,
        created.window_days,
        created.period,
        created.lead_id,
        created.until_day,
        days.day,
        days.inbound_count,
        days.behavioral_points
    FROM created
    LEFT JOIN days
        ON
            created.organization_id = days.organization_id
            AND created.lead_id = days.lead_id
            AND created.until_day > days.day
),

-- The last day of the period is 0 days ago, as an hour before midnight is by the clock.
engaged AS (
    SELECT
        organization_id,
        window_days,
        period,
        lead_id,
        datediff(until_day, max(day)) - 1 AS idle_days,
        coalesce(
            sum(inbound_count)
            FILTER (WHERE day >= date_sub(until_day, :engagement_frequency_days)),
            0
        ) AS events,
        coalesce(
            sum(behavioral_points)
            FILTER (WHERE day >= date_sub(until_day, :engagement_frequency_days)),
            0
        ) AS points
    FROM lived
    GROUP BY organization_id, window_days, period, lead_id, until_day
),

-- Weighted whole numbers, divided last.
weighted AS (
    SELECT
        organization_id,
        window_days,
        period,
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
        window_days,
        period,
        cast(recency + frequency + depth AS decimal(5, 2)) AS score
    FROM weighted
),

banded AS (
    SELECT
        organization_id,
        window_days,
        period,
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
        window_days,
        period,
        CASE
            WHEN score <= 25 THEN 1
            WHEN score <= 50 THEN 2
            WHEN score <= 75 THEN 3
            WHEN score > 75 THEN 4
        END
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
