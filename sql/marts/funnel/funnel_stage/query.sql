WITH
windows AS (
    SELECT
        organization_id,
        window_days,
        start_at,
        end_at
    FROM reporting_window
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        score,
        any_order_at,
        ordered_at,
        strict_at
    FROM lead_funnel
),

visits AS (
    SELECT
        organization_id,
        lead_id,
        stage_id,
        entered_at,
        exited_at
    FROM stage_visit
),

open_deals AS (
    SELECT
        organization_id,
        lead_id,
        is_slow,
        value_amount
    FROM open_deal
),

stages AS (
    SELECT
        organization_id,
        stage_id,
        name AS stage_name,
        stage_rank,
        milestone,
        is_won,
        is_lost,
        target_rate
    FROM pipeline_stage
),

currencies AS (
    SELECT
        organization_id,
        currency
    FROM organization
),

health AS (
    SELECT
        organization_id,
        window_days,
        comparable_leads,
        comparable_won,
        comparable_rate
    FROM funnel_health
),

losses AS (
    SELECT
        organization_id,
        window_days,
        variant,
        stage_rank,
        is_won,
        mature_previous_reached,
        mature_reached,
        lost_value,
        basis,
        is_bottleneck
    FROM step_loss
),

ends AS (
    SELECT
        organization_id,
        end_at
    FROM reporting_day
),

paths AS (
    SELECT
        organization_id,
        created_at,
        score,
        stack(
            3,
            'any_order', any_order_at,
            'ordered', ordered_at,
            'strict', strict_at
        ) AS (variant, path_at)
    FROM leads
),

ranked AS (
    SELECT
        organization_id,
        created_at,
        score,
        variant,
        path_at,
        posexplode(path_at) AS (place, reached_at)
    FROM paths
),

-- One row per lead, variant and rank that it reached, by whatever clock.
steps AS (
    SELECT
        organization_id,
        created_at,
        score,
        variant,
        place + 1 AS stage_rank,
        reached_at,
        unix_seconds(reached_at) - unix_seconds(get(path_at, place - 1)) AS seconds_from_previous
    FROM ranked
),

reached AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        steps.variant,
        steps.stage_rank,
        count(*) AS reached,
        sum(steps.seconds_from_previous)
        / (count(steps.seconds_from_previous) * 86400) AS mean_days,
        percentile(steps.seconds_from_previous, array(0.5, 0.75, 0.9)) AS seconds_at,
        sum(steps.score) / count(steps.score) AS mean_score,
        median(steps.score) AS median_score
    FROM windows
    INNER JOIN steps
        ON
            windows.organization_id = steps.organization_id
            AND windows.start_at <= steps.created_at
            AND windows.end_at > steps.created_at
            AND windows.end_at > steps.reached_at
    GROUP BY
        windows.organization_id,
        windows.window_days,
        steps.variant,
        steps.stage_rank
),

-- Where each lead stands when knowledge ends; end_at is the same in every window.
standing AS (
    SELECT
        leads.organization_id,
        leads.created_at,
        visits.stage_id,
        coalesce(open_deals.is_slow, FALSE) AS is_slow,
        open_deals.value_amount
    FROM visits
    INNER JOIN ends
        ON
            visits.organization_id = ends.organization_id
            AND visits.entered_at < ends.end_at
            AND (visits.exited_at IS NULL OR visits.exited_at >= ends.end_at)
    INNER JOIN leads
        ON
            visits.organization_id = leads.organization_id
            AND visits.lead_id = leads.lead_id
    LEFT JOIN open_deals
        ON
            visits.organization_id = open_deals.organization_id
            AND visits.lead_id = open_deals.lead_id
),

occupied AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        standing.stage_id,
        count(*) AS in_stage,
        count_if(standing.is_slow) AS slow_leads,
        sum(CASE WHEN standing.is_slow THEN standing.value_amount END) AS blocked_value
    FROM windows
    INNER JOIN standing
        ON
            windows.organization_id = standing.organization_id
            AND windows.start_at <= standing.created_at
            AND windows.end_at > standing.created_at
    GROUP BY
        windows.organization_id,
        windows.window_days,
        standing.stage_id
),

ranks AS (
    SELECT
        losses.organization_id,
        losses.window_days,
        losses.variant,
        losses.stage_rank,
        losses.mature_previous_reached,
        losses.mature_reached,
        losses.lost_value,
        losses.basis,
        losses.is_bottleneck,
        coalesce(reached.reached, 0) AS reached,
        lag(coalesce(reached.reached, 0)) OVER (
            PARTITION BY losses.organization_id, losses.window_days, losses.variant
            ORDER BY losses.stage_rank
        ) AS previous_reached,
        max(CASE WHEN losses.stage_rank = 1 THEN coalesce(reached.reached, 0) END) OVER (
            PARTITION BY losses.organization_id, losses.window_days, losses.variant
        ) AS first_reached,
        max(CASE WHEN losses.is_won THEN coalesce(reached.reached, 0) END) OVER (
            PARTITION BY losses.organization_id, losses.window_days, losses.variant
        ) AS won_reached,
        reached.mean_days,
        reached.seconds_at,
        reached.mean_score,
        reached.median_score
    FROM losses
    LEFT JOIN reached
        ON
            losses.organization_id = reached.organization_id
            AND losses.window_days = reached.window_days
            AND losses.variant = reached.variant
            AND losses.stage_rank = reached.stage_rank
),

variants AS (
    SELECT variant
    FROM VALUES ('any_order'), ('ordered'), ('strict') AS variants (variant)
)

-- Lost stages stand outside the order: leads stay there, but nothing is reached.
SELECT
    stages.organization_id,
    windows.window_days,
    variants.variant,
    stages.stage_id,
    stages.stage_rank,
    stages.stage_name,
    stages.milestone,
    stages.is_won,
    stages.is_lost,
    ranks.reached,
    ranks.previous_reached,
    ranks.reached / nullif(ranks.previous_reached, 0) AS step_rate,
    CASE WHEN stages.stage_rank > 1 THEN stages.target_rate END AS target_rate,
    ranks.first_reached,
    ranks.reached / nullif(ranks.first_reached, 0) AS cumulative_rate,
    ranks.won_reached,
    ranks.won_reached / nullif(ranks.first_reached, 0) AS overall_rate,
    health.comparable_leads,
    health.comparable_won,
    health.comparable_rate,
    coalesce(occupied.in_stage, 0) AS in_stage,
    coalesce(occupied.slow_leads, 0) AS slow_leads,
    coalesce(occupied.blocked_value, 0) AS blocked_value,
    ranks.mean_days,
    ranks.seconds_at[0] / 86400 AS median_days,
    ranks.seconds_at[1] / 86400 AS p75_days,
    ranks.seconds_at[2] / 86400 AS p90_days,
    cast(ranks.mean_score AS decimal(7, 2)) AS mean_score,
    cast(ranks.median_score AS decimal(7, 2)) AS median_score,
    ranks.mature_previous_reached,
    ranks.mature_reached,
    ranks.lost_value,
    ranks.basis AS lost_value_basis,
    coalesce(ranks.is_bottleneck, FALSE) AS is_bottleneck,
    currencies.currency
FROM stages
INNER JOIN windows
    ON stages.organization_id = windows.organization_id
CROSS JOIN variants
LEFT JOIN ranks
    ON
        stages.organization_id = ranks.organization_id
        AND stages.stage_rank = ranks.stage_rank
        AND windows.window_days = ranks.window_days
        AND variants.variant = ranks.variant
LEFT JOIN occupied
    ON
        stages.organization_id = occupied.organization_id
        AND stages.stage_id = occupied.stage_id
        AND windows.window_days = occupied.window_days
LEFT JOIN health
    ON
        windows.organization_id = health.organization_id
        AND windows.window_days = health.window_days
LEFT JOIN currencies
    ON stages.organization_id = currencies.organization_id
