-- Question: how many leads may leave without a word, and what would they take with them?
-- Answer: one row per organization and band of risk, of leads that were active of late: high is a
--   chance above 0.7, medium above 0.4. value_at_risk is the chance times what a lead brought in a
--   year, added up. model says whether today's chances were learnt or come from a rule of thumb.
--   tested_auc is of tested_model, which was judged on a day in the past and may be another kind.
-- Chart: bars of value_at_risk by band; one organization at a time: currencies differ.
SELECT
    organization.name AS organization,
    summary.band,
    summary.leads,
    summary.customers,
    summary.expected_churned,
    summary.value_at_risk,
    summary.currency,
    today.model,
    CASE WHEN quality.test_day IS NOT NULL THEN quality.model END AS tested_model,
    quality.auc AS tested_auc
FROM analytics.churn_summary AS summary
INNER JOIN analytics.organization USING (organization_id)
LEFT JOIN (
    SELECT
        risk.organization_id,
        max(risk.model) AS model
    FROM analytics.churn_risk AS risk
    GROUP BY risk.organization_id
) AS today USING (organization_id)
LEFT JOIN analytics.churn_model_quality AS quality USING (organization_id)
ORDER BY organization.name, summary.band_rank
