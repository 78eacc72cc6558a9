SELECT
    conversion.organization_id,
    conversion.lead_id,
    cast(sum(conversion.value_amount) AS decimal(24, 3)) AS revenue,
    conversion.currency
FROM conversion
INNER JOIN reporting_day
    ON
        conversion.organization_id = reporting_day.organization_id
        AND conversion.converted_at < reporting_day.end_at
WHERE conversion.value_amount IS NOT NULL
GROUP BY conversion.organization_id, conversion.lead_id, conversion.currency
