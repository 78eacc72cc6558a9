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
        lead_id,
        created_on
    FROM lead
),

days AS (
    SELECT
        organization_id,
        lead_id,
        day,
        inbound_count
    FROM lead_day
    WHERE inbound_count > 0
),

known AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        count(*) AS known_leads
    FROM periods
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.until_day > leads.created_on
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period
),

active_days AS (
    SELECT
        leads.organization_id,
        leads.lead_id,
        leads.created_on,
        days.day,
        days.inbound_count
    FROM leads
    INNER JOIN days
        ON
            leads.organization_id = days.organization_id
            AND leads.lead_id = days.lead_id
),

-- A lead that was created after a period is not active in it, whatever is dated there.
active AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        count(DISTINCT active_days.lead_id) AS active_leads,
        sum(active_days.inbound_count) AS inbound_events
    FROM periods
    INNER JOIN active_days
        ON
            periods.organization_id = active_days.organization_id
            AND periods.from_day <= active_days.day
            AND periods.until_day > active_days.day
            AND periods.until_day > active_days.created_on
    GROUP BY
        periods.organization_id,
        periods.window_days,
        periods.period
)

SELECT
    periods.organization_id,
    periods.window_days,
    periods.period,
    coalesce(known.known_leads, 0) AS known_leads,
    coalesce(active.active_leads, 0) AS active_leads,
    coalesce(active.inbound_events, 0) AS inbound_events
FROM periods
LEFT JOIN known
    ON
        periods.organization_id = known.organization_id
        AND periods.window_days = known.window_days
        AND periods.period = known.period
LEFT JOIN active
    ON
        periods.organization_id = active.organization_id
        AND periods.window_days = active.window_days
        AND periods.period = active.period
