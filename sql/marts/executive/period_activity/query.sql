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
        created_on,
        filter(days, lived -> lived.inbound_count > 0) AS active_days
    FROM lead_calendar
),

-- A lead that was created after a period is not active in it, whatever is dated there.
placed AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        aggregate(
            leads.active_days,
            0L,
            (events, lived)
            -> events
            + if(
                lived.day >= periods.from_day AND lived.day < periods.until_day,
                lived.inbound_count,
                0
            )
        ) AS inbound_events
    FROM periods
    INNER JOIN leads
        ON
            periods.organization_id = leads.organization_id
            AND periods.until_day > leads.created_on
),

totals AS (
    SELECT
        organization_id,
        window_days,
        period,
        count(*) AS known_leads,
        count_if(inbound_events > 0) AS active_leads,
        sum(inbound_events) AS inbound_events
    FROM placed
    GROUP BY
        organization_id,
        window_days,
        period
)

SELECT
    periods.organization_id,
    periods.window_days,
    periods.period,
    coalesce(totals.known_leads, 0) AS known_leads,
    coalesce(totals.active_leads, 0) AS active_leads,
    coalesce(totals.inbound_events, 0) AS inbound_events
FROM periods
LEFT JOIN totals
    ON
        periods.organization_id = totals.organization_id
        AND periods.window_days = totals.window_days
        AND periods.period = totals.period
