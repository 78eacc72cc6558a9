WITH
ends AS (
    SELECT
        organization_id,
        as_of_day,
        end_at
    FROM reporting_day
),

sends AS (
    SELECT
        organization_id,
        channel,
        sent_at,
        sent_on,
        gives_receipts,
        delivered_at,
        opened_at,
        replied_at,
        bounced_at,
        unsubscribed_at,
        cost_amount
    FROM outreach_attempt
),

touches AS (
    SELECT
        organization_id,
        channel,
        touched_at,
        touched_on,
        touch_type,
        engagement_type
    FROM touchpoint
    WHERE touch_type IN ('engagement', 'acquisition')
),

spent AS (
    SELECT
        organization_id,
        channel,
        spent_on,
        spend_type,
        amount
    FROM spend
),

fates AS (
    SELECT
        sends.organization_id,
        sends.sent_on,
        sends.channel,
        CASE
            WHEN sends.gives_receipts THEN sends.delivered_at < ends.end_at
            ELSE coalesce(sends.bounced_at >= ends.end_at, TRUE)
        END AS is_delivered,
        sends.opened_at < ends.end_at AS is_opened,
        sends.replied_at < ends.end_at AS is_replied,
        sends.bounced_at < ends.end_at AS is_bounced,
        sends.unsubscribed_at < ends.end_at AS is_unsubscribed,
        sends.cost_amount
    FROM sends
    INNER JOIN ends
        ON
            sends.organization_id = ends.organization_id
            AND sends.sent_at < ends.end_at
),

sent AS (
    SELECT
        organization_id,
        sent_on AS day,
        channel,
        count(*) AS sent,
        count_if(is_delivered) AS delivered,
        count_if(is_opened) AS opened,
        count_if(is_replied) AS replied,
        count_if(is_bounced) AS bounced,
        count_if(is_unsubscribed) AS unsubscribed,
        count(cost_amount) AS priced_sends,
        count_if(is_delivered AND cost_amount IS NOT NULL) AS priced_delivered,
        count_if(is_replied AND cost_amount IS NOT NULL) AS priced_replied,
        sum(cost_amount) AS send_cost_amount
    FROM fates
    GROUP BY organization_id, sent_on, channel
),

touched AS (
    SELECT
        ends.organization_id,
        touches.touched_on AS day,
        touches.channel,
        count_if(touches.touch_type = 'engagement') AS inbound_events,
        count_if(endswith(touches.engagement_type, '_clicked')) AS clicked,
        count_if(touches.touch_type = 'acquisition') AS leads_acquired
    FROM touches
    INNER JOIN ends
        ON
            touches.organization_id = ends.organization_id
            AND touches.touched_at < ends.end_at
    GROUP BY
        ends.organization_id,
        touches.touched_on,
        touches.channel
),

paid AS (
    SELECT
        spent.organization_id,
        spent.spent_on AS day,
        spent.channel,
        sum(spent.amount) AS spend_amount,
        sum(CASE WHEN spent.spend_type = 'media' THEN spent.amount END) AS media_amount
    FROM spent
    INNER JOIN ends
        ON
            spent.organization_id = ends.organization_id
            AND spent.spent_on < ends.as_of_day
    GROUP BY spent.organization_id, spent.spent_on, spent.channel
),

days AS (
    SELECT
        organization_id,
        day,
        channel
    FROM sent
    UNION
    SELECT
        organization_id,
        day,
        channel
    FROM touched
    UNION
    SELECT
        organization_id,
        day,
        channel
    FROM paid
)

SELECT
    days.organization_id,
    days.day,
    days.channel,
    coalesce(sent.sent, 0) AS sent,
    coalesce(sent.delivered, 0) AS delivered,
    coalesce(sent.opened, 0) AS opened,
    coalesce(sent.replied, 0) AS replied,
    coalesce(sent.bounced, 0) AS bounced,
    coalesce(sent.unsubscribed, 0) AS unsubscribed,
    coalesce(touched.clicked, 0) AS clicked,
    coalesce(touched.inbound_events, 0) AS inbound_events,
    coalesce(touched.leads_acquired, 0) AS leads_acquired,
    coalesce(sent.priced_sends, 0) AS priced_sends,
    coalesce(sent.priced_delivered, 0) AS priced_delivered,
    coalesce(sent.priced_replied, 0) AS priced_replied,
    coalesce(sent.send_cost_amount, 0) AS send_cost_amount,
    coalesce(paid.media_amount, 0) AS media_amount,
    coalesce(paid.spend_amount, 0) AS spend_amount
FROM days
LEFT JOIN sent
    ON
        days.organization_id = sent.organization_id
        AND days.day = sent.day
        AND days.channel = sent.channel
LEFT JOIN touched
    ON
        days.organization_id = touched.organization_id
        AND days.day = touched.day
        AND days.channel = touched.channel
LEFT JOIN paid
    ON
        days.organization_id = paid.organization_id
        AND days.day = paid.day
        AND days.channel = paid.channel
