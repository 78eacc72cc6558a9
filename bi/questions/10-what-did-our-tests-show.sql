-- Question: which A/B tests are decided, and what should we do?
-- Answer: one row per organization, test and arm beside the control, on the metric that decides.
--   winner and loser are frozen on decided_on, decided_variant being the arm that decided; every
--   other verdict may still change. lift with its interval is of the units so far whose outcome
--   window has passed.
-- Chart: table, verdict coloured.
SELECT
    organization.name AS organization,
    health.name AS test,
    health.status,
    health.verdict,
    health.decided_on,
    health.decided_variant,
    result.metric,
    result.variant,
    result.value,
    result.lift,
    result.lift_low,
    result.lift_high,
    health.recommendation
FROM analytics.experiment_health AS health
INNER JOIN analytics.organization USING (organization_id)
LEFT JOIN analytics.experiment_result AS result
    ON health.organization_id = result.organization_id
        AND health.experiment_id = result.experiment_id
        AND health.primary_metric = result.metric
        AND NOT result.is_control
ORDER BY organization.name, health.starts_on, health.experiment_id, result.variant
