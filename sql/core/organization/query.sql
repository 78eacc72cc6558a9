SELECT
    organization_id,
    name,
    time_zone,
    currency
FROM stg_organization
