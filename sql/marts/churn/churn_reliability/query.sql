WITH
tested AS (
    SELECT
        organization_id,
        churned,
        cast(churn_probability AS decimal(17, 16)) AS churn_probability,
        least(cast(floor(churn_probability * 10) AS int), 9) + 1 AS bin
    FROM churn_prediction
    WHERE fold = 1
)

SELECT
    organization_id,
    bin,
    count(*) AS leads,
    count_if(churned) AS churned,
    cast(sum(churn_probability) / count(*) AS decimal(6, 5)) AS predicted_rate,
    cast(count_if(churned) / count(*) AS decimal(6, 5)) AS observed_rate
FROM tested
GROUP BY organization_id, bin
