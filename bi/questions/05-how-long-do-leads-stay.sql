-- Question: in which stages do leads wait?
-- Answer: one row per organization and stage. mean_days is of stays that ended in the last 90 days;
--   kaplan_meier_median_days counts the open ones too, for as long as they are known.
-- Chart: bars of both by stage, a line at slow_after_days.
SELECT
    organization.name AS organization,
    timing.stage_rank,
    timing.stage_name,
    timing.closed_visits,
    timing.mean_days,
    timing.kaplan_meier_median_days,
    timing.slow_after_days,
    timing.is_slow,
    timing.open_visits,
    timing.oldest_open_days
FROM analytics.stage_timing AS timing
INNER JOIN analytics.organization USING (organization_id)
WHERE timing.window_days = 90
ORDER BY organization.name, timing.stage_rank, timing.stage_name
