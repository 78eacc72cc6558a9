-- Question: at which step of the funnel is most value lost?
-- Answer: one row per organization and stage. reached and step_rate, the share of those at the
--   stage before that came this far, are of leads of the last 90 days and to date: a young lead
--   counts as not there yet. mature_step_rate is the one to hold against target_rate: it and
--   lost_value are of 90 days that ended a horizon earlier, so that every lead had its time.
-- Chart: bars of reached by stage, or Metabase's funnel for one organization.
SELECT
    organization.name AS organization,
    stage.stage_rank,
    stage.stage_name,
    stage.reached,
    stage.step_rate,
    cast(stage.mature_reached AS double precision) / nullif(stage.mature_previous_reached, 0)
        AS mature_step_rate,
    stage.target_rate,
    stage.median_days,
    stage.lost_value,
    stage.currency,
    stage.is_bottleneck
FROM analytics.funnel_stage AS stage
INNER JOIN analytics.organization USING (organization_id)
WHERE stage.window_days = 90
    AND stage.variant = 'any_order'
    AND NOT stage.is_lost
ORDER BY organization.name, stage.stage_rank, stage.stage_name
