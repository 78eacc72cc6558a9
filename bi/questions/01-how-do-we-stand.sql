-- Question: how did the last 90 days go, beside the 90 days before?
-- Answer: one row per organization and indicator. change_rate may be read only where comparable is
--   true; news says whether the change is good or bad for this indicator.
-- Chart: table, news coloured.
SELECT
    organization.name AS organization,
    summary.kpi,
    summary.value,
    summary.value_text,
    summary.unit,
    summary.currency,
    summary.previous,
    summary.change_rate,
    CASE
        WHEN NOT summary.comparable OR summary.direction = 'flat' THEN ''
        WHEN summary.direction = summary.good_direction THEN 'good'
        ELSE 'bad'
    END AS news
FROM analytics.executive_summary AS summary
INNER JOIN analytics.organization USING (organization_id)
WHERE summary.window_days = 90
ORDER BY organization.name, summary.kpi_order
