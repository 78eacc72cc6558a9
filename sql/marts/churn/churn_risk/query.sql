WITH
prediction AS (
    SELECT
        organization_id,
        lead_id,
        model,
        cast(churn_probability AS decimal(5, 4)) AS churn_probability,
        cast(:churn_bands['high'] AS decimal(5, 4)) AS high_above,
        cast(:churn_bands['medium'] AS decimal(5, 4)) AS medium_above,
        driver_1,
        cast(driver_1_effect AS decimal(9, 4)) AS driver_1_effect,
        driver_2,
        cast(driver_2_effect AS decimal(9, 4)) AS driver_2_effect,
        driver_3,
        cast(driver_3_effect AS decimal(9, 4)) AS driver_3_effect
    FROM churn_prediction
    WHERE fold = 0
),

example AS (
    SELECT
        organization_id,
        lead_id,
        days_since_activity,
        days_since_won
    FROM churn_example
    WHERE fold = 0
),

reporting AS (
    SELECT
        organization_id,
        as_of_day,
        end_at
    FROM reporting_day
),

brought AS (
    SELECT
        organization_id,
        lead_id,
        converted_at,
        converted_on,
        value_amount
    FROM conversion
    WHERE value_amount IS NOT NULL
),

money AS (
    SELECT
        organization_id,
        currency,
        currency_digits
    FROM organization
),

revenue AS (
    SELECT
        brought.organization_id,
        brought.lead_id,
        cast(sum(brought.value_amount) AS decimal(18, 3)) AS revenue_365d
    FROM brought
    INNER JOIN reporting
        ON
            brought.organization_id = reporting.organization_id
            AND brought.converted_on >= date_sub(reporting.as_of_day, 365)
            AND brought.converted_at < reporting.end_at
    GROUP BY brought.organization_id, brought.lead_id
)

SELECT
    prediction.organization_id,
    prediction.lead_id,
    prediction.model,
    prediction.churn_probability,
    CASE
        WHEN prediction.churn_probability > prediction.high_above THEN 'high'
        WHEN prediction.churn_probability > prediction.medium_above THEN 'medium'
        ELSE 'low'
    END AS band,
    example.days_since_activity,
    example.days_since_won IS NOT NULL AS is_customer,
    revenue.revenue_365d,
    cast(
        CASE
            WHEN revenue.revenue_365d <= 0 THEN 0
            WHEN money.currency_digits = 0
                THEN round(prediction.churn_probability * revenue.revenue_365d, 0)
            WHEN money.currency_digits = 3
                THEN round(prediction.churn_probability * revenue.revenue_365d, 3)
            ELSE round(prediction.churn_probability * revenue.revenue_365d, 2)
        END AS decimal(18, 3)
    ) AS value_at_risk,
    money.currency,
    prediction.driver_1,
    prediction.driver_1_effect,
    prediction.driver_2,
    prediction.driver_2_effect,
    prediction.driver_3,
    prediction.driver_3_effect
FROM prediction
INNER JOIN example
    ON
        prediction.organization_id = example.organization_id
        AND prediction.lead_id = example.lead_id
INNER JOIN money ON prediction.organization_id = money.organization_id
LEFT JOIN revenue
    ON
        prediction.organization_id = revenue.organization_id
        AND prediction.lead_id = revenue.lead_id
