WITH
stage AS (
    SELECT
        organization_id,
        stage_id,
        name,
        position,
        cast(probability / 100 AS decimal(6, 4)) AS probability,
        is_won,
        is_lost,
        coalesce(is_active, TRUE) AS is_active,
        concat(organization_id, '/', name) AS own_name,
        lower(trim(name)) AS common_name
    FROM stg_pipeline_stage
),

ranked AS (
    SELECT
        organization_id,
        stage_id,
        name,
        position,
        probability,
        is_won,
        is_lost,
        is_active,
        own_name,
        common_name,
        -- Equal places are meant to be equal ranks, so the ordering has no tie-breaker.
        CASE
            WHEN NOT is_lost
                THEN dense_rank() OVER (
                    PARTITION BY organization_id, is_lost
                    ORDER BY is_won, CASE WHEN is_won THEN 0 ELSE position END
                )
        END AS stage_rank,
        CASE
            WHEN NOT is_lost
                THEN nullif(
                    coalesce(
                        try_element_at(:stage_milestones, own_name),
                        try_element_at(:stage_milestones, common_name),
                        CASE WHEN is_won THEN 'customer' END
                    ),
                    'none'
                )
        END AS milestone
    FROM stage
),

first_of_milestone AS (
    SELECT
        *,
        stage_rank = min(stage_rank) OVER (PARTITION BY organization_id, milestone)
            AS is_first_of_milestone
    FROM ranked
)

SELECT
    organization_id,
    stage_id,
    name,
    position,
    stage_rank,
    milestone,
    is_won,
    is_lost,
    is_active,
    probability,
    CASE
        WHEN NOT is_won AND NOT is_lost
            THEN coalesce(
                try_element_at(:stage_slow_after_days, own_name),
                try_element_at(:stage_slow_after_days, common_name),
                :slow_after_days
            )
    END AS slow_after_days,
    CASE
        WHEN is_first_of_milestone
            THEN cast(try_element_at(:target_rates, milestone) AS decimal(6, 4))
    END AS target_rate
FROM first_of_milestone
