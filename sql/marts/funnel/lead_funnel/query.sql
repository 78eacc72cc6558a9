WITH
leads AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        created_on,
        source,
        campaign_id,
        score
    FROM lead
),

visits AS (
    SELECT
        organization_id,
        lead_id,
        visit_number,
        stage_id,
        entered_at
    FROM stage_visit
),

stages AS (
    SELECT
        organization_id,
        stage_id,
        stage_rank,
        is_lost,
        is_active
    FROM pipeline_stage
),

wins AS (
    SELECT
        organization_id,
        lead_id,
        converted_at AS won_at,
        elapsed_days AS won_elapsed_days
    FROM conversion
    WHERE
        conversion_type = 'customer'
        AND conversion_number = 1
),

ladder AS (
    SELECT
        stages.organization_id,
        stages.stage_id,
        stages.stage_rank,
        stages.is_lost,
        -- A retired stage may be passed unvisited, else no path of today could be complete.
        max(earlier.stage_rank) AS required_rank
    FROM stages
    LEFT JOIN stages AS earlier
        ON
            stages.organization_id = earlier.organization_id
            AND stages.stage_rank > earlier.stage_rank
            AND earlier.is_active
    GROUP BY
        stages.organization_id,
        stages.stage_id,
        stages.stage_rank,
        stages.is_lost
),

last_rank AS (
    SELECT
        organization_id,
        max(stage_rank) AS last_rank
    FROM stages
    GROUP BY organization_id
),

steps AS (
    SELECT
        visits.organization_id,
        visits.lead_id,
        visits.visit_number,
        visits.entered_at,
        ladder.stage_rank,
        ladder.required_rank,
        ladder.is_lost,
        -- Lost stages have no rank: to leave for one and to come back is no step back.
        coalesce(
            ladder.stage_rank < lag(ladder.stage_rank) IGNORE NULLS OVER (
                PARTITION BY visits.organization_id, visits.lead_id
                ORDER BY visits.visit_number
            ),
            FALSE
        ) AS is_back,
        ladder.stage_rank - coalesce(
            max(ladder.stage_rank) OVER (
                PARTITION BY visits.organization_id, visits.lead_id
                ORDER BY visits.visit_number
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS new_ranks
    FROM visits
    INNER JOIN ladder
        ON
            visits.organization_id = ladder.organization_id
            AND visits.stage_id = ladder.stage_id
),

walks AS (
    SELECT
        organization_id,
        lead_id,
        min(CASE WHEN is_lost THEN entered_at END) AS lost_at,
        bool_or(is_back) AS has_step_back,
        sort_array(
            collect_list(
                CASE
                    WHEN stage_rank IS NOT NULL
                        THEN struct(
                            visit_number,
                            entered_at,
                            stage_rank,
                            required_rank,
                            is_back,
                            new_ranks
                        )
                END
            )
        ) AS steps
    FROM steps
    GROUP BY
        organization_id,
        lead_id
),

-- A chain is carried along the visits of a lead, and a second one by the strict rule where the two
-- can differ. Its link k holds `started`, the latest first-stage entry from which ranks 1..k are
-- complete by now (the latest start leaves most of the conversion window), and `completed`, when
-- they first were in time.
chains AS (
    SELECT
        walks.organization_id,
        walks.lead_id,
        walks.lost_at,
        walks.steps,
        aggregate(
            walks.steps,
            transform(
                if(walks.has_step_back, array(FALSE, TRUE), array(FALSE)),
                is_strict -> named_struct(
                    'is_strict', is_strict,
                    'start', cast(NULL AS timestamp),
                    'links', array_repeat(
                        named_struct(
                            'started', cast(NULL AS timestamp),
                            'completed', cast(NULL AS timestamp)
                        ),
                        last_rank.last_rank
                    )
                )
            ),
            (chains, step) -> transform(
                transform(
                    chains,
                    chain -> named_struct(
                        'is_strict', chain.is_strict,
                        'start', CASE
                            WHEN step.required_rank IS NULL THEN step.entered_at
                            WHEN NOT (chain.is_strict AND step.is_back)
                                THEN get(chain.links, step.required_rank - 1).started
                        END,
                        'links', chain.links
                    )
                ),
                chain -> named_struct(
                    'is_strict', chain.is_strict,
                    'start', chain.start,
                    'links', transform(
                        chain.links,
                        (link, i) -> CASE
                            WHEN i + 1 = step.stage_rank
                                THEN named_struct(
                                    'started', chain.start,
                                    'completed', CASE
                                        WHEN link.completed IS NOT NULL THEN link.completed
                                        WHEN
                                            step.entered_at < chain.start
                                            + make_dt_interval(:conversion_window_days)
                                            THEN step.entered_at
                                    END
                                )
                            WHEN chain.is_strict AND step.is_back
                                THEN named_struct(
                                    'started', cast(NULL AS timestamp),
                                    'completed', link.completed
                                )
                            ELSE link
                        END
                    )
                )
            ),
            chains -> transform(
                chains, chain -> transform(chain.links, link -> link.completed)
            )
        ) AS completed
    FROM walks
    INNER JOIN last_rank
        ON walks.organization_id = last_rank.organization_id
),

paths AS (
    SELECT
        organization_id,
        lead_id,
        lost_at,
        flatten(
            transform(
                filter(steps, step -> step.new_ranks > 0),
                step -> array_repeat(step.entered_at, step.new_ranks)
            )
        ) AS any_order_at,
        -- Completing a later rank passes a retired one, so it counts from then on at the latest.
        transform(
            completed,
            ranks -> filter(
                transform(ranks, (at, i) -> array_min(slice(ranks, i + 1, size(ranks)))),
                at -> at IS NOT NULL
            )
        ) AS chained_at
    FROM chains
)

SELECT
    leads.organization_id,
    leads.lead_id,
    leads.created_at,
    leads.created_on,
    leads.source,
    leads.campaign_id,
    leads.score,
    coalesce(paths.any_order_at, array()) AS any_order_at,
    coalesce(paths.chained_at[0], array()) AS ordered_at,
    coalesce(get(paths.chained_at, 1), paths.chained_at[0], array()) AS strict_at,
    wins.won_at,
    wins.won_elapsed_days,
    paths.lost_at
FROM leads
LEFT JOIN paths
    ON
        leads.organization_id = paths.organization_id
        AND leads.lead_id = paths.lead_id
LEFT JOIN wins
    ON
        leads.organization_id = wins.organization_id
        AND leads.lead_id = wins.lead_id
