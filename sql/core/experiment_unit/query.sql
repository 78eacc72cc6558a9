WITH
experiment AS (
    SELECT
        organization_id,
        experiment_id,
        posexplode(
            from_json(
                metrics,
                'array<struct<name: string, kind: string, role: string, '
                || 'numerator: string, denominator: string>>'
            )
        ) AS (place, metric)
    FROM stg_experiment
),

assignment AS (
    SELECT
        organization_id,
        experiment_id,
        lead_id AS source_lead_id,
        variant,
        assigned_at
    FROM stg_experiment_assignment
),

outcome AS (
    SELECT
        organization_id,
        experiment_id,
        lead_id AS source_lead_id,
        metric,
        occurred_at,
        value
    FROM stg_experiment_outcome
),

identity AS (
    SELECT
        organization_id,
        source_lead_id,
        lead_id
    FROM lead_identity
),

living AS (
    SELECT
        organization_id,
        lead_id
    FROM lead
),

settings AS (
    SELECT
        organization_id,
        time_zone
    FROM organization
),

-- Which outcomes a metric is made of: those of its name, or of its two parts.
measured AS (
    SELECT
        experiment.organization_id,
        experiment.experiment_id,
        experiment.metric.name AS metric,
        experiment.metric.kind,
        coalesce(
            experiment.metric.role,
            CASE WHEN experiment.place = 0 THEN 'primary' ELSE 'secondary' END
        ) AS role,
        CASE
            WHEN experiment.metric.kind = 'ratio' THEN experiment.metric.numerator
            ELSE experiment.metric.name
        END AS value_metric,
        CASE WHEN experiment.metric.kind = 'ratio' THEN experiment.metric.denominator END
            AS denominator_metric
    FROM experiment
),

-- What was drawn stays a unit of its own when its lead is merged into another.
unit AS (
    SELECT
        assignment.organization_id,
        assignment.experiment_id,
        assignment.source_lead_id,
        identity.lead_id,
        settings.time_zone,
        CASE WHEN count(*) = 1 THEN min(assignment.variant) END AS variant,
        cast(count(*) AS int) AS variant_count,
        min(assignment.assigned_at) AS assigned_at
    FROM assignment
    INNER JOIN identity
        ON
            assignment.organization_id = identity.organization_id
            AND assignment.source_lead_id = identity.source_lead_id
    INNER JOIN living
        ON
            identity.organization_id = living.organization_id
            AND identity.lead_id = living.lead_id
    INNER JOIN settings ON assignment.organization_id = settings.organization_id
    GROUP BY
        assignment.organization_id,
        assignment.experiment_id,
        assignment.source_lead_id,
        identity.lead_id,
        settings.time_zone
),

local_unit AS (
    SELECT
        *,
        from_utc_timestamp(assigned_at, time_zone) AS assigned_local
    FROM unit
),

-- Days of the local clock, so that a unit's window ends at the time of day at which it began.
bounded AS (
    SELECT
        organization_id,
        experiment_id,
        source_lead_id,
        lead_id,
        variant,
        variant_count,
        assigned_at,
        to_utc_timestamp(dateadd(DAY, -:pre_period_days, assigned_local), time_zone)
            AS pre_starts_at,
        to_utc_timestamp(dateadd(DAY, :outcome_window_days, assigned_local), time_zone)
            AS outcome_ends_at
    FROM local_unit
),

observed AS (
    SELECT
        bounded.organization_id,
        bounded.experiment_id,
        bounded.source_lead_id,
        bounded.lead_id,
        bounded.variant,
        bounded.variant_count,
        bounded.assigned_at,
        bounded.pre_starts_at,
        bounded.outcome_ends_at,
        measured.metric,
        measured.kind,
        measured.role,
        measured.denominator_metric,
        outcome.value,
        outcome.occurred_at < bounded.assigned_at AS is_before,
        outcome.metric = measured.value_metric AS is_value,
        outcome.metric = measured.denominator_metric AS is_denominator
    FROM bounded
    INNER JOIN measured
        ON
            bounded.organization_id = measured.organization_id
            AND bounded.experiment_id = measured.experiment_id
    LEFT JOIN outcome
        ON
            bounded.organization_id = outcome.organization_id
            AND bounded.experiment_id = outcome.experiment_id
            AND bounded.source_lead_id = outcome.source_lead_id
            AND bounded.pre_starts_at <= outcome.occurred_at
            AND bounded.outcome_ends_at > outcome.occurred_at
            AND outcome.metric IN (measured.value_metric, measured.denominator_metric)
)

SELECT
    organization_id,
    experiment_id,
    source_lead_id,
    metric,
    lead_id,
    kind,
    role,
    variant,
    variant_count,
    assigned_at,
    outcome_ends_at,
    coalesce(sum(CASE WHEN is_value AND NOT is_before THEN value END), 0) AS outcome_value,
    cast(count(CASE WHEN is_value AND NOT is_before THEN 1 END) AS int) AS outcome_count,
    CASE
        WHEN denominator_metric IS NOT NULL
            THEN coalesce(sum(CASE WHEN is_denominator AND NOT is_before THEN value END), 0)
    END AS denominator_value,
    pre_starts_at,
    sum(CASE WHEN is_value AND is_before THEN value END) AS pre_value,
    cast(count(CASE WHEN is_value AND is_before THEN 1 END) AS int) AS pre_count,
    sum(CASE WHEN is_denominator AND is_before THEN value END) AS pre_denominator_value
FROM observed
GROUP BY
    organization_id,
    experiment_id,
    source_lead_id,
    metric,
    lead_id,
    kind,
    role,
    variant,
    variant_count,
    assigned_at,
    outcome_ends_at,
    pre_starts_at,
    denominator_metric
