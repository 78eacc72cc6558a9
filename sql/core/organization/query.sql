SELECT
    organization_id,
    name,
    time_zone,
    currency,
    coalesce(try_element_at(:currency_digits, currency), 2) AS currency_digits,
    coalesce(try_element_at(:revenue_sources, organization_id), 'deals') AS revenue_source
FROM stg_organization
