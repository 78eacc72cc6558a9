WITH
ends AS (
    SELECT
        organization_id,
        as_of_day,
        end_at
    FROM reporting_day
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        created_on,
        campaign_id,
        won_at,
        won_elapsed_days
    FROM lead_funnel
),

lead_days AS (
    SELECT
        organization_id,
        lead_id,
        days
    FROM lead_calendar
),

earned AS (
    SELECT
        organization_id,
        lead_id,
        revenue
    FROM lead_revenue
),

spent AS (
    SELECT
        organization_id,
        spent_on,
        campaign_id,
        amount
    FROM spend
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

known AS (
    SELECT
        leads.organization_id,
        leads.lead_id,
        leads.created_on,
        leads.campaign_id,
        leads.won_at < ends.end_at AS is_won,
        leads.won_at < ends.end_at AND leads.won_elapsed_days < :horizon_days
            AS is_won_within_horizon,
        leads.created_on < date_sub(ends.as_of_day, :horizon_days) AS is_mature,
        ends.as_of_day
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_at < ends.end_at
),

-- What is dated before a lead's creation is no outcome of its campaign.
lived AS (
    SELECT
        known.organization_id,
        known.lead_id,
        filter(
            lead_days.days,
            lived -> lived.day >= known.created_on AND lived.day < known.as_of_day
        ) AS days
    FROM known
    INNER JOIN lead_days
        ON
            known.organization_id = lead_days.organization_id
            AND known.lead_id = lead_days.lead_id
),

engaged AS (
    SELECT
        organization_id,
        lead_id,
        aggregate(days, 0L, (events, lived) -> events + lived.inbound_count) AS engagements,
        aggregate(days, 0L, (events, lived) -> events + lived.replied_count) AS replies
    FROM lived
),

brought AS (
    SELECT
        known.organization_id,
        known.created_on AS happened_on,
        known.campaign_id,
        count(*) AS leads,
        count_if(engaged.engagements > 0) AS engaged,
        coalesce(sum(engaged.engagements), 0) AS engagements,
        count_if(engaged.replies > 0) AS replied,
        count_if(known.is_won) AS converted,
        count_if(known.is_mature) AS mature_leads,
        count_if(known.is_mature AND known.is_won_within_horizon) AS mature_converted,
        sum(earned.revenue) AS revenue
    FROM known
    LEFT JOIN engaged
        ON
            known.organization_id = engaged.organization_id
            AND known.lead_id = engaged.lead_id
    LEFT JOIN earned
        ON
            known.organization_id = earned.organization_id
            AND known.lead_id = earned.lead_id
    GROUP BY known.organization_id, known.created_on, known.campaign_id
),

-- What a campaign brought and what it cost on a day, side by side.
happened AS (
    SELECT
        organization_id,
        happened_on,
        campaign_id,
        leads,
        engaged,
        engagements,
        replied,
        converted,
        mature_leads,
        mature_converted,
        revenue,
        cast(NULL AS decimal(28, 3)) AS amount
    FROM brought
    UNION ALL
    SELECT
        spent.organization_id,
        spent.spent_on AS happened_on,
        spent.campaign_id,
        0 AS leads,
        0 AS engaged,
        0 AS engagements,
        0 AS replied,
        0 AS converted,
        0 AS mature_leads,
        0 AS mature_converted,
        NULL AS revenue,
        spent.amount
    FROM spent
    INNER JOIN ends
        ON
            spent.organization_id = ends.organization_id
            AND spent.spent_on < ends.as_of_day
),

-- With the start of the next period that will be compared with this one.
calendars AS (
    SELECT
        *,
        stack(
            3,
            'day', happened_on, date_add(happened_on, 7),
            'week', trunc(happened_on, 'week'), date_add(trunc(happened_on, 'week'), 7),
            'month', trunc(happened_on, 'month'), add_months(trunc(happened_on, 'month'), 1)
        ) AS (granularity, period_start, compared_start)
    FROM happened
),

totals AS (
    SELECT
        organization_id,
        granularity,
        period_start,
        compared_start,
        campaign_id,
        sum(leads) AS leads,
        sum(engaged) AS engaged,
        sum(engagements) AS engagements,
        sum(replied) AS replied,
        sum(converted) AS converted,
        sum(mature_leads) AS mature_leads,
        sum(mature_converted) AS mature_converted,
        coalesce(sum(revenue), 0) AS revenue,
        coalesce(sum(amount), 0) AS spend
    FROM calendars
    GROUP BY
        organization_id,
        granularity,
        period_start,
        compared_start,
        campaign_id
),

-- A period in which nothing happened any more is the news about the one before it.
periods AS (
    SELECT
        organization_id,
        granularity,
        period_start,
        campaign_id
    FROM totals
    UNION
    SELECT
        totals.organization_id,
        totals.granularity,
        totals.compared_start AS period_start,
        totals.campaign_id
    FROM totals
    INNER JOIN ends
        ON
            totals.organization_id = ends.organization_id
            AND totals.compared_start < ends.as_of_day
),

bounded AS (
    SELECT
        periods.organization_id,
        periods.granularity,
        periods.period_start,
        periods.campaign_id,
        ends.as_of_day,
        CASE periods.granularity
            WHEN 'day' THEN date_add(periods.period_start, 1)
            WHEN 'week' THEN date_add(periods.period_start, 7)
            ELSE add_months(periods.period_start, 1)
        END AS period_end
    FROM periods
    INNER JOIN ends
        ON periods.organization_id = ends.organization_id
),

figures AS (
    SELECT
        bounded.organization_id,
        bounded.granularity,
        bounded.period_start,
        bounded.campaign_id,
        bounded.period_end <= bounded.as_of_day AS is_complete,
        bounded.period_end <= date_sub(bounded.as_of_day, :horizon_days) AS is_mature,
        datediff(least(bounded.period_end, bounded.as_of_day), bounded.period_start) AS days,
        coalesce(now.leads, 0) AS leads,
        coalesce(now.engaged, 0) AS engaged,
        coalesce(now.engagements, 0) AS engagements,
        coalesce(now.replied, 0) AS replied,
        coalesce(now.converted, 0) AS converted,
        coalesce(now.mature_leads, 0) AS mature_leads,
        coalesce(now.mature_converted, 0) AS mature_converted,
        coalesce(before.leads, 0) AS previous_leads,
        cast(coalesce(now.revenue, 0) AS decimal(24, 3)) AS revenue,
        cast(coalesce(now.spend, 0) AS decimal(24, 3)) AS spend
    FROM bounded
    LEFT JOIN totals AS now
        ON
            bounded.organization_id = now.organization_id
            AND bounded.granularity = now.granularity
            AND bounded.period_start = now.period_start
            AND bounded.campaign_id = now.campaign_id
    LEFT JOIN totals AS before
        ON
            bounded.organization_id = before.organization_id
            AND bounded.granularity = before.granularity
            AND bounded.period_start = before.compared_start
            AND bounded.campaign_id = before.campaign_id
)

SELECT
    figures.organization_id,
    figures.granularity,
    figures.period_start,
    figures.campaign_id,
    coalesce(campaigns.name, figures.campaign_id) AS campaign_name,
    figures.leads,
    figures.engaged,
    figures.engagements,
    figures.replied,
    figures.converted,
    figures.mature_leads,
    figures.mature_converted,
    figures.engaged / nullif(figures.leads, 0) AS engagement_rate,
    figures.engagements / nullif(figures.leads, 0) AS engagements_per_lead,
    figures.replied / nullif(figures.leads, 0) AS reply_rate,
    figures.converted / nullif(figures.leads, 0) AS conversion_rate,
    figures.mature_converted / nullif(figures.mature_leads, 0) AS mature_conversion_rate,
    figures.leads / figures.days AS leads_per_day,
    CASE WHEN figures.is_complete THEN figures.previous_leads END AS previous_leads,
    CASE
        WHEN figures.is_complete
            THEN (figures.leads - figures.previous_leads) / nullif(figures.previous_leads, 0)
    END AS leads_change_rate,
    figures.spend,
    cast(figures.spend / nullif(figures.leads, 0) AS decimal(24, 3)) AS cost_per_lead,
    cast(figures.spend / nullif(figures.converted, 0) AS decimal(24, 3)) AS cost_per_conversion,
    figures.revenue,
    cast(figures.revenue - figures.spend AS decimal(24, 3)) AS net,
    cast((figures.revenue - figures.spend) / nullif(figures.spend, 0) AS decimal(24, 6)) AS roi,
    currencies.currency,
    figures.is_complete,
    figures.is_mature
FROM figures
LEFT JOIN campaigns
    ON
        figures.organization_id = campaigns.organization_id
        AND figures.campaign_id = campaigns.campaign_id
LEFT JOIN currencies ON figures.organization_id = currencies.organization_id
