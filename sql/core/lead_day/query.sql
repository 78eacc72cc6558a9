WITH
engagement AS (
    SELECT
        organization_id,
        lead_id AS source_lead_id,
        engagement_type,
        occurred_at
    FROM stg_engagement
),

activity AS (
    SELECT
        organization_id,
        lead_id AS source_lead_id,
        activity_type,
        direction,
        completed_at
    FROM stg_activity
    WHERE is_completed
),

purchase AS (
    SELECT
        organization_id,
        lead_id AS source_lead_id,
        amount,
        purchased_at
    FROM stg_purchase
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

living AS (
    SELECT
        organization_id,
        lead_id
    FROM lead
),

organization AS (
    SELECT
        organization_id,
        time_zone
    FROM stg_organization
),

-- All that happened, side by side, so that millions of engagements are joined and grouped once.
happened AS (
    SELECT
        organization_id,
        source_lead_id,
        occurred_at AS happened_at,
        engagement_type,
        array_contains(:inbound_types, engagement_type) AS is_inbound,
        FALSE AS is_activity,
        FALSE AS is_contact_activity,
        FALSE AS is_inbound_call,
        FALSE AS is_purchase,
        FALSE AS is_refund
    FROM engagement
    UNION ALL
    SELECT
        organization_id,
        source_lead_id,
        completed_at AS happened_at,
        NULL AS engagement_type,
        FALSE AS is_inbound,
        TRUE AS is_activity,
        array_contains(:contact_activity_types, activity_type) AS is_contact_activity,
        activity_type = 'call' AND direction <=> 'inbound' AS is_inbound_call,
        FALSE AS is_purchase,
        FALSE AS is_refund
    FROM activity
    UNION ALL
    SELECT
        organization_id,
        source_lead_id,
        purchased_at AS happened_at,
        NULL AS engagement_type,
        FALSE AS is_inbound,
        FALSE AS is_activity,
        FALSE AS is_contact_activity,
        FALSE AS is_inbound_call,
        amount >= 0 AS is_purchase,
        amount < 0 AS is_refund
    FROM purchase
),

-- Whom a row of the source counts for, and by which clock.
counted_for AS (
    SELECT
        identity.organization_id,
        identity.source_lead_id,
        identity.lead_id,
        organization.time_zone
    FROM identity
    INNER JOIN living
        ON
            identity.organization_id = living.organization_id
            AND identity.lead_id = living.lead_id
    INNER JOIN organization ON identity.organization_id = organization.organization_id
),

dated AS (
    SELECT
        counted_for.organization_id,
        counted_for.lead_id,
        to_date(from_utc_timestamp(happened.happened_at, counted_for.time_zone)) AS day,
        happened.engagement_type,
        happened.is_inbound,
        happened.is_activity,
        happened.is_contact_activity,
        happened.is_inbound_call,
        happened.is_purchase,
        happened.is_refund
    FROM happened
    INNER JOIN counted_for
        ON
            happened.organization_id = counted_for.organization_id
            AND happened.source_lead_id = counted_for.source_lead_id
)

SELECT
    organization_id,
    lead_id,
    day,
    cast(count_if(is_inbound) AS int) AS inbound_count,
    cast(count_if(engagement_type = 'email_opened') AS int) AS opened_count,
    cast(count_if(engagement_type = 'email_clicked') AS int) AS clicked_count,
    cast(count_if(engagement_type IN ('email_replied', 'sms_replied')) AS int) AS replied_count,
    cast(count_if(engagement_type = 'form_submitted') AS int) AS form_submitted_count,
    cast(count_if(engagement_type = 'page_viewed') AS int) AS page_viewed_count,
    cast(count_if(engagement_type = 'link_clicked') AS int) AS link_clicked_count,
    cast(count_if(engagement_type = 'content_downloaded') AS int) AS downloaded_count,
    cast(count_if(engagement_type = 'meeting_scheduled') AS int) AS meeting_count,
    cast(count_if(engagement_type = 'social_interaction') AS int) AS social_count,
    cast(count_if(engagement_type = 'ad_clicked') AS int) AS ad_clicked_count,
    cast(count_if(engagement_type = 'purchase_made') AS int) AS purchase_made_count,
    cast(
        coalesce(
            sum(coalesce(try_element_at(:behavioral_points, engagement_type), 0))
            FILTER (WHERE is_inbound),
            0
        ) AS int
    ) AS behavioral_points,
    cast(count_if(engagement_type IN ('email_sent', 'sms_sent')) AS int) AS sent_count,
    cast(count_if(is_inbound OR is_contact_activity) AS int) AS contact_count,
    cast(count_if(is_inbound_call) AS int) AS inbound_call_count,
    cast(count_if(is_activity) AS int) AS activity_count,
    cast(count_if(is_purchase) AS int) AS purchase_count,
    cast(count_if(is_refund) AS int) AS refund_count
FROM dated
GROUP BY organization_id, lead_id, day
