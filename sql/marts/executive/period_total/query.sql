WITH
periods AS (
    SELECT
        organization_id,
        window_days,
        period,
        from_at,
        until_at
    FROM reporting_period
),

settings AS (
    SELECT
        organization_id,
        revenue_source
    FROM organization
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        won_at,
        lost_at
    FROM lead_funnel
),

conversions AS (
    SELECT
        organization_id,
        lead_id,
        converted_at,
        original_amount,
        value_amount
    FROM conversion
    WHERE original_amount IS NOT NULL
),

versions AS (
    SELECT
        organization_id,
        lead_id,
        valid_from,
        valid_to,
        score
    FROM lead_history
),

-- With the score that they had when the period ended, so that both periods are seen at one age.
created AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        count(*) AS leads,
        sum(versions.score) AS score_sum,
        count(versions.score) AS scored_leads
    FROM periods
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.from_at <= leads.created_at
            AND periods.until_at > leads.created_at
    LEFT JOIN versions
        ON
            leads.organization_id = versions.organization_id
            AND leads.lead_id = versions.lead_id
            AND periods.until_at > versions.valid_from
            AND (versions.valid_to IS NULL OR periods.until_at <= versions.valid_to)
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period
),

won_leads AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        leads.lead_id,
        unix_seconds(leads.won_at) - unix_seconds(leads.created_at) AS cycle_seconds,
        -- Who bought nothing brought nothing; what a deal without a value brought, nobody knows.
        CASE
            WHEN
                settings.revenue_source = 'purchases' AND count(conversions.original_amount) = 0
                THEN 0
            ELSE sum(conversions.value_amount)
        END AS revenue
    FROM periods
    INNER JOIN settings ON periods.organization_id = settings.organization_id
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.from_at <= leads.won_at
            AND periods.until_at > leads.won_at
    LEFT JOIN conversions
        ON
            leads.organization_id = conversions.organization_id
            AND leads.lead_id = conversions.lead_id
            AND periods.until_at > conversions.converted_at
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period,
        settings.revenue_source,
        leads.lead_id,
        unix_seconds(leads.won_at) - unix_seconds(leads.created_at)
),

won AS (
    SELECT
        organization_id,
        window_days,
        period,
        count(*) AS won_deals,
        sum(revenue) AS won_revenue,
        count(revenue) AS valued_won_deals,
        median(cycle_seconds) AS cycle_seconds
    FROM won_leads
    GROUP BY
        organization_id,
        window_days,
        period
),

-- A deal counts as won from its win on: lost before it in the same period is not lost.
lost AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        count(*) AS lost_deals
    FROM periods
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.from_at <= leads.lost_at
            AND periods.until_at > leads.lost_at
            AND (leads.won_at IS NULL OR periods.until_at <= leads.won_at)
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period
)

SELECT
    periods.organization_id,
    periods.window_days,
    periods.period,
    coalesce(created.leads, 0) AS leads,
    coalesce(created.scored_leads, 0) AS scored_leads,
    coalesce(created.score_sum, 0) AS score_sum,
    coalesce(won.won_deals, 0) AS won_deals,
    coalesce(lost.lost_deals, 0) AS lost_deals,
    coalesce(won.valued_won_deals, 0) AS valued_won_deals,
    cast(coalesce(won.won_revenue, 0) AS decimal(24, 3)) AS won_revenue,
    won.cycle_seconds / 86400 AS median_cycle_days
FROM periods
LEFT JOIN created
    ON
        periods.organization_id = created.organization_id
        AND periods.window_days = created.window_days
        AND periods.period = created.period
LEFT JOIN won
    ON
        periods.organization_id = won.organization_id
        AND periods.window_days = won.window_days
        AND periods.period = won.period
LEFT JOIN lost
    ON
        periods.organization_id = lost.organization_id
        AND periods.window_days = lost.window_days
        AND periods.period = lost.period
