WITH
windows AS (
    SELECT
        organization_id,
        window_days,
        end_at,
        cast(from_utc_timestamp(comparable_start_at, time_zone) AS date) AS mature_from,
        cast(from_utc_timestamp(comparable_end_at, time_zone) AS date) AS mature_until
    FROM reporting_window
),

ends AS (
    SELECT
        organization_id,
        end_at,
        date_sub(as_of_day, :horizon_days) AS mature_until
    FROM reporting_day
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        created_on,
        any_order_at,
        ordered_at,
        strict_at,
        won_at
    FROM lead_funnel
),

brought AS (
    SELECT
        organization_id,
        lead_id,
        revenue
    FROM lead_revenue
),

stages AS (
    SELECT
        organization_id,
        stage_rank,
        is_won
    FROM pipeline_stage
    WHERE NOT is_lost
),

open_deals AS (
    SELECT
        organization_id,
        value_amount
    FROM open_deal
),

paths AS (
    SELECT
        leads.organization_id,
        leads.created_on,
        ends.end_at,
        stack(
            3,
            'any_order', leads.any_order_at,
            'ordered', leads.ordered_at,
            'strict', leads.strict_at
        ) AS (variant, path_at)
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_on < ends.mature_until
),

-- Bounds are local midnights, so leads are reduced to days before they meet the windows.
days AS (
    SELECT
        organization_id,
        created_on,
        variant,
        size(filter(path_at, reached_at -> reached_at < end_at)) AS furthest_rank,
        count(*) AS leads
    FROM paths
    GROUP BY
        organization_id,
        created_on,
        variant,
        size(filter(path_at, reached_at -> reached_at < end_at))
),

ranks AS (
    SELECT
        organization_id,
        stage_rank,
        bool_or(is_won) AS is_won
    FROM stages
    GROUP BY
        organization_id,
        stage_rank
),

variants AS (
    SELECT variant
    FROM VALUES ('any_order'), ('ordered'), ('strict') AS variants (variant)
),

reached AS (
    SELECT
        windows.organization_id,
        windows.window_days,
        variants.variant,
        ranks.stage_rank,
        ranks.is_won,
        coalesce(
            sum(days.leads) FILTER (WHERE days.created_on >= windows.mature_from), 0
        ) AS mature_reached,
        coalesce(
            sum(days.leads) FILTER (
                WHERE days.created_on >= add_months(windows.mature_until, -:trailing_months)
            ),
            0
        ) AS trailing_reached
    FROM windows
    INNER JOIN ranks
        ON windows.organization_id = ranks.organization_id
    CROSS JOIN variants
    LEFT JOIN days
        ON
            ranks.organization_id = days.organization_id
            AND ranks.stage_rank <= days.furthest_rank
            AND variants.variant = days.variant
    GROUP BY
        windows.organization_id,
        windows.window_days,
        variants.variant,
        ranks.stage_rank,
        ranks.is_won
),

trailing_wins AS (
    SELECT
        leads.organization_id,
        sum(brought.revenue) AS won_amount,
        count(*) AS valued_won
    FROM leads
    INNER JOIN ends
        ON
            leads.organization_id = ends.organization_id
            AND leads.created_on < ends.mature_until
            AND leads.created_on >= add_months(ends.mature_until, -:trailing_months)
            AND leads.won_at < ends.end_at
    INNER JOIN brought
        ON
            leads.organization_id = brought.organization_id
            AND leads.lead_id = brought.lead_id
    GROUP BY leads.organization_id
),

open_values AS (
    SELECT
        organization_id,
        sum(value_amount) AS open_amount,
        count(value_amount) AS valued_open
    FROM open_deals
    GROUP BY organization_id
),

steps AS (
    SELECT
        reached.organization_id,
        reached.window_days,
        reached.variant,
        reached.stage_rank,
        reached.is_won,
        reached.mature_reached,
        reached.trailing_reached,
        lag(reached.mature_reached) OVER (
            PARTITION BY reached.organization_id, reached.window_days, reached.variant
            ORDER BY reached.stage_rank
        ) AS mature_previous_reached,
        max(CASE WHEN reached.is_won THEN reached.trailing_reached END) OVER (
            PARTITION BY reached.organization_id, reached.window_days, reached.variant
        ) AS trailing_won
    FROM reached
),

weights AS (
    SELECT
        steps.organization_id,
        steps.window_days,
        steps.variant,
        steps.stage_rank,
        steps.is_won,
        steps.mature_reached,
        steps.mature_previous_reached,
        steps.mature_previous_reached - steps.mature_reached AS lost_leads,
        steps.trailing_reached,
        steps.trailing_won,
        trailing_wins.won_amount,
        trailing_wins.valued_won,
        open_values.open_amount,
        open_values.valued_open,
        CASE
            WHEN steps.mature_previous_reached IS NULL THEN NULL
            -- Wins whose refunds took all of it back are no weight.
            WHEN steps.trailing_won > 0 AND trailing_wins.won_amount > 0 THEN 'won_value'
            WHEN open_values.valued_open > 0 THEN 'open_value'
            ELSE 'lead_count'
        END AS basis
    FROM steps
    LEFT JOIN trailing_wins
        ON steps.organization_id = trailing_wins.organization_id
    LEFT JOIN open_values
        ON steps.organization_id = open_values.organization_id
),

losses AS (
    SELECT
        organization_id,
        window_days,
        variant,
        stage_rank,
        is_won,
        mature_previous_reached,
        mature_reached,
        lost_leads,
        basis,
        -- Multiplied before it is divided: one rounding, to the published scale.
        cast(
            CASE basis
                WHEN 'won_value'
                    THEN
                        cast(lost_leads * trailing_won AS decimal(20, 0)) * won_amount
                        / cast(valued_won * trailing_reached AS decimal(20, 0))
                WHEN 'open_value'
                    THEN cast(lost_leads AS decimal(20, 0)) * open_amount / valued_open
            END AS decimal(18, 3)
        ) AS lost_value
    FROM weights
),

places AS (
    SELECT
        organization_id,
        window_days,
        variant,
        stage_rank,
        is_won,
        mature_previous_reached,
        mature_reached,
        lost_leads,
        lost_value,
        basis,
        mature_previous_reached >= :bottleneck_minimum_leads AS is_large_enough,
        coalesce(lost_value, lost_leads) AS loss,
        row_number() OVER (
            PARTITION BY
                organization_id,
                window_days,
                variant,
                mature_previous_reached >= :bottleneck_minimum_leads
            ORDER BY
                coalesce(lost_value, lost_leads) DESC,
                stage_rank
        ) AS place
    FROM losses
)

SELECT
    organization_id,
    window_days,
    variant,
    stage_rank,
    is_won,
    mature_previous_reached,
    mature_reached,
    lost_leads,
    lost_value,
    basis,
    coalesce(is_large_enough AND loss > 0 AND place = 1, FALSE) AS is_bottleneck
FROM places
