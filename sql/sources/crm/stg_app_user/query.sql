SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS user_id,
    name,
    email,
    role,
    active AS is_active
FROM raw_users
