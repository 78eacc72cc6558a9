WITH
windows AS (
    SELECT
        organization_id,
        window_days,
        start_at,
        end_at,
        comparable_previous_start_at,
        comparable_start_at,
        comparable_end_at
    FROM reporting_window
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        source,
        campaign_id,
        score,
        won_at,
        won_elapsed_days
    FROM lead_funnel
),

brought AS (
    SELECT
        organization_id,
        lead_id,
        revenue
    FROM lead_revenue
),

campaigns AS (
    SELECT
        organization_id,
        campaign_id,
        name
    FROM stg_campaign
),

currencies AS (
    SELECT
        organization_id,
        currency
    FROM organization
),

members AS (
    SELECT
        leads.organization_id,
        leads.created_at,
        leads.score,
        leads.won_at,
        leads.won_elapsed_days,
        brought.revenue,
        unix_seconds(leads.won_at) - unix_seconds(leads.created_at) AS cycle_seconds,
        stack(2, 'source', leads.source, 'campaign', leads.campaign_id) AS (dimension, member)
    FROM leads
    LEFT JOIN brought
        ON
            leads.organization_id = brought.organization_id
            AND leads.lead_id = brought.lead_id
),

-- A lead is in a window, in its comparable cohorts, in several of them or in none.
placed AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        members.dimension,
        members.member,
        members.score,
        members.revenue,
        members.won_elapsed_days,
        members.cycle_seconds,
        members.created_at >= windows.start_at AS is_in_window,
        members.created_at >= windows.start_at
        AND coalesce(members.won_at < windows.end_at, FALSE) AS is_won,
        members.created_at >= windows.comparable_start_at
        AND members.created_at < windows.comparable_end_at AS is_comparable,
        members.created_at < windows.comparable_start_at
        AND members.created_at >= windows.comparable_previous_start_at AS is_previous,
        windows.comparable_previous_start_at IS NOT NULL AS has_previous
    FROM windows
    INNER JOIN members
        ON
            windows.organization_id = members.organization_id
            AND windows.end_at > members.created_at
            AND coalesce(windows.comparable_previous_start_at, windows.comparable_start_at)
            <= members.created_at
),

totals AS (
    SELECT
        organization_id,
        window_days,
        dimension,
        member,
        has_previous,
        count_if(is_in_window) AS leads,
        count_if(is_won) AS won,
        count_if(is_comparable) AS comparable_leads,
        count_if(is_comparable AND won_elapsed_days < :horizon_days) AS comparable_won,
        count_if(is_previous) AS previous_comparable_leads,
        count_if(is_previous AND won_elapsed_days < :horizon_days) AS previous_comparable_won,
        coalesce(sum(CASE WHEN is_in_window THEN revenue END), 0) AS revenue,
        sum(CASE WHEN is_won THEN revenue END) AS won_revenue,
        count(CASE WHEN is_won THEN revenue END) AS valued_won,
        sum(CASE WHEN is_in_window THEN score END) AS score_sum,
        count(CASE WHEN is_in_window THEN score END) AS scored_leads,
        median(CASE WHEN is_won THEN cycle_seconds END) AS median_cycle_seconds
    FROM placed
    WHERE is_in_window OR is_comparable OR is_previous
    GROUP BY
        organization_id,
        window_days,
        dimension,
        member,
        has_previous
)

SELECT
    totals.organization_id,
    totals.window_days,
    totals.dimension,
    totals.member,
    coalesce(campaigns.name, totals.member) AS member_name,
    totals.leads,
    totals.won,
    totals.won / nullif(totals.leads, 0) AS win_rate_to_date,
    totals.comparable_leads,
    totals.comparable_won,
    totals.comparable_won / nullif(totals.comparable_leads, 0) AS comparable_rate,
    CASE WHEN totals.has_previous THEN totals.previous_comparable_leads END
        AS previous_comparable_leads,
    CASE WHEN totals.has_previous THEN totals.previous_comparable_won END
        AS previous_comparable_won,
    totals.previous_comparable_won / nullif(totals.previous_comparable_leads, 0)
        AS previous_comparable_rate,
    cast(totals.revenue AS decimal(24, 3)) AS revenue,
    totals.won - totals.valued_won AS won_without_value,
    cast(totals.won_revenue / nullif(totals.valued_won, 0) AS decimal(24, 3)) AS mean_deal_value,
    currencies.currency,
    cast(totals.score_sum / nullif(totals.scored_leads, 0) AS decimal(7, 2)) AS mean_score,
    totals.median_cycle_seconds / 86400 AS median_cycle_days
FROM totals
LEFT JOIN campaigns
    ON
        totals.organization_id = campaigns.organization_id
        AND totals.member = campaigns.campaign_id
        AND totals.dimension = 'campaign'
LEFT JOIN currencies
    ON totals.organization_id = currencies.organization_id
