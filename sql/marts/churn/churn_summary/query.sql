WITH
risk AS (
    SELECT
        organization_id,
        band,
        churn_probability,
        is_customer,
        value_at_risk
    FROM churn_risk
),

banded AS (
    SELECT
        organization_id,
        currency,
        explode(array('high', 'medium', 'low')) AS band
    FROM organization
)

SELECT
    banded.organization_id,
    banded.band,
    cast(array_position(array('high', 'medium', 'low'), banded.band) AS int) AS band_rank,
    count(risk.band) AS leads,
    count_if(risk.is_customer) AS customers,
    coalesce(sum(risk.churn_probability), 0) AS expected_churned,
    cast(sum(risk.churn_probability) / nullif(count(risk.band), 0) AS decimal(5, 4))
        AS mean_probability,
    cast(coalesce(sum(risk.value_at_risk), 0) AS decimal(24, 3)) AS value_at_risk,
    banded.currency
FROM banded
LEFT JOIN risk
    ON
        banded.organization_id = risk.organization_id
        AND banded.band = risk.band
GROUP BY banded.organization_id, banded.band, banded.currency
