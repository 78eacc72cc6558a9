-- A missing old owner is nobody. A missing new one is not: the log would write null for nobody.
SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS change_id,
    cast(entity_id AS string) AS lead_id,
    get_json_object(old_value, '$.owner_id') AS from_owner_id,
    get_json_object(new_value, '$.owner_id') AS to_owner_id,
    created_at AS changed_at,
    CASE
        WHEN NOT coalesce(array_contains(json_object_keys(new_value), 'owner_id'), FALSE)
            THEN coalesce(new_value, 'null')
    END AS unread_value
FROM raw_audit_logs
WHERE entity_type = 'lead' AND action = 'owner_change'
