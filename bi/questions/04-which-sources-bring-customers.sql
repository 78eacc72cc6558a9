-- Question: which sources bring leads that become customers?
-- Answer: one row per organization and source. comparable_rate counts only leads that had the whole
--   horizon to be won, so it can be compared; with few comparable_leads it says little.
-- Chart: bars of comparable_rate by source.
SELECT
    organization.name AS organization,
    source.member_name AS source,
    source.leads,
    source.comparable_leads,
    source.comparable_rate,
    source.previous_comparable_rate,
    source.revenue,
    source.currency,
    source.median_cycle_days
FROM analytics.source_performance AS source
INNER JOIN analytics.organization USING (organization_id)
WHERE source.window_days = 365
    AND source.dimension = 'source'
ORDER BY organization.name, source.comparable_rate DESC NULLS LAST, source.member
