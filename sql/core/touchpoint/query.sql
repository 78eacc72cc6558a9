WITH
living AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        campaign_id,
        coalesce(try_element_at(:source_channels, lower(source)), lower(source)) AS source_channel
    FROM lead
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

-- A purchase is what touches lead to, not one of them.
inbound AS (
    SELECT
        organization_id,
        engagement_id,
        lead_id AS source_lead_id,
        engagement_type,
        channel,
        campaign_id,
        occurred_at
    FROM stg_engagement
    WHERE
        array_contains(:inbound_types, engagement_type)
        AND engagement_type <> 'purchase_made'
),

zones AS (
    SELECT
        organization_id,
        time_zone
    FROM organization
),

-- Whom an event of the source counts for.
counted_for AS (
    SELECT
        identity.organization_id,
        identity.source_lead_id,
        identity.lead_id
    FROM identity
    INNER JOIN living
        ON
            identity.organization_id = living.organization_id
            AND identity.lead_id = living.lead_id
),

-- A message that came back touched nobody, whenever it came back.
delivered AS (
    SELECT
        organization_id,
        attempt_id,
        lead_id,
        source_lead_id,
        channel,
        campaign_id,
        coalesce(delivered_at, sent_at) AS touched_at
    FROM outreach_attempt
    WHERE
        CASE
            WHEN gives_receipts THEN delivered_at IS NOT NULL
            ELSE bounced_at IS NULL
        END
),

campaign AS (
    SELECT
        organization_id,
        campaign_id,
        nullif(trim(channel), '') AS channel
    FROM stg_campaign
),

engaged AS (
    SELECT
        inbound.organization_id,
        counted_for.lead_id,
        concat('e:', inbound.engagement_id) AS touch_id,
        inbound.source_lead_id,
        inbound.occurred_at AS touched_at,
        'engagement' AS touch_type,
        inbound.engagement_type,
        coalesce(nullif(trim(inbound.channel), ''), 'unknown') AS channel,
        coalesce(nullif(trim(inbound.campaign_id), ''), 'unknown') AS campaign_id
    FROM inbound
    INNER JOIN counted_for
        ON
            inbound.organization_id = counted_for.organization_id
            AND inbound.source_lead_id = counted_for.source_lead_id
),

acquired AS (
    SELECT
        living.organization_id,
        living.lead_id,
        concat('a:', living.lead_id) AS touch_id,
        living.lead_id AS source_lead_id,
        living.created_at AS touched_at,
        'acquisition' AS touch_type,
        NULL AS engagement_type,
        coalesce(campaign.channel, living.source_channel) AS channel,
        living.campaign_id
    FROM living
    LEFT JOIN campaign
        ON
            living.organization_id = campaign.organization_id
            AND living.campaign_id = campaign.campaign_id
),

touch AS (
    SELECT
        organization_id,
        lead_id,
        touch_id,
        source_lead_id,
        touched_at,
        touch_type,
        engagement_type,
        channel,
        campaign_id
    FROM engaged
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        concat('o:', attempt_id) AS touch_id,
        source_lead_id,
        touched_at,
        'outreach' AS touch_type,
        NULL AS engagement_type,
        channel,
        campaign_id
    FROM delivered
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        touch_id,
        source_lead_id,
        touched_at,
        touch_type,
        engagement_type,
        channel,
        campaign_id
    FROM acquired
),

dated AS (
    SELECT
        touch.organization_id,
        touch.lead_id,
        touch.touch_id,
        touch.source_lead_id,
        touch.touched_at,
        to_date(from_utc_timestamp(touch.touched_at, zones.time_zone)) AS touched_on,
        touch.touch_type,
        touch.engagement_type,
        touch.channel,
        touch.campaign_id
    FROM touch
    LEFT JOIN zones ON touch.organization_id = zones.organization_id
)

SELECT
    organization_id,
    lead_id,
    -- What brought a lead comes before whatever else happened at the instant of its creation.
    row_number() OVER (
        PARTITION BY organization_id, lead_id
        ORDER BY
            touched_at,
            CASE WHEN touch_type = 'acquisition' THEN 0 ELSE 1 END,
            length(touch_id),
            touch_id
    ) AS touch_number,
    touch_id,
    source_lead_id,
    touched_at,
    touched_on,
    touch_type,
    engagement_type,
    channel,
    campaign_id,
    array_contains(:direct_channels, channel) AS is_direct
FROM dated
