-- Question: at which step of the funnel is most value lost?
-- Answer: one row per organization and stage, leads of the last 90 days. step_rate is the share of
--   those at the stage before that came this far. lost_value is counted over leads that had the
--   whole horizon to be won, so it is of a longer time.
-- Chart: bars of reached by stage, or Metabase's funnel for one organization.
SELECT
    organization.name AS organization,
    stage.stage_rank,
    stage.stage_name,
    stage.reached,
    stage.step_rate,
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
