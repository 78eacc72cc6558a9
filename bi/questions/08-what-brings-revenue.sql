-- Question: which channels bring revenue, and does the answer hang on the attribution model?
-- Answer: one row per organization and channel: its revenue in all months under four models. Each
--   model shares the same revenue, so columns are compared and never added.
-- Chart: grouped bars by channel; one organization at a time: currencies differ.
SELECT
    organization.name AS organization,
    credit.channel,
    sum(credit.revenue) FILTER (WHERE credit.model = 'first') AS first_touch,
    sum(credit.revenue) FILTER (WHERE credit.model = 'last') AS last_touch,
    sum(credit.revenue) FILTER (WHERE credit.model = 'linear') AS linear,
    sum(credit.revenue) FILTER (WHERE credit.model = 'shapley') AS shapley,
    organization.currency
FROM analytics.attribution_summary AS credit
INNER JOIN analytics.organization USING (organization_id)
WHERE credit.conversion_type = CASE organization.revenue_source
    WHEN 'purchases' THEN 'purchase'
    ELSE 'customer'
END
GROUP BY organization.organization_id, organization.name, organization.currency, credit.channel
ORDER BY organization.name, shapley DESC NULLS LAST, credit.channel
