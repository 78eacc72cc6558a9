SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS rule_id,
    name,
    conditions,
    lower(nullif(trim(assignment_type), '')) AS assignment_type,
    cast(assigned_to AS string) AS owner_id,
    priority,
    is_active
FROM raw_lead_assignment_rules
