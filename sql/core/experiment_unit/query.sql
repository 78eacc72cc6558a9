WITH
experiment AS (
    SELECT
        organization_id,
        experiment_id,
        explode(
            from_json(
                metrics,
                'array<struct<name: string, kind: string, numerator: string, denominator: string>>'
            )
        ) AS metric
    FROM stg_experiment
),

assignment AS (
    SELECT
        organization_id,
        experiment_id,
        lead_id AS source_lead_id,
        variant,
        assigned_at,
        row_number() OVER (
            PARTITION BY organization_id, experiment_id, lead_id ORDER BY assigned_at, variant
        ) AS place
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
        max(CASE WHEN assignment.place = 1 THEN assignment.variant END) AS variant,
        max(CASE WHEN assignment.place = 1 THEN assignment.assigned_at END) AS assigned_at,
        max(CASE WHEN assignment.place = 2 THEN assignment.assigned_at END) AS reassigned_at
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

-- Of the units that are one lead now, one takes what leads did that are no units themselves.
placed AS (
    SELECT
        organization_id,
        experiment_id,
        source_lead_id,
        lead_id,
        row_number() OVER (
            PARTITION BY organization_id, experiment_id, lead_id
            ORDER BY assigned_at, length(source_lead_id), source_lead_id
        ) AS place
    FROM unit
),

-- After a merge what the unit does is logged for the survivor.
outcome_of_unit AS (
    SELECT
        outcome.organization_id,
        outcome.experiment_id,
        coalesce(own.source_lead_id, earliest.source_lead_id) AS source_lead_id,
        outcome.metric,
        outcome.occurred_at,
        outcome.value
    FROM outcome
    INNER JOIN identity
        ON
            outcome.organization_id = identity.organization_id
            AND outcome.source_lead_id = identity.source_lead_id
    LEFT JOIN placed AS own
        ON
            outcome.organization_id = own.organization_id
            AND outcome.experiment_id = own.experiment_id
            AND outcome.source_lead_id = own.source_lead_id
    LEFT JOIN placed AS earliest
        ON
            outcome.organization_id = earliest.organization_id
            AND outcome.experiment_id = earliest.experiment_id
            AND identity.lead_id = earliest.lead_id
            AND earliest.place = 1
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
        assigned_at,
        reassigned_at,
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
        bounded.assigned_at,
        bounded.reassigned_at,
        bounded.pre_starts_at,
        bounded.outcome_ends_at,
        measured.metric,
        measured.kind,
        measured.denominator_metric,
        outcome_of_unit.value,
        outcome_of_unit.occurred_at < bounded.assigned_at AS is_before,
        outcome_of_unit.metric = measured.value_metric AS is_value,
        outcome_of_unit.metric = measured.denominator_metric AS is_denominator
    FROM bounded
    INNER JOIN measured
        ON
            bounded.organization_id = measured.organization_id
            AND bounded.experiment_id = measured.experiment_id
    LEFT JOIN outcome_of_unit
        ON
            bounded.organization_id = outcome_of_unit.organization_id
            AND bounded.experiment_id = outcome_of_unit.experiment_id
            AND bounded.source_lead_id = outcome_of_unit.source_lead_id
            AND bounded.pre_starts_at <= outcome_of_unit.occurred_at
            AND bounded.outcome_ends_at > outcome_of_unit.occurred_at
            AND outcome_of_unit.metric IN (measured.value_metric, measured.denominator_metric)
)

SELECT
    organization_id,
    experiment_id,
    source_lead_id,
    metric,
    lead_id,
    kind,
    variant,
    assigned_at,
    reassigned_at,
    outcome_ends_at,
    coalesce(sum(CASE WHEN is_value AND NOT is_before THEN value END), 0) AS outcome_value,
    cast(count_if(is_value AND NOT is_before AND value != 0) AS int) AS outcome_count,
    CASE
        WHEN denominator_metric IS NOT NULL
            THEN coalesce(sum(CASE WHEN is_denominator AND NOT is_before THEN value END), 0)
    END AS denominator_value,
    pre_starts_at,
    sum(CASE WHEN is_value AND is_before THEN value END) AS pre_value,
    cast(count_if(is_value AND is_before AND value != 0) AS int) AS pre_count,
    sum(CASE WHEN is_denominator AND is_before THEN value END) AS pre_denominator_value
FROM observed
GROUP BY
    organization_id,
    experiment_id,
    source_lead_id,
    metric,
    lead_id,
    kind,
    variant,
    assigned_at,
    reassigned_at,
    outcome_ends_at,
    pre_starts_at,
    denominator_metric
