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
        created_on
    FROM lead
),

-- Each time with the one before it, which tells the first time in a period from the others.
times AS (
    SELECT
        organization_id,
        channel,
        engagement_type,
        created_on,
        event_days,
        posexplode(event_days) AS (place, day)
    FROM lead_engagement
),

active AS (
    SELECT
        organization_id,
        channel,
        engagement_type,
        created_on,
        day,
        get(event_days, place - 1) AS previous_day
    FROM times
),

-- A lead that was created after a period is not active in it, whatever is dated there.
placed AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        active.channel,
        active.engagement_type,
        coalesce(active.previous_day < periods.from_day, TRUE) AS is_first
    FROM periods
    INNER JOIN active
        ON
            periods.organization_id = active.organization_id
            AND periods.until_day > active.created_on
            AND periods.from_day <= active.day
            AND periods.until_day > active.day
),

totals AS (
    SELECT
        organization_id,
        window_days,
        channel,
        engagement_type,
        count_if(period = 'current') AS inbound_events,
        count_if(period = 'current' AND is_first) AS active_leads,
        count_if(period = 'previous') AS previous_inbound_events,
        count_if(period = 'previous' AND is_first) AS previous_active_leads
    FROM placed
    GROUP BY organization_id, window_days, channel, engagement_type
),

known AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        count_if(periods.period = 'current') AS known_leads,
        count_if(periods.period = 'previous') AS previous_known_leads
    FROM periods
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.until_day > leads.created_on
    GROUP BY periods.organization_id, periods.window_days
)

SELECT
    totals.organization_id,
    totals.window_days,
    totals.channel,
    totals.engagement_type,
    totals.inbound_events,
    totals.active_leads,
    known.known_leads,
    totals.active_leads / known.known_leads AS active_share,
    CASE WHEN totals.window_days > 0 THEN totals.previous_inbound_events END
        AS previous_inbound_events,
    CASE WHEN totals.window_days > 0 THEN totals.previous_active_leads END
        AS previous_active_leads,
    CASE WHEN totals.window_days > 0 THEN known.previous_known_leads END AS previous_known_leads,
    totals.previous_active_leads / nullif(known.previous_known_leads, 0) AS previous_active_share
FROM totals
INNER JOIN known
    ON
        totals.organization_id = known.organization_id
        AND totals.window_days = known.window_days
