-- An outcome belongs to the organization of its test, as its assignment does.
WITH
outcome AS (
    SELECT
        test_id,
        lead_id,
        metric,
        occurred_at,
        value
    FROM raw_ab_test_outcomes
),

experiment AS (
    SELECT
        id,
        organization_id
    FROM raw_ab_tests
)

SELECT
    cast(experiment.organization_id AS string) AS organization_id,
    cast(outcome.test_id AS string) AS experiment_id,
    cast(outcome.lead_id AS string) AS lead_id,
    outcome.metric,
    outcome.occurred_at,
    outcome.value
FROM outcome
LEFT JOIN experiment ON outcome.test_id = experiment.id
