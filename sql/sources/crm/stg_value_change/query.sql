-- A missing old value is none. A missing new one is not: the log would write null for none.
WITH
logged AS (
    SELECT
        organization_id,
        id,
        entity_id,
        old_value,
        new_value,
        get_json_object(old_value, '$.deal_value') AS old_amount,
        get_json_object(new_value, '$.deal_value') AS new_amount,
        coalesce(array_contains(json_object_keys(new_value), 'deal_value'), FALSE) AS is_stated,
        created_at
    FROM raw_audit_logs
    WHERE entity_type = 'lead' AND action = 'value_change'
),

read_value AS (
    SELECT
        *,
        try_cast(old_amount AS decimal(18, 3)) AS from_value,
        try_cast(new_amount AS decimal(18, 3)) AS to_value
    FROM logged
)

SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS change_id,
    cast(entity_id AS string) AS lead_id,
    from_value,
    upper(nullif(trim(get_json_object(old_value, '$.currency')), '')) AS from_currency,
    to_value,
    upper(nullif(trim(get_json_object(new_value, '$.currency')), '')) AS to_currency,
    created_at AS changed_at,
    CASE
        WHEN NOT is_stated OR (new_amount IS NOT NULL AND to_value IS NULL)
            THEN coalesce(new_value, 'null')
        WHEN old_amount IS NOT NULL AND from_value IS NULL
            THEN old_value
    END AS unread_value
FROM read_value
