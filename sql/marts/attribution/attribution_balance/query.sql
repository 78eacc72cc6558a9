WITH
ends AS (
    SELECT
        organization_id,
        end_at
    FROM reporting_day
),

facts AS (
    SELECT
        conversion.organization_id,
        conversion.conversion_type,
        conversion.currency,
        count_if(NOT conversion.is_refund) AS conversions,
        sum(conversion.value_amount) AS revenue
    FROM conversion
    INNER JOIN ends
        ON
            conversion.organization_id = ends.organization_id
            AND conversion.converted_at < ends.end_at
    GROUP BY
        conversion.organization_id,
        conversion.conversion_type,
        conversion.currency
),

models AS (
    SELECT
        organization_id,
        conversion_type,
        currency,
        conversions,
        revenue,
        explode(
            array(
                'first',
                'last',
                'last_non_direct',
                'linear',
                'time_decay',
                'u_shaped',
                'w_shaped',
                'shapley'
            )
        ) AS model
    FROM facts
),

credited AS (
    SELECT
        organization_id,
        conversion_type,
        model,
        sum(conversions) AS conversions,
        sum(revenue) AS revenue
    FROM attribution_summary
    GROUP BY
        organization_id,
        conversion_type,
        model
)

SELECT
    models.organization_id,
    models.conversion_type,
    models.model,
    models.conversions,
    coalesce(credited.conversions, 0) AS credited_conversions,
    models.revenue,
    credited.revenue AS credited_revenue,
    models.currency
FROM models
LEFT JOIN credited
    ON
        models.organization_id = credited.organization_id
        AND models.conversion_type = credited.conversion_type
        AND models.model = credited.model
