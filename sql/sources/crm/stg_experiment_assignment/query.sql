-- An assignment belongs to the organization of its test. A lead of another organization is then not
-- found there, and the contract's references send it to quarantine.
WITH
assignment AS (
    SELECT
        test_id,
        lead_id,
        variant,
        assigned_at
    FROM raw_ab_test_assignments
),

experiment AS (
    SELECT
        id,
        organization_id
    FROM raw_ab_tests
)

SELECT
    cast(experiment.organization_id AS string) AS organization_id,
    cast(assignment.test_id AS string) AS experiment_id,
    cast(assignment.lead_id AS string) AS lead_id,
    assignment.variant,
    assignment.assigned_at
FROM assignment
LEFT JOIN experiment ON assignment.test_id = experiment.id
