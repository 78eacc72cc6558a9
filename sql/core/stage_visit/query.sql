WITH
living AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        stage_id
    FROM lead
),

change AS (
    SELECT
        organization_id,
        lead_id,
        change_id,
        from_stage_id,
        to_stage_id,
        changed_at,
        user_id,
        reason
    FROM stg_stage_change
),

-- The engagements that a lead itself caused.
touch AS (
    SELECT
        organization_id,
        lead_id AS source_lead_id,
        occurred_at,
        coalesce(try_element_at(:behavioral_points, engagement_type), 0) AS points
    FROM stg_engagement
    WHERE array_contains(:inbound_types, engagement_type)
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

-- The same, under the lead that they count for.
inbound AS (
    SELECT
        touch.organization_id,
        identity.lead_id,
        touch.occurred_at,
        touch.points
    FROM touch
    INNER JOIN identity
        ON
            touch.organization_id = identity.organization_id
            AND touch.source_lead_id = identity.source_lead_id
),

-- Every lead with its log, or with one row of NULLs where it has none. The length of the id comes
-- before the id, so that of two changes made by one transaction 9 comes before 10.
logged AS (
    SELECT
        living.organization_id,
        living.lead_id,
        living.created_at,
        CASE WHEN change.change_id IS NULL THEN living.stage_id ELSE change.from_stage_id END
            AS left_stage_id,
        change.to_stage_id,
        change.changed_at,
        change.user_id,
        change.reason,
        row_number() OVER (
            PARTITION BY living.organization_id, living.lead_id
            ORDER BY change.changed_at, length(change.change_id), change.change_id
        ) AS change_number
    FROM living
    LEFT JOIN change
        ON
            living.organization_id = change.organization_id
            AND living.lead_id = change.lead_id
),

-- What each row of the log tells: the first one of the stage before it too, from creation on.
told AS (
    SELECT
        logged.organization_id,
        logged.lead_id,
        logged.change_number,
        entry.is_change,
        entry.stage_id,
        entry.entered_at,
        entry.is_backdated,
        entry.user_id,
        entry.reason
    FROM logged
        LATERAL VIEW inline(
            array(
                named_struct(
                    'is_change', FALSE,
                    'stage_id', CASE WHEN logged.change_number = 1 THEN logged.left_stage_id END,
                    'entered_at', logged.created_at,
                    'is_backdated', FALSE,
                    'user_id', cast(NULL AS string),
                    'reason', cast(NULL AS string)
                ),
                named_struct(
                    'is_change', TRUE,
                    'stage_id', logged.to_stage_id,
                    'entered_at', greatest(logged.changed_at, logged.created_at),
                    'is_backdated', logged.changed_at < logged.created_at,
                    'user_id', logged.user_id,
                    'reason', logged.reason
                )
            )
        ) entry AS is_change, stage_id, entered_at, is_backdated, user_id, reason
    WHERE entry.stage_id IS NOT NULL
),

compared AS (
    SELECT
        *,
        lag(stage_id) OVER (
            PARTITION BY organization_id, lead_id ORDER BY change_number, is_change
        ) AS stage_before
    FROM told
),

visit AS (
    SELECT
        organization_id,
        lead_id,
        row_number() OVER (
            PARTITION BY organization_id, lead_id ORDER BY change_number, is_change
        ) AS visit_number,
        stage_id,
        row_number() OVER (
            PARTITION BY organization_id, lead_id, stage_id ORDER BY change_number, is_change
        ) AS stage_visit_number,
        entered_at,
        lead(entered_at) OVER (
            PARTITION BY organization_id, lead_id ORDER BY change_number, is_change
        ) AS exited_at,
        is_backdated,
        user_id,
        reason
    FROM compared
    WHERE stage_before IS NULL OR stage_before != stage_id
)

SELECT
    visit.organization_id,
    visit.lead_id,
    visit.visit_number,
    visit.stage_id,
    visit.stage_visit_number,
    visit.entered_at,
    visit.exited_at,
    timestampdiff(SECOND, visit.entered_at, visit.exited_at) AS duration_seconds,
    visit.is_backdated,
    visit.user_id,
    visit.reason,
    cast(count(inbound.occurred_at) AS int) AS touch_count,
    cast(coalesce(sum(inbound.points), 0) AS int) AS engagement_score
FROM visit
LEFT JOIN inbound
    ON
        visit.organization_id = inbound.organization_id
        AND visit.lead_id = inbound.lead_id
        AND visit.entered_at <= inbound.occurred_at
        AND (visit.exited_at IS NULL OR visit.exited_at > inbound.occurred_at)
GROUP BY
    visit.organization_id,
    visit.lead_id,
    visit.visit_number,
    visit.stage_id,
    visit.stage_visit_number,
    visit.entered_at,
    visit.exited_at,
    visit.is_backdated,
    visit.user_id,
    visit.reason
