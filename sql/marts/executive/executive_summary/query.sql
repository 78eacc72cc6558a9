WITH
windows AS (
    SELECT
        organization_id,
        window_days
    FROM reporting_window
),

totals AS (
    SELECT
        organization_id,
        window_days,
        period,
        leads,
        scored_leads,
        score_sum,
        won_deals,
        lost_deals,
        valued_won_deals,
        won_revenue,
        median_cycle_days
    FROM period_total
),

health AS (
    SELECT
        organization_id,
        window_days,
        comparable_won,
        comparable_leads,
        comparable_rate,
        previous_comparable_rate,
        baseline_rate,
        health_ratio,
        health
    FROM funnel_health
),

stages AS (
    SELECT
        organization_id,
        window_days,
        stage_name,
        lost_value
    FROM funnel_stage
    WHERE
        variant = 'any_order'
        AND is_bottleneck
),

open_deals AS (
    SELECT
        organization_id,
        value_amount,
        weighted_amount,
        is_slow,
        is_overdue
    FROM open_deal
),

currencies AS (
    SELECT
        organization_id,
        currency
    FROM stg_organization
),

kpis AS (
    SELECT *
    FROM VALUES
        -- The last column: both periods were measured alike, after the same waiting time.
        (1, 'leads', 'leads', 'up', TRUE),
        (2, 'lead_growth', 'fraction', 'up', FALSE),
        (3, 'mean_score', 'points', 'up', FALSE),
        (4, 'comparable_conversion_rate', 'fraction', 'up', TRUE),
        (5, 'won_deals', 'deals', 'up', TRUE),
        (6, 'lost_deals', 'deals', 'down', TRUE),
        (7, 'win_rate', 'fraction', 'up', TRUE),
        (8, 'won_revenue', 'money', 'up', TRUE),
        (9, 'mean_deal_value', 'money', 'up', TRUE),
        (10, 'median_cycle_days', 'days', 'down', TRUE),
        (11, 'sales_velocity', 'money per day', 'up', FALSE),
        (12, 'open_deals', 'deals', 'up', FALSE),
        (13, 'pipeline_value', 'money', 'up', FALSE),
        (14, 'weighted_pipeline_value', 'money', 'up', FALSE),
        (15, 'overdue_deals', 'deals', 'down', FALSE),
        (16, 'blocked_value', 'money', 'down', FALSE),
        (17, 'stagnant_value', 'money', 'down', FALSE),
        (18, 'funnel_health', 'ratio', 'up', FALSE),
        (19, 'bottleneck', 'money', 'down', FALSE)
        AS kpis (kpi_order, kpi, unit, good_direction, is_like_for_like)
),

periods AS (
    SELECT
        organization_id,
        window_days,
        period,
        leads,
        scored_leads,
        score_sum,
        won_deals,
        lost_deals,
        won_deals + lost_deals AS closed_deals,
        valued_won_deals,
        won_revenue,
        cast(score_sum / nullif(scored_leads, 0) AS decimal(24, 6)) AS mean_score,
        cast(won_deals / nullif(won_deals + lost_deals, 0) AS decimal(24, 6)) AS win_rate,
        cast(won_revenue / nullif(valued_won_deals, 0) AS decimal(24, 6)) AS mean_deal_value,
        cast(median_cycle_days AS decimal(24, 6)) AS median_cycle_days
    FROM totals
),

pipelines AS (
    SELECT
        organization_id,
        count(*) AS open_deals,
        sum(value_amount) AS pipeline_value,
        sum(weighted_amount) AS weighted_pipeline_value,
        count_if(is_overdue) AS overdue_deals,
        sum(CASE WHEN is_slow THEN value_amount END) AS blocked_value,
        sum(CASE WHEN is_slow THEN weighted_amount END) AS stagnant_value
    FROM open_deals
    GROUP BY organization_id
),

bottlenecks AS (
    SELECT
        organization_id,
        window_days,
        -- Several won stages share the last step.
        array_join(array_sort(collect_list(stage_name)), ' / ') AS stage_names,
        max(lost_value) AS lost_value
    FROM stages
    GROUP BY
        organization_id,
        window_days
),

figures AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        health.health,
        bottlenecks.stage_names,
        cast(NULL AS bigint) AS nothing,
        now.leads,
        before.leads AS previous_leads,
        now.leads - before.leads AS more_leads,
        cast((now.leads - before.leads) / nullif(before.leads, 0) AS decimal(24, 6)) AS lead_growth,
        now.scored_leads,
        now.score_sum,
        now.mean_score,
        before.mean_score AS previous_mean_score,
        health.comparable_won,
        health.comparable_leads,
        cast(health.comparable_rate AS decimal(24, 6)) AS comparable_rate,
        cast(health.previous_comparable_rate AS decimal(24, 6)) AS previous_comparable_rate,
        cast(health.baseline_rate AS decimal(24, 6)) AS baseline_rate,
        cast(health.health_ratio AS decimal(24, 6)) AS health_ratio,
        now.won_deals,
        before.won_deals AS previous_won_deals,
        now.lost_deals,
        before.lost_deals AS previous_lost_deals,
        now.closed_deals,
        now.win_rate,
        before.win_rate AS previous_win_rate,
        now.won_revenue,
        before.won_revenue AS previous_won_revenue,
        now.valued_won_deals,
        now.mean_deal_value,
        before.mean_deal_value AS previous_mean_deal_value,
        now.median_cycle_days,
        before.median_cycle_days AS previous_median_cycle_days,
        cast(
            coalesce(pipelines.open_deals, 0) * now.win_rate * now.mean_deal_value
            / nullif(now.median_cycle_days, 0) AS decimal(24, 6)
        ) AS sales_velocity,
        coalesce(pipelines.open_deals, 0) AS open_deals,
        coalesce(pipelines.pipeline_value, 0) AS pipeline_value,
        coalesce(pipelines.weighted_pipeline_value, 0) AS weighted_pipeline_value,
        coalesce(pipelines.overdue_deals, 0) AS overdue_deals,
        coalesce(pipelines.blocked_value, 0) AS blocked_value,
        coalesce(pipelines.stagnant_value, 0) AS stagnant_value,
        bottlenecks.lost_value
    FROM windows
    INNER JOIN periods AS now
        ON
            windows.organization_id = now.organization_id
            AND windows.window_days = now.window_days
            AND now.period = 'current'
    LEFT JOIN periods AS before
        ON
            windows.organization_id = before.organization_id
            AND windows.window_days = before.window_days
            AND before.period = 'previous'
    LEFT JOIN health
        ON
            windows.organization_id = health.organization_id
            AND windows.window_days = health.window_days
    LEFT JOIN pipelines
        ON windows.organization_id = pipelines.organization_id
    LEFT JOIN bottlenecks
        ON
            windows.organization_id = bottlenecks.organization_id
            AND windows.window_days = bottlenecks.window_days
),

measured AS (
    SELECT *
    FROM figures
    UNPIVOT INCLUDE NULLS (
        (value, previous, numerator, denominator) FOR kpi IN (
            (leads, previous_leads, nothing, nothing) AS leads,
            (lead_growth, nothing, more_leads, previous_leads) AS lead_growth,
            (mean_score, previous_mean_score, score_sum, scored_leads) AS mean_score,
            (comparable_rate, previous_comparable_rate, comparable_won, comparable_leads)
                AS comparable_conversion_rate,
            (won_deals, previous_won_deals, nothing, nothing) AS won_deals,
            (lost_deals, previous_lost_deals, nothing, nothing) AS lost_deals,
            (win_rate, previous_win_rate, won_deals, closed_deals) AS win_rate,
            (won_revenue, previous_won_revenue, nothing, nothing) AS won_revenue,
            (mean_deal_value, previous_mean_deal_value, won_revenue, valued_won_deals)
                AS mean_deal_value,
            (median_cycle_days, previous_median_cycle_days, nothing, nothing)
                AS median_cycle_days,
            (sales_velocity, nothing, nothing, nothing) AS sales_velocity,
            (open_deals, nothing, nothing, nothing) AS open_deals,
            (pipeline_value, nothing, nothing, nothing) AS pipeline_value,
            (weighted_pipeline_value, nothing, nothing, nothing) AS weighted_pipeline_value,
            (overdue_deals, nothing, nothing, nothing) AS overdue_deals,
            (blocked_value, nothing, nothing, nothing) AS blocked_value,
            (stagnant_value, nothing, nothing, nothing) AS stagnant_value,
            (health_ratio, nothing, comparable_rate, baseline_rate) AS funnel_health,
            (lost_value, nothing, nothing, nothing) AS bottleneck
        )
    )
)

SELECT
    measured.organization_id,
    measured.window_days,
    measured.kpi,
    kpis.kpi_order,
    cast(measured.value AS decimal(24, 6)) AS value,
    CASE measured.kpi
        WHEN 'funnel_health' THEN measured.health
        WHEN 'bottleneck' THEN measured.stage_names
    END AS value_text,
    cast(measured.previous AS decimal(24, 6)) AS previous,
    cast(measured.value - measured.previous AS decimal(24, 6)) AS change,
    CASE
        WHEN measured.previous > 0
            THEN
                cast(
                    (measured.value - measured.previous) / measured.previous AS decimal(24, 6)
                )
    END AS change_rate,
    CASE sign(measured.value - measured.previous)
        WHEN 1 THEN 'up'
        WHEN -1 THEN 'down'
        WHEN 0 THEN 'flat'
    END AS direction,
    kpis.good_direction,
    kpis.is_like_for_like AND measured.value - measured.previous IS NOT NULL AS comparable,
    cast(measured.numerator AS decimal(24, 6)) AS numerator,
    cast(measured.denominator AS decimal(24, 6)) AS denominator,
    kpis.unit,
    CASE WHEN kpis.unit LIKE 'money%' THEN currencies.currency END AS currency
FROM measured
INNER JOIN kpis
    ON measured.kpi = kpis.kpi
LEFT JOIN currencies
    ON measured.organization_id = currencies.organization_id
