WITH
living AS (
    SELECT
        organization_id,
        lead_id,
        created_at,
        owner_id,
        deal_value,
        currency,
        score
    FROM lead
),

settings AS (
    SELECT
        organization_id,
        currency
    FROM organization
),

stay AS (
    SELECT
        organization_id,
        lead_id,
        visit_number,
        stage_id,
        entered_at
    FROM stage_visit
),

owner_change AS (
    SELECT
        organization_id,
        lead_id,
        change_id,
        changed_at,
        coalesce(nullif(trim(from_owner_id), ''), 'unknown') AS from_owner_id,
        coalesce(nullif(trim(to_owner_id), ''), 'unknown') AS to_owner_id
    FROM stg_owner_change
),

value_change AS (
    SELECT
        organization_id,
        lead_id,
        change_id,
        changed_at,
        from_value,
        from_currency,
        to_value,
        to_currency
    FROM stg_value_change
),

score_change AS (
    SELECT
        organization_id,
        lead_id,
        change_id,
        changed_at,
        from_score,
        to_score
    FROM stg_score_change
),

-- The three logs as one. A lead's owner, deal and score change independently of each other, so each
-- is a value of its own.
change AS (
    SELECT
        organization_id,
        lead_id,
        'owner' AS attribute,
        change_id,
        changed_at,
        named_struct('owner_id', from_owner_id) AS owner_before,
        named_struct('owner_id', to_owner_id) AS owner_after,
        NULL AS deal_before,
        NULL AS deal_after,
        NULL AS score_before,
        NULL AS score_after
    FROM owner_change
    UNION ALL
    SELECT
        value_change.organization_id,
        value_change.lead_id,
        'deal' AS attribute,
        value_change.change_id,
        value_change.changed_at,
        NULL AS owner_before,
        NULL AS owner_after,
        named_struct(
            'deal_value', value_change.from_value,
            'currency', coalesce(value_change.from_currency, settings.currency)
        ) AS deal_before,
        named_struct(
            'deal_value', value_change.to_value,
            'currency', coalesce(value_change.to_currency, settings.currency)
        ) AS deal_after,
        NULL AS score_before,
        NULL AS score_after
    FROM value_change
    INNER JOIN settings ON value_change.organization_id = settings.organization_id
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        'score' AS attribute,
        change_id,
        changed_at,
        NULL AS owner_before,
        NULL AS owner_after,
        NULL AS deal_before,
        NULL AS deal_after,
        named_struct('score', from_score) AS score_before,
        named_struct('score', to_score) AS score_after
    FROM score_change
),

-- The length of the id comes before the id, so that of two changes made by one transaction 9 comes
-- before 10. What is dated before the lead's creation counts from there on.
logged AS (
    SELECT
        change.*,
        greatest(change.changed_at, living.created_at) AS known_at,
        row_number() OVER (
            PARTITION BY change.organization_id, change.lead_id, change.attribute
            ORDER BY change.changed_at, length(change.change_id), change.change_id
        ) AS place
    FROM change
    INNER JOIN living
        ON
            change.organization_id = living.organization_id
            AND change.lead_id = living.lead_id
),

-- What the lead was before the log begins. Of each attribute max takes the only row.
first_change AS (
    SELECT
        organization_id,
        lead_id,
        max(owner_before) AS owner,
        max(deal_before) AS deal,
        max(score_before) AS score
    FROM logged
    WHERE place = 1
    GROUP BY organization_id, lead_id
),

-- Each value with its place in time, which orders values before their content does.
told AS (
    SELECT
        living.organization_id,
        living.lead_id,
        living.created_at AS known_at,
        NULL AS stage,
        named_struct(
            'known_at', living.created_at,
            'place', 0,
            'told', coalesce(first_change.owner, named_struct('owner_id', living.owner_id))
        ) AS owner,
        named_struct(
            'known_at', living.created_at,
            'place', 0,
            'told', coalesce(
                first_change.deal,
                named_struct('deal_value', living.deal_value, 'currency', living.currency)
            )
        ) AS deal,
        named_struct(
            'known_at', living.created_at,
            'place', 0,
            'told', coalesce(first_change.score, named_struct('score', living.score))
        ) AS score
    FROM living
    LEFT JOIN first_change
        ON
            living.organization_id = first_change.organization_id
            AND living.lead_id = first_change.lead_id
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        known_at,
        NULL AS stage,
        CASE
            WHEN attribute = 'owner'
                THEN named_struct('known_at', known_at, 'place', place, 'told', owner_after)
        END AS owner,
        CASE
            WHEN attribute = 'deal'
                THEN named_struct('known_at', known_at, 'place', place, 'told', deal_after)
        END AS deal,
        CASE
            WHEN attribute = 'score'
                THEN named_struct('known_at', known_at, 'place', place, 'told', score_after)
        END AS score
    FROM logged
    UNION ALL
    SELECT
        organization_id,
        lead_id,
        entered_at AS known_at,
        named_struct('known_at', entered_at, 'place', visit_number, 'stage_id', stage_id) AS stage,
        NULL AS owner,
        NULL AS deal,
        NULL AS score
    FROM stay
),

instant AS (
    SELECT
        organization_id,
        lead_id,
        known_at,
        max(stage) AS stage,
        max(owner) AS owner,
        max(deal) AS deal,
        max(score) AS score
    FROM told
    GROUP BY organization_id, lead_id, known_at
),

-- What was told last still holds.
holding AS (
    SELECT
        organization_id,
        lead_id,
        known_at,
        max(stage) OVER (PARTITION BY organization_id, lead_id ORDER BY known_at) AS stage,
        max(owner) OVER (PARTITION BY organization_id, lead_id ORDER BY known_at) AS owner,
        max(deal) OVER (PARTITION BY organization_id, lead_id ORDER BY known_at) AS deal,
        max(score) OVER (PARTITION BY organization_id, lead_id ORDER BY known_at) AS score
    FROM instant
),

stated AS (
    SELECT
        holding.organization_id,
        holding.lead_id,
        holding.known_at,
        named_struct(
            'stage_id', holding.stage.stage_id,
            'owner_id', holding.owner.told.owner_id,
            'deal_value', holding.deal.told.deal_value,
            'currency',
            CASE WHEN holding.deal.told.deal_value IS NOT NULL THEN holding.deal.told.currency END,
            'score', holding.score.told.score
        ) AS state
    FROM holding
),

compared AS (
    SELECT
        *,
        lag(state) OVER (PARTITION BY organization_id, lead_id ORDER BY known_at) AS state_before
    FROM stated
)

SELECT
    compared.organization_id,
    compared.lead_id,
    row_number() OVER (
        PARTITION BY compared.organization_id, compared.lead_id ORDER BY compared.known_at
    ) AS version_number,
    compared.known_at AS valid_from,
    lead(compared.known_at) OVER (
        PARTITION BY compared.organization_id, compared.lead_id ORDER BY compared.known_at
    ) AS valid_to,
    compared.state.stage_id,
    compared.state.owner_id,
    compared.state.deal_value,
    compared.state.currency,
    compared.state.score
FROM compared
WHERE NOT compared.state <=> compared.state_before
