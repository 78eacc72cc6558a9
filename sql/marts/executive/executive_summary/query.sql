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
    FROM organization
),

-- The last column: both periods were measured alike, after the same waiting time.
kpis AS (
    SELECT
        stack(
            19,
            1, 'leads', 'leads', 'up', TRUE,
            2, 'lead_growth', 'fraction', 'up', FALSE,
            3, 'mean_score', 'points', 'up', FALSE,
            4, 'comparable_conversion_rate', 'fraction', 'up', TRUE,
            5, 'won_deals', 'deals', 'up', TRUE,
            6, 'lost_deals', 'deals', 'down', TRUE,
            7, 'win_rate', 'fraction', 'up', TRUE,
            8, 'won_revenue', 'money', 'up', TRUE,
            9, 'mean_deal_value', 'money', 'up', TRUE,
            10, 'median_cycle_days', 'days', 'down', TRUE,
            11, 'sales_velocity', 'money per day', 'up', FALSE,
            12, 'open_deals', 'deals', 'up', FALSE,
            13, 'pipeline_value', 'money', 'up', FALSE,
            14, 'weighted_pipeline_value', 'money', 'up', FALSE,
            15, 'overdue_deals', 'deals', 'down', FALSE,
            16, 'blocked_value', 'money', 'down', FALSE,
            17, 'stagnant_value', 'money', 'down', FALSE,
            18, 'funnel_health', 'ratio', 'up', FALSE,
            19, 'bottleneck', 'money', 'down', FALSE
        ) AS (kpi_order, kpi, unit, good_direction, is_like_for_like)
),

-- Every figure at the scale of `value`, so that all of them can stand in one column.
periods AS (
    SELECT
        organization_id,
        window_days,
        period,
        cast(leads AS decimal(24, 6)) AS leads,
        cast(scored_leads AS decimal(24, 6)) AS scored_leads,
        cast(score_sum AS decimal(24, 6)) AS score_sum,
        cast(score_sum / nullif(scored_leads, 0) AS decimal(24, 6)) AS mean_score,
        cast(won_deals AS decimal(24, 6)) AS won_deals,
        cast(lost_deals AS decimal(24, 6)) AS lost_deals,
        cast(won_deals + lost_deals AS decimal(24, 6)) AS closed_deals,
        cast(won_deals / nullif(won_deals + lost_deals, 0) AS decimal(24, 6)) AS win_rate,
        cast(won_revenue AS decimal(24, 6)) AS won_revenue,
        cast(valued_won_deals AS decimal(24, 6)) AS valued_won_deals,
        cast(won_revenue / nullif(valued_won_deals, 0) AS decimal(24, 6)) AS mean_deal_value,
        cast(median_cycle_days AS decimal(24, 6)) AS median_cycle_days
    FROM totals
),

pipelines AS (
    SELECT
        organization_id,
        cast(count(*) AS decimal(24, 6)) AS open_deals,
        cast(sum(value_amount) AS decimal(24, 6)) AS pipeline_value,
        cast(sum(weighted_amount) AS decimal(24, 6)) AS weighted_value,
        cast(count_if(is_overdue) AS decimal(24, 6)) AS overdue_deals,
        cast(sum(CASE WHEN is_slow THEN value_amount END) AS decimal(24, 6)) AS blocked_value,
        cast(sum(CASE WHEN is_slow THEN weighted_amount END) AS decimal(24, 6)) AS stagnant_value
    FROM open_deals
    GROUP BY organization_id
),

rates AS (
    SELECT
        organization_id,
        window_days,
        cast(comparable_won AS decimal(24, 6)) AS comparable_won,
        cast(comparable_leads AS decimal(24, 6)) AS comparable_leads,
        cast(comparable_rate AS decimal(24, 6)) AS comparable_rate,
        cast(previous_comparable_rate AS decimal(24, 6)) AS previous_comparable_rate,
        cast(baseline_rate AS decimal(24, 6)) AS baseline_rate,
        cast(health_ratio AS decimal(24, 6)) AS health_ratio,
        health
    FROM health
),

bottlenecks AS (
    SELECT
        organization_id,
        window_days,
        -- Several won stages share the last step.
        array_join(array_sort(collect_list(stage_name)), ' / ') AS stage_names,
        cast(max(lost_value) AS decimal(24, 6)) AS lost_value
    FROM stages
    GROUP BY
        organization_id,
        window_days
),

figures AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        rates.health,
        bottlenecks.stage_names,
        cast(NULL AS decimal(24, 6)) AS none,
        now.leads,
        before.leads AS previous_leads,
        cast(now.leads - before.leads AS decimal(24, 6)) AS more_leads,
        cast((now.leads - before.leads) / nullif(before.leads, 0) AS decimal(24, 6)) AS lead_growth,
        now.scored_leads,
        now.score_sum,
        now.mean_score,
        before.mean_score AS previous_mean_score,
        rates.comparable_won,
        rates.comparable_leads,
        rates.comparable_rate,
        rates.previous_comparable_rate,
        rates.baseline_rate,
        rates.health_ratio,
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
        coalesce(pipelines.weighted_value, 0) AS weighted_value,
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
    LEFT JOIN rates
        ON
            windows.organization_id = rates.organization_id
            AND windows.window_days = rates.window_days
    LEFT JOIN pipelines
        ON windows.organization_id = pipelines.organization_id
    LEFT JOIN bottlenecks
        ON
            windows.organization_id = bottlenecks.organization_id
            AND windows.window_days = bottlenecks.window_days
),

measured AS (
    SELECT
        organization_id,
        window_days,
        health,
        stage_names,
        stack(
            19,
            'leads', leads, previous_leads, none, none,
            'lead_growth', lead_growth, none, more_leads, previous_leads,
            'mean_score', mean_score, previous_mean_score, score_sum, scored_leads,
            'comparable_conversion_rate', comparable_rate, previous_comparable_rate,
            comparable_won, comparable_leads,
            'won_deals', won_deals, previous_won_deals, none, none,
            'lost_deals', lost_deals, previous_lost_deals, none, none,
            'win_rate', win_rate, previous_win_rate, won_deals, closed_deals,
            'won_revenue', won_revenue, previous_won_revenue, none, none,
            'mean_deal_value', mean_deal_value, previous_mean_deal_value,
            won_revenue, valued_won_deals,
            'median_cycle_days', median_cycle_days, previous_median_cycle_days, none, none,
            'sales_velocity', sales_velocity, none, none, none,
            'open_deals', open_deals, none, none, none,
            'pipeline_value', pipeline_value, none, none, none,
            'weighted_pipeline_value', weighted_value, none, none, none,
            'overdue_deals', overdue_deals, none, none, none,
            'blocked_value', blocked_value, none, none, none,
            'stagnant_value', stagnant_value, none, none, none,
            'funnel_health', health_ratio, none, comparable_rate, baseline_rate,
            'bottleneck', lost_value, none, none, none
        ) AS (kpi, value, previous, numerator, denominator)
    FROM figures
)

SELECT
    measured.organization_id,
    measured.window_days,
    measured.kpi,
    kpis.kpi_order,
    measured.value,
    CASE measured.kpi
        WHEN 'funnel_health' THEN measured.health
        WHEN 'bottleneck' THEN measured.stage_names
    END AS value_text,
    measured.previous,
    cast(measured.value - measured.previous AS decimal(24, 6)) AS change,
    CASE
        WHEN measured.previous > 0
            THEN
                cast((measured.value - measured.previous) / measured.previous AS decimal(24, 6))
    END AS change_rate,
    CASE sign(measured.value - measured.previous)
        WHEN 1 THEN 'up'
        WHEN -1 THEN 'down'
        WHEN 0 THEN 'flat'
    END AS direction,
    kpis.good_direction,
    kpis.is_like_for_like AND measured.value - measured.previous IS NOT NULL AS comparable,
    measured.numerator,
    measured.denominator,
    kpis.unit,
    CASE WHEN kpis.unit LIKE 'money%' THEN currencies.currency END AS currency
FROM measured
INNER JOIN kpis
    ON measured.kpi = kpis.kpi
LEFT JOIN currencies
    ON measured.organization_id = currencies.organization_id
