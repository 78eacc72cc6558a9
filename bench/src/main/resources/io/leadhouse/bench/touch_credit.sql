-- The rows of marts/attribution/touch_credit, for DuckDB and for Postgres: numbered once, aggregated by
-- GROUP BY and joined back, which DuckDB runs faster than framed windows. Parameters at their defaults:
-- lookback 90 days, half-life 7 days, two decimal places, no purchases as revenue. Shares are floating
-- point here; amounts are whole cents by largest remainder, as in Leadhouse.
WITH numbered_conversion AS MATERIALIZED (
    SELECT
        c.organization_id,
        c.lead_id,
        c.conversion_type,
        c.conversion_number,
        c.converted_at,
        c.value_amount,
        o.converted_at AS opportunity_at,
        row_number() OVER () AS conversion_row
    FROM conversion AS c
    LEFT JOIN conversion AS o
        ON
            c.organization_id = o.organization_id
            AND c.lead_id = o.lead_id
            AND o.conversion_type = 'opportunity'
),

journey AS MATERIALIZED (
    SELECT
        c.conversion_row,
        c.organization_id,
        c.lead_id,
        c.conversion_type,
        c.conversion_number,
        c.converted_at,
        c.value_amount,
        c.opportunity_at,
        t.touch_number,
        t.touch_id,
        t.touched_at,
        t.channel,
        t.campaign_id,
        t.is_direct,
        power(
            2.0, -extract(EPOCH FROM (c.converted_at - t.touched_at)) / 86400.0 / 7.0
        ) AS decay,
        row_number() OVER (PARTITION BY c.conversion_row ORDER BY t.touch_number) AS place
    FROM numbered_conversion AS c
    INNER JOIN touchpoint AS t
        ON
            c.organization_id = t.organization_id
            AND c.lead_id = t.lead_id
            AND c.converted_at >= t.touched_at
            AND c.converted_at - INTERVAL '90 days' <= t.touched_at
),

per_conversion AS (
    SELECT
        conversion_row,
        count(*) AS touches,
        count(DISTINCT channel) AS channels,
        sum(decay) AS decay_total,
        coalesce(max(place) FILTER (WHERE NOT is_direct), count(*)) AS last_non_direct,
        max(place) FILTER (
            WHERE opportunity_at <= converted_at AND touched_at <= opportunity_at
        ) AS opportunity_place
    FROM journey
    GROUP BY conversion_row
),

milestones AS (
    SELECT
        *,
        1
        + CASE WHEN touches > 1 THEN 1 ELSE 0 END
        + CASE WHEN opportunity_place NOT IN (1, touches) THEN 1 ELSE 0 END AS milestones
    FROM per_conversion
),

per_channel AS (
    SELECT
        conversion_row,
        channel,
        count(*) AS channel_touches
    FROM journey
    GROUP BY conversion_row, channel
),

weighted AS MATERIALIZED (
    SELECT
        j.*,
        p.touches,
        CASE WHEN j.place = 1 THEN 1.0 ELSE 0.0 END AS first_credit,
        CASE WHEN j.place = p.touches THEN 1.0 ELSE 0.0 END AS last_credit,
        CASE WHEN j.place = p.last_non_direct THEN 1.0 ELSE 0.0 END AS last_non_direct_credit,
        1.0 / p.touches::double precision AS linear_credit,
        j.decay / p.decay_total AS time_decay_credit,
        CASE
            WHEN p.touches = 1 THEN 1.0
            WHEN p.touches = 2 THEN 0.5
            WHEN j.place IN (1, p.touches) THEN 0.4
            ELSE 0.2 / (p.touches - 2)::double precision
        END AS u_shaped_credit,
        CASE
            WHEN j.place IN (1, p.touches) OR j.place = p.opportunity_place THEN 0.3
            ELSE 0.1 / (p.touches - p.milestones)::double precision
        END / (0.3 * p.milestones + CASE WHEN p.touches > p.milestones THEN 0.1 ELSE 0.0 END)
            AS w_shaped_credit,
        1.0 / (p.channels * h.channel_touches)::double precision AS shapley_credit
    FROM journey AS j
    INNER JOIN milestones AS p ON j.conversion_row = p.conversion_row
    INNER JOIN per_channel AS h
        ON j.conversion_row = h.conversion_row AND j.channel = h.channel
),

exact AS (
    SELECT
        conversion_row,
        place,
        value_amount,
        value_amount * 100 AS cents,
        linear_credit * value_amount::double precision * 100 AS linear,
        time_decay_credit * value_amount::double precision * 100 AS time_decay,
        u_shaped_credit * value_amount::double precision * 100 AS u_shaped,
        w_shaped_credit * value_amount::double precision * 100 AS w_shaped,
        shapley_credit * value_amount::double precision * 100 AS shapley
    FROM weighted
    WHERE value_amount IS NOT NULL
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY conversion_row
            ORDER BY round((linear - floor(linear))::numeric(18, 9), 9) DESC, place
        ) AS linear_rank,
        row_number() OVER (
            PARTITION BY conversion_row
            ORDER BY round((time_decay - floor(time_decay))::numeric(18, 9), 9) DESC, place
        ) AS time_decay_rank,
        row_number() OVER (
            PARTITION BY conversion_row
            ORDER BY round((u_shaped - floor(u_shaped))::numeric(18, 9), 9) DESC, place
        ) AS u_shaped_rank,
        row_number() OVER (
            PARTITION BY conversion_row
            ORDER BY round((w_shaped - floor(w_shaped))::numeric(18, 9), 9) DESC, place
        ) AS w_shaped_rank,
        row_number() OVER (
            PARTITION BY conversion_row
            ORDER BY round((shapley - floor(shapley))::numeric(18, 9), 9) DESC, place
        ) AS shapley_rank
    FROM exact
),

leftover AS (
    SELECT
        conversion_row,
        max(cents) - sum(floor(linear)) AS linear,
        max(cents) - sum(floor(time_decay)) AS time_decay,
        max(cents) - sum(floor(u_shaped)) AS u_shaped,
        max(cents) - sum(floor(w_shaped)) AS w_shaped,
        max(cents) - sum(floor(shapley)) AS shapley
    FROM exact
    GROUP BY conversion_row
),

amount AS (
    SELECT
        r.conversion_row,
        r.place,
        ((floor(r.linear) + CASE WHEN r.linear_rank <= l.linear THEN 1 ELSE 0 END) / 100)::numeric(18, 3) AS linear_amount,
        ((floor(r.time_decay) + CASE WHEN r.time_decay_rank <= l.time_decay THEN 1 ELSE 0 END) / 100)::numeric(18, 3) AS time_decay_amount,
        ((floor(r.u_shaped) + CASE WHEN r.u_shaped_rank <= l.u_shaped THEN 1 ELSE 0 END) / 100)::numeric(18, 3) AS u_shaped_amount,
        ((floor(r.w_shaped) + CASE WHEN r.w_shaped_rank <= l.w_shaped THEN 1 ELSE 0 END) / 100)::numeric(18, 3) AS w_shaped_amount,
        ((floor(r.shapley) + CASE WHEN r.shapley_rank <= l.shapley THEN 1 ELSE 0 END) / 100)::numeric(18, 3) AS shapley_amount
    FROM ranked AS r
    INNER JOIN leftover AS l ON r.conversion_row = l.conversion_row
)

SELECT
    w.organization_id,
    w.lead_id,
    w.conversion_type,
    w.conversion_number,
    w.touch_number,
    w.touch_id,
    w.touched_at,
    w.channel,
    w.campaign_id,
    w.first_credit,
    (w.first_credit * w.value_amount)::numeric(18, 3) AS first_amount,
    w.last_credit,
    (w.last_credit * w.value_amount)::numeric(18, 3) AS last_amount,
    w.last_non_direct_credit,
    (w.last_non_direct_credit * w.value_amount)::numeric(18, 3) AS last_non_direct_amount,
    w.linear_credit,
    a.linear_amount,
    w.time_decay_credit,
    a.time_decay_amount,
    w.u_shaped_credit,
    a.u_shaped_amount,
    w.w_shaped_credit,
    a.w_shaped_amount,
    w.shapley_credit,
    a.shapley_amount
FROM weighted AS w
LEFT JOIN amount AS a ON w.conversion_row = a.conversion_row AND w.place = a.place
UNION ALL
SELECT
    c.organization_id,
    c.lead_id,
    c.conversion_type,
    c.conversion_number,
    0 AS touch_number,
    NULL AS touch_id,
    NULL AS touched_at,
    'unattributed' AS channel,
    'unattributed' AS campaign_id,
    1.0 AS first_credit,
    c.value_amount AS first_amount,
    1.0 AS last_credit,
    c.value_amount AS last_amount,
    1.0 AS last_non_direct_credit,
    c.value_amount AS last_non_direct_amount,
    1.0 AS linear_credit,
    c.value_amount AS linear_amount,
    1.0 AS time_decay_credit,
    c.value_amount AS time_decay_amount,
    1.0 AS u_shaped_credit,
    c.value_amount AS u_shaped_amount,
    1.0 AS w_shaped_credit,
    c.value_amount AS w_shaped_amount,
    1.0 AS shapley_credit,
    c.value_amount AS shapley_amount
FROM numbered_conversion AS c
WHERE NOT EXISTS (SELECT 1 FROM per_conversion AS p WHERE p.conversion_row = c.conversion_row)
