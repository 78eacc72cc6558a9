-- One lead in a hundred, four fifths of them of the last 90 days, by an order that means nothing:
-- each is scored anew and opens a mail, a fifth of them move to another stage, a tenth buy something.
WITH clock AS (
    SELECT timestamptz '2026-11-01 00:00:00+00' AS now
),

changed AS MATERIALIZED (
    (
        SELECT leads.id, leads.organization_id, leads.stage_id
        FROM leads, clock
        WHERE leads.created_at >= clock.now - interval '90 days'
        ORDER BY hashint8(leads.id), leads.id
        LIMIT (SELECT round(count(*) * 0.008) FROM leads)
    )
    UNION ALL
    (
        SELECT leads.id, leads.organization_id, leads.stage_id
        FROM leads, clock
        WHERE leads.created_at < clock.now - interval '90 days'
        ORDER BY hashint8(leads.id), leads.id
        LIMIT (SELECT round(count(*) * 0.002) FROM leads)
    )
),

opened AS (
    INSERT INTO engagements
        (id, organization_id, lead_id, engagement_type, channel, source_type, occurred_at, updated_at)
    SELECT
        (SELECT max(id) FROM engagements) + row_number() OVER (ORDER BY changed.id),
        changed.organization_id,
        changed.id,
        'email_opened',
        'email',
        'email',
        clock.now - interval '1 second' * abs(hashint8(changed.id) % 86400),
        clock.now
    FROM changed, clock
),

moved AS (
    INSERT INTO audit_logs
        (id, organization_id, entity_type, entity_id, action, old_value, new_value, created_at)
    SELECT
        (SELECT max(id) FROM audit_logs) + row_number() OVER (ORDER BY changed.id),
        changed.organization_id,
        'lead',
        changed.id,
        'stage_change',
        jsonb_build_object('stage_id', changed.stage_id),
        jsonb_build_object('stage_id', later.id),
        clock.now - interval '1 second' * abs(hashint8(changed.id) % 86400)
    FROM changed
    CROSS JOIN clock
    INNER JOIN pipeline_stages AS stage ON changed.stage_id = stage.id
    INNER JOIN pipeline_stages AS later
        ON
            stage.organization_id = later.organization_id
            AND stage.position + 1 = later.position
    WHERE abs(hashint8(changed.id) % 5) = 0
),

bought AS (
    INSERT INTO purchases (id, organization_id, lead_id, amount, currency, purchased_at, updated_at)
    SELECT
        (SELECT max(id) FROM purchases) + row_number() OVER (ORDER BY changed.id),
        changed.organization_id,
        changed.id,
        100,
        organizations.currency,
        clock.now - interval '1 second' * abs(hashint8(changed.id) % 86400),
        clock.now
    FROM changed
    CROSS JOIN clock
    INNER JOIN organizations ON changed.organization_id = organizations.id
    WHERE abs(hashint8(changed.id) % 10) = 1
)

UPDATE leads
SET score = coalesce(leads.score, 0) + 1, updated_at = clock.now
FROM changed, clock
WHERE leads.id = changed.id
