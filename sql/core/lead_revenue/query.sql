SELECT
    conversion.organization_id,
    conversion.lead_id,
    cast(coalesce(sum(conversion.value_amount), 0) AS decimal(24, 3)) AS revenue,
    conversion.currency
FROM conversion
INNER JOIN organization
    ON conversion.organization_id = organization.organization_id
INNER JOIN reporting_day
    ON
        conversion.organization_id = reporting_day.organization_id
        AND conversion.converted_at < reporting_day.end_at
GROUP BY
    conversion.organization_id,
    conversion.lead_id,
    conversion.currency,
    organization.revenue_source
-- A customer who bought nothing brought nothing; what a deal without a value brought, nobody knows.
HAVING
    count(conversion.value_amount) > 0
    OR (
        organization.revenue_source = 'purchases'
        AND bool_or(conversion.conversion_type = 'customer')
        AND count(conversion.original_amount) = 0
    )
