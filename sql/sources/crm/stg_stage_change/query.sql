SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS change_id,
    cast(entity_id AS string) AS lead_id,
    get_json_object(old_value, '$.stage_id') AS from_stage_id,
    get_json_object(new_value, '$.stage_id') AS to_stage_id,
    created_at AS changed_at,
    cast(user_id AS string) AS user_id,
    reason
FROM raw_audit_logs
WHERE entity_type = 'lead' AND action = 'stage_change'
