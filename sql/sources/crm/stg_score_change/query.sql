-- A missing old score is none. A missing new one is not: the log would write null for none.
WITH
logged AS (
    SELECT
        organization_id,
        id,
        entity_id,
        old_value,
        new_value,
        get_json_object(old_value, '$.score') AS old_score,
        get_json_object(new_value, '$.score') AS new_score,
        coalesce(array_contains(json_object_keys(new_value), 'score'), FALSE) AS is_stated,
        created_at
    FROM raw_audit_logs
    WHERE entity_type = 'lead' AND action = 'score_change'
),

read_score AS (
    SELECT
        *,
        try_cast(old_score AS decimal(7, 2)) AS from_score,
        try_cast(new_score AS decimal(7, 2)) AS to_score
    FROM logged
)

SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS change_id,
    cast(entity_id AS string) AS lead_id,
    from_score,
    to_score,
    created_at AS changed_at,
    CASE
        WHEN NOT is_stated OR (new_score IS NOT NULL AND to_score IS NULL)
            THEN coalesce(new_value, 'null')
        WHEN old_score IS NOT NULL AND from_score IS NULL
            THEN old_value
    END AS unread_value
FROM read_score
