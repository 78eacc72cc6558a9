SELECT
    cast(id AS string) AS organization_id,
    name,
    coalesce(nullif(trim(timezone), ''), 'UTC') AS time_zone,
    upper(trim(currency)) AS currency
FROM raw_organizations
