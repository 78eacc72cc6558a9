-- An activity belongs to the organization of its lead.
WITH
activity AS (
    SELECT
        id,
        lead_id,
        user_id,
        activity_type,
        outcome,
        metadata,
        is_completed,
        scheduled_at,
        completed_at,
        duration_minutes,
        created_at
    FROM raw_activities
),

source_lead AS (
    SELECT
        id,
        organization_id
    FROM raw_leads
)

SELECT
    cast(source_lead.organization_id AS string) AS organization_id,
    cast(activity.id AS string) AS activity_id,
    cast(activity.lead_id AS string) AS lead_id,
    cast(activity.user_id AS string) AS user_id,
    lower(nullif(trim(activity.activity_type), '')) AS activity_type,
    lower(nullif(trim(get_json_object(activity.metadata, '$.direction')), '')) AS direction,
    activity.outcome,
    activity.is_completed,
    activity.scheduled_at,
    activity.completed_at,
    activity.duration_minutes,
    activity.created_at
FROM activity
LEFT JOIN source_lead ON activity.lead_id = source_lead.id
