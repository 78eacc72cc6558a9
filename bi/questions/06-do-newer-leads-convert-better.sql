-- Question: do leads of later months convert better than those before?
-- Answer: one row per organization and month of creation: the share won within 90 days. Months whose
--   leads did not all have 90 days yet are left out; they would look worse than they are.
-- Chart: lines over cohort_month, one per organization.
SELECT
    organization.name AS organization,
    cohort.cohort_start AS cohort_month,
    cohort.mature_leads AS leads,
    cohort.mature_won AS won,
    cohort.conversion_rate
FROM analytics.cohort_conversion AS cohort
INNER JOIN analytics.organization USING (organization_id)
WHERE cohort.granularity = 'month'
    AND cohort.horizon_days = 90
    AND cohort.is_mature
ORDER BY organization.name, cohort.cohort_start
