-- Question: how many customers may leave, and what would they take with them?
-- Answer: one row per organization and band of risk: high is a chance above 0.7, medium above 0.4.
--   value_at_risk is the chance times the value expected of a lead, added up.
-- Chart: bars of value_at_risk by band, one organization at a time: currencies differ.
SELECT
    organization.name AS organization,
    summary.band,
    summary.leads,
    summary.mean_probability,
    summary.value_at_risk,
    summary.currency,
    quality.model,
    quality.auc
FROM analytics.churn_summary AS summary
INNER JOIN analytics.organization USING (organization_id)
LEFT JOIN analytics.churn_model_quality AS quality USING (organization_id)
ORDER BY organization.name, array_position(ARRAY['high', 'medium', 'low'], summary.band)
