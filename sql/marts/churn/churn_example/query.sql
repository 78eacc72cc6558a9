WITH
reporting AS (
    SELECT
        organization_id,
        time_zone,
        as_of_day
    FROM reporting_day
),

happened AS (
    SELECT
        organization_id,
        lead_id,
        day,
        inbound_count > 0 OR purchase_count > 0 AS is_active,
        inbound_count
        - if(array_contains(:inbound_types, 'purchase_made'), purchase_made_count, 0)
            AS inbound_count,
        purchase_count,
        inbound_call_count,
        sent_count
    FROM lead_day
),

living AS (
    SELECT
        organization_id,
        lead_id,
        created_on
    FROM lead
),

-- A stay that no logged change bounds is in the lead's stage of today, which nobody knew then.
stay AS (
    SELECT
        organization_id,
        lead_id,
        stage_id,
        entered_at,
        exited_at
    FROM stage_visit
    WHERE visit_number > 1 OR exited_at IS NOT NULL
),

stage AS (
    SELECT
        organization_id,
        stage_id,
        is_won,
        is_lost
    FROM pipeline_stage
),

-- The day that is scored, those of the test and of the calibration, and those before them.
numbered AS (
    SELECT
        organization_id,
        time_zone,
        as_of_day,
        explode(sequence(0, 2 + :churn_training_folds)) AS fold
    FROM reporting
),

fold AS (
    SELECT
        organization_id,
        time_zone,
        fold,
        date_sub(as_of_day, fold * :churn_horizon_days) AS fold_day,
        greatest(:churn_active_days, 90) AS days_before,
        :churn_horizon_days AS days_after
    FROM numbered
),

-- Days before the fold's day tell what was known then, days from it on what came of it.
around AS (
    SELECT
        happened.organization_id,
        fold.fold,
        happened.lead_id,
        fold.time_zone,
        fold.fold_day,
        happened.is_active,
        happened.inbound_count,
        happened.purchase_count,
        happened.inbound_call_count,
        happened.sent_count,
        datediff(fold.fold_day, happened.day) AS days_before
    FROM happened
    INNER JOIN fold
        ON
            happened.organization_id = fold.organization_id
            AND happened.day >= date_sub(fold.fold_day, fold.days_before)
            AND happened.day < date_add(fold.fold_day, fold.days_after)
),

counted AS (
    SELECT
        organization_id,
        fold,
        lead_id,
        time_zone,
        fold_day,
        min(days_before) FILTER (WHERE is_active AND days_before > 0) AS days_since_activity,
        count_if(is_active AND days_before BETWEEN 1 AND 90) AS active_days_90d,
        coalesce(sum(inbound_count) FILTER (WHERE days_before BETWEEN 1 AND 30), 0) AS inbound_30d,
        coalesce(sum(inbound_count) FILTER (WHERE days_before BETWEEN 1 AND 90), 0) AS inbound_90d,
        coalesce(sum(purchase_count) FILTER (WHERE days_before BETWEEN 1 AND 90), 0)
            AS purchases_90d,
        coalesce(sum(inbound_call_count) FILTER (WHERE days_before BETWEEN 1 AND 60), 0)
            AS inbound_calls_60d,
        coalesce(sum(sent_count) FILTER (WHERE days_before BETWEEN 1 AND 30), 0) AS messages_30d,
        NOT coalesce(bool_or(is_active AND days_before <= 0), FALSE) AS is_silent_after
    FROM around
    GROUP BY organization_id, fold, lead_id, time_zone, fold_day
),

able_to_churn AS (
    SELECT
        organization_id,
        fold,
        lead_id,
        fold_day,
        days_since_activity,
        active_days_90d,
        inbound_30d,
        inbound_90d,
        purchases_90d,
        inbound_calls_60d,
        messages_30d,
        is_silent_after,
        time_zone,
        to_utc_timestamp(fold_day, time_zone) AS known_until
    FROM counted
    WHERE days_since_activity <= :churn_active_days
),

standing AS (
    SELECT
        able_to_churn.organization_id,
        able_to_churn.fold,
        able_to_churn.lead_id,
        able_to_churn.fold_day,
        able_to_churn.days_since_activity,
        able_to_churn.active_days_90d,
        able_to_churn.inbound_30d,
        able_to_churn.inbound_90d,
        able_to_churn.purchases_90d,
        able_to_churn.inbound_calls_60d,
        able_to_churn.messages_30d,
        able_to_churn.is_silent_after,
        able_to_churn.time_zone,
        stay.stage_id,
        stay.entered_at
    FROM able_to_churn
    LEFT JOIN stay
        ON
            able_to_churn.organization_id = stay.organization_id
            AND able_to_churn.lead_id = stay.lead_id
            AND able_to_churn.known_until > stay.entered_at
            AND coalesce(able_to_churn.known_until <= stay.exited_at, TRUE)
)

SELECT
    standing.organization_id,
    standing.fold,
    standing.lead_id,
    standing.fold_day,
    standing.days_since_activity,
    cast(standing.active_days_90d AS int) AS active_days_90d,
    cast(standing.inbound_30d AS int) AS inbound_30d,
    cast(standing.inbound_90d AS int) AS inbound_90d,
    cast(standing.purchases_90d AS int) AS purchases_90d,
    cast(standing.inbound_calls_60d AS int) AS inbound_calls_60d,
    cast(standing.messages_30d AS int) AS messages_30d,
    greatest(datediff(standing.fold_day, living.created_on), 0) AS days_since_created,
    CASE
        WHEN stage.is_won
            THEN datediff(
                standing.fold_day,
                to_date(from_utc_timestamp(standing.entered_at, standing.time_zone))
            )
    END AS days_since_won,
    coalesce(stage.is_lost, FALSE) AS is_lost,
    CASE WHEN standing.fold > 0 THEN standing.is_silent_after END AS churned
FROM standing
INNER JOIN living
    ON
        standing.organization_id = living.organization_id
        AND standing.lead_id = living.lead_id
LEFT JOIN stage
    ON
        standing.organization_id = stage.organization_id
        AND standing.stage_id = stage.stage_id
