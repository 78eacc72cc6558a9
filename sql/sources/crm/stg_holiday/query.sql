SELECT
    cast(organization_id AS string) AS organization_id,
    day
FROM raw_holidays
