SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS rule_id,
    name,
    criteria,
    points,
    is_active
FROM raw_lead_scoring_rules
