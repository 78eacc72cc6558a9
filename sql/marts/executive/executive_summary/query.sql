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

money AS (
    SELECT
        organization_id,
        window_days,
        period,
        revenue,
        spend
    FROM period_money
),

activity AS (
    SELECT
        organization_id,
        window_days,
        period,
        known_leads,
        active_leads
    FROM period_activity
),

engagement_bands AS (
    SELECT
        organization_id,
        window_days,
        period,
        leads,
        score_sum
    FROM engagement_score
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
            24,
            1, 'leads', 'leads', 'up', TRUE,
            2, 'lead_growth', 'fraction', 'up', FALSE,
            3, 'mean_score', 'points', 'up', TRUE,
            4, 'mean_engagement_score', 'points', 'up', TRUE,
            5, 'active_leads', 'leads', 'up', TRUE,
            6, 'active_share', 'fraction', 'up', TRUE,
            7, 'comparable_conversion_rate', 'fraction', 'up', TRUE,
            8, 'won_deals', 'deals', 'up', TRUE,
            9, 'lost_deals', 'deals', 'down', TRUE,
            10, 'win_rate', 'fraction', 'up', TRUE,
            11, 'won_revenue', 'money', 'up', TRUE,
            12, 'mean_deal_value', 'money', 'up', TRUE,
            13, 'median_cycle_days', 'days', 'down', TRUE,
            14, 'sales_velocity', 'money per day', 'up', FALSE,
            15, 'spend', 'money', 'down', TRUE,
            16, 'roi', 'ratio', 'up', TRUE,
            17, 'open_deals', 'deals', 'up', FALSE,
            18, 'pipeline_value', 'money', 'up', FALSE,
            19, 'weighted_pipeline_value', 'money', 'up', FALSE,
            20, 'overdue_deals', 'deals', 'down', FALSE,
            21, 'blocked_value', 'money', 'down', FALSE,
            22, 'stagnant_value', 'money', 'down', FALSE,
            23, 'funnel_health', 'ratio', 'up', FALSE,
            24, 'bottleneck', 'money', 'down', FALSE
        ) AS (kpi_order, kpi, unit, good_direction, is_like_for_like)
),

engagements AS (
    SELECT
        organization_id,
        window_days,
        period,
        sum(score_sum) AS engagement_sum,
        sum(leads) AS engagement_leads
    FROM engagement_bands
    GROUP BY
        organization_id,
        window_days,
        period
),

-- Every figure at the scale of `value`, so that all of them can stand in one column.
periods AS (
    SELECT
        totals.organization_id,
        totals.window_days,
        totals.period,
        cast(totals.leads AS decimal(24, 6)) AS leads,
        cast(totals.scored_leads AS decimal(24, 6)) AS scored_leads,
        cast(totals.score_sum AS decimal(24, 6)) AS score_sum,
        cast(totals.score_sum / nullif(totals.scored_leads, 0) AS decimal(24, 6)) AS mean_score,
        cast(engagements.engagement_sum AS decimal(24, 6)) AS engagement_sum,
        cast(engagements.engagement_leads AS decimal(24, 6)) AS engagement_leads,
        cast(
            engagements.engagement_sum / nullif(engagements.engagement_leads, 0) AS decimal(24, 6)
        ) AS mean_engagement_score,
        cast(activity.active_leads AS decimal(24, 6)) AS active_leads,
        cast(activity.known_leads AS decimal(24, 6)) AS known_leads,
        cast(activity.active_leads / nullif(activity.known_leads, 0) AS decimal(24, 6))
            AS active_share,
        cast(totals.won_deals AS decimal(24, 6)) AS won_deals,
        cast(totals.lost_deals AS decimal(24, 6)) AS lost_deals,
        cast(totals.won_deals + totals.lost_deals AS decimal(24, 6)) AS closed_deals,
        cast(totals.won_deals / nullif(totals.won_deals + totals.lost_deals, 0) AS decimal(24, 6))
            AS win_rate,
        cast(totals.won_revenue AS decimal(24, 6)) AS deal_revenue,
        cast(totals.valued_won_deals AS decimal(24, 6)) AS valued_won_deals,
        cast(totals.won_revenue / nullif(totals.valued_won_deals, 0) AS decimal(24, 6))
            AS mean_deal_value,
        cast(totals.median_cycle_days AS decimal(24, 6)) AS median_cycle_days,
        cast(money.revenue AS decimal(24, 6)) AS revenue,
        cast(money.spend AS decimal(24, 6)) AS spend,
        cast(money.revenue - money.spend AS decimal(24, 6)) AS net,
        cast((money.revenue - money.spend) / nullif(money.spend, 0) AS decimal(24, 6)) AS roi
    FROM totals
    LEFT JOIN money
        ON
            totals.organization_id = money.organization_id
            AND totals.window_days = money.window_days
            AND totals.period = money.period
    LEFT JOIN activity
        ON
            totals.organization_id = activity.organization_id
            AND totals.window_days = activity.window_days
            AND totals.period = activity.period
    LEFT JOIN engagements
        ON
            totals.organization_id = engagements.organization_id
            AND totals.window_days = engagements.window_days
            AND totals.period = engagements.period
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
        now.engagement_sum,
        now.engagement_leads,
        now.mean_engagement_score,
        before.mean_engagement_score AS previous_mean_engagement_score,
        now.active_leads,
        before.active_leads AS previous_active_leads,
        now.known_leads,
        now.active_share,
        before.active_share AS previous_active_share,
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
        now.revenue,
        before.revenue AS previous_revenue,
        now.spend,
        before.spend AS previous_spend,
        now.net,
        now.roi,
        before.roi AS previous_roi,
        now.deal_revenue,
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
            24,
            'leads', leads, previous_leads, none, none,
            'lead_growth', lead_growth, none, more_leads, previous_leads,
            'mean_score', mean_score, previous_mean_score, score_sum, scored_leads,
            'mean_engagement_score', mean_engagement_score, previous_mean_engagement_score,
            engagement_sum, engagement_leads,
            'active_leads', active_leads, previous_active_leads, none, none,
            'active_share', active_share, previous_active_share, active_leads, known_leads,
            'comparable_conversion_rate', comparable_rate, previous_comparable_rate,
            comparable_won, comparable_leads,
            'won_deals', won_deals, previous_won_deals, none, none,
            'lost_deals', lost_deals, previous_lost_deals, none, none,
            'win_rate', win_rate, previous_win_rate, won_deals, closed_deals,
            'won_revenue', revenue, previous_revenue, none, none,
            'mean_deal_value', mean_deal_value, previous_mean_deal_value,
            deal_revenue, valued_won_deals,
            'median_cycle_days', median_cycle_days, previous_median_cycle_days, none, none,
            'sales_velocity', sales_velocity, none, none, none,
            'spend', spend, previous_spend, none, none,
            'roi', roi, previous_roi, net, spend,
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
