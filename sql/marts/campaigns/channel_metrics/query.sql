WITH
ends AS (
    SELECT
        organization_id,
        as_of_day,
        end_at
    FROM reporting_day
),

days AS (
    SELECT
        organization_id,
        day,
        channel,
        sent,
        delivered,
        opened,
        replied,
        bounced,
        unsubscribed,
        clicked,
        inbound_events,
        leads_acquired,
        priced_sends,
        priced_delivered,
        priced_replied,
        send_cost_amount,
        media_amount,
        spend_amount
    FROM channel_day
),

acquisitions AS (
    SELECT
        organization_id,
        lead_id,
        channel
    FROM touchpoint
    WHERE touch_type = 'acquisition'
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_on,
        won_at,
        won_elapsed_days
    FROM lead_funnel
),

currencies AS (
    SELECT
        organization_id,
        currency
    FROM organization
),

-- Wins of the leads acquired on a day: each of them has a row of that day in channel_day.
won AS (
    SELECT
        leads.organization_id,
        leads.created_on AS day,
        acquisitions.channel,
        count(*) AS converted,
        count_if(leads.won_elapsed_days < :horizon_days) AS converted_within_horizon
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.won_at < ends.end_at
    INNER JOIN acquisitions
        ON
            leads.organization_id = acquisitions.organization_id
            AND leads.lead_id = acquisitions.lead_id
    GROUP BY leads.organization_id, leads.created_on, acquisitions.channel
),

outcomes AS (
    SELECT
        days.*,
        days.day AS happened_on,
        coalesce(won.converted, 0) AS converted,
        coalesce(won.converted_within_horizon, 0) AS converted_within_horizon,
        days.day < date_sub(ends.as_of_day, :horizon_days) AS is_day_mature,
        ends.as_of_day
    FROM days
    INNER JOIN ends
        ON days.organization_id = ends.organization_id
    LEFT JOIN won
        ON
            days.organization_id = won.organization_id
            AND days.day = won.day
            AND days.channel = won.channel
),

calendars AS (
    SELECT
        *,
        stack(
            3,
            'day', happened_on, date_add(happened_on, 1),
            'week', trunc(happened_on, 'week'), date_add(trunc(happened_on, 'week'), 7),
            'month', trunc(happened_on, 'month'), add_months(trunc(happened_on, 'month'), 1)
        ) AS (granularity, period_start, period_end)
    FROM outcomes
),

totals AS (
    SELECT
        organization_id,
        granularity,
        period_start,
        channel,
        period_end <= as_of_day AS is_complete,
        period_end <= date_sub(as_of_day, :horizon_days) AS is_mature,
        sum(sent) AS sent,
        sum(delivered) AS delivered,
        sum(opened) AS opened,
        sum(replied) AS replied,
        sum(bounced) AS bounced,
        sum(unsubscribed) AS unsubscribed,
        sum(clicked) AS clicked,
        sum(inbound_events) AS inbound_events,
        sum(leads_acquired) AS leads,
        sum(converted) AS converted,
        sum(if(is_day_mature, leads_acquired, 0)) AS mature_leads,
        sum(if(is_day_mature, converted_within_horizon, 0)) AS mature_converted,
        sum(priced_sends) AS priced_sends,
        sum(priced_delivered) AS priced_delivered,
        sum(priced_replied) AS priced_replied,
        sum(send_cost_amount) AS send_cost_amount,
        sum(media_amount) AS media_amount,
        sum(spend_amount) AS spend_amount
    FROM calendars
    GROUP BY
        organization_id,
        granularity,
        period_start,
        channel,
        period_end <= as_of_day,
        period_end <= date_sub(as_of_day, :horizon_days)
),

-- At one scale, so that no quotient loses places to the width of a sum.
priced AS (
    SELECT
        *,
        cast(send_cost_amount AS decimal(24, 6)) AS send_cost,
        cast(spend_amount AS decimal(24, 6)) AS spent
    FROM totals
)

SELECT
    priced.organization_id,
    priced.granularity,
    priced.period_start,
    priced.channel,
    priced.sent,
    priced.delivered,
    priced.opened,
    priced.clicked,
    priced.replied,
    priced.bounced,
    priced.unsubscribed,
    priced.delivered / nullif(priced.sent, 0) AS delivery_rate,
    priced.opened / nullif(priced.delivered, 0) AS open_rate,
    priced.replied / nullif(priced.delivered, 0) AS reply_rate,
    priced.bounced / nullif(priced.sent, 0) AS bounce_rate,
    priced.unsubscribed / nullif(priced.delivered, 0) AS unsubscribe_rate,
    priced.inbound_events,
    priced.leads,
    priced.converted,
    priced.converted / nullif(priced.leads, 0) AS conversion_rate,
    priced.mature_leads,
    priced.mature_converted,
    priced.mature_converted / nullif(priced.mature_leads, 0) AS mature_conversion_rate,
    priced.priced_sends,
    priced.priced_delivered,
    priced.priced_replied,
    priced.send_cost,
    cast(priced.media_amount AS decimal(24, 3)) AS media_spend,
    cast(priced.spend_amount AS decimal(24, 3)) AS spend,
    cast(priced.send_cost / nullif(priced.priced_sends, 0) AS decimal(24, 6)) AS cost_per_send,
    cast(priced.send_cost / nullif(priced.priced_delivered, 0) AS decimal(24, 6))
        AS cost_per_delivery,
    cast(priced.send_cost / nullif(priced.priced_replied, 0) AS decimal(24, 6)) AS cost_per_reply,
    cast(priced.spent / nullif(priced.converted, 0) AS decimal(24, 6)) AS cost_per_conversion,
    cast(
        priced.replied * priced.priced_sends
        / nullif(priced.sent * priced.send_cost, 0) AS decimal(24, 6)
    ) AS efficiency,
    currencies.currency,
    priced.is_complete,
    priced.is_mature
FROM priced
LEFT JOIN currencies ON priced.organization_id = currencies.organization_id
