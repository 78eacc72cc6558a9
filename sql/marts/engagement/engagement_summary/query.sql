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

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

zones AS (
    SELECT
        organization_id,
        time_zone
    FROM organization
),

inbound AS (
    SELECT
        organization_id,
        lead_id AS source_lead_id,
        coalesce(nullif(trim(channel), ''), 'unknown') AS channel,
        engagement_type,
        occurred_at
    FROM stg_engagement
    WHERE array_contains(:inbound_types, engagement_type)
),

-- Whom an engagement counts for, and by which clock.
counted_for AS (
    SELECT
        identity.organization_id,
        identity.source_lead_id,
        identity.lead_id,
        leads.created_on,
        zones.time_zone
    FROM identity
    INNER JOIN leads
        ON
            identity.organization_id = leads.organization_id
            AND identity.lead_id = leads.lead_id
    INNER JOIN zones ON identity.organization_id = zones.organization_id
),

dated AS (
    SELECT
        counted_for.organization_id,
        counted_for.lead_id,
        counted_for.created_on,
        inbound.channel,
        inbound.engagement_type,
        to_date(from_utc_timestamp(inbound.occurred_at, counted_for.time_zone)) AS day
    FROM inbound
    INNER JOIN counted_for
        ON
            inbound.organization_id = counted_for.organization_id
            AND inbound.source_lead_id = counted_for.source_lead_id
),

-- All days of a lead on a channel in one array: events are shuffled once, however many windows
-- they are in, and a lead that was active twice is one active lead.
active AS (
    SELECT
        organization_id,
        lead_id,
        created_on,
        channel,
        engagement_type,
        array_sort(collect_list(day)) AS active_days,
        min(day) AS first_day,
        max(day) AS last_day
    FROM dated
    GROUP BY
        organization_id,
        lead_id,
        created_on,
        channel,
        engagement_type
),

-- A lead that was created after a period is not active in it, whatever is dated there.
placed AS (
    SELECT
        periods.organization_id,
        periods.window_days,
        periods.period,
        active.channel,
        active.engagement_type,
        size(
            filter(
                active.active_days,
                active_day -> active_day >= periods.from_day AND active_day < periods.until_day
            )
        ) AS events
    FROM periods
    INNER JOIN active
        ON
            periods.organization_id = active.organization_id
            AND periods.until_day > active.created_on
            AND periods.until_day > active.first_day
            AND periods.from_day <= active.last_day
),

totals AS (
    SELECT
        organization_id,
        window_days,
        channel,
        engagement_type,
        coalesce(sum(events) FILTER (WHERE period = 'current'), 0) AS inbound_events,
        count_if(period = 'current') AS active_leads,
        coalesce(sum(events) FILTER (WHERE period = 'previous'), 0) AS previous_inbound_events,
        count_if(period = 'previous') AS previous_active_leads
    FROM placed
    WHERE events > 0
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
