SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS stage_id,
    name,
    position,
    probability,
    is_won,
    is_lost,
    is_active
FROM raw_pipeline_stages
