-- Question: what has a lead brought so many months after it came?
-- Answer: one row per organization, month of creation and month since (0 is its own).
--   value_per_lead is what the cohort brought until then over all its leads, won or not.
-- Chart: lines over months_since, one per cohort_month; one organization at a time: currencies differ.
SELECT
    organization.name AS organization,
    cohort.cohort_start AS cohort_month,
    cohort.period AS months_since,
    cohort.cohort_size AS leads,
    cohort.cumulative_revenue,
    cohort.value_per_lead,
    cohort.currency
FROM analytics.cohort_revenue AS cohort
INNER JOIN analytics.organization USING (organization_id)
WHERE cohort.granularity = 'month'
    AND cohort.is_mature
ORDER BY organization.name, cohort.cohort_start, cohort.period
