SELECT
    'olist' AS organization_id,
    stage.stage_id,
    stage.name,
    stage.position,
    cast(NULL AS decimal(5, 2)) AS probability,
    stage.is_won,
    FALSE AS is_lost,
    TRUE AS is_active
FROM (VALUES ('lead', 'Lead', 1, FALSE), ('won', 'Won', 2, TRUE))
    AS stage (stage_id, name, position, is_won)
