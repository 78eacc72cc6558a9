WITH
days AS (
    SELECT
        organization_id,
        as_of_day
    FROM reporting_day
),

-- Not conversion itself: where a model's credits do not add up, that table stops and this one too.
conversions AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        trunc(converted_on, 'MONTH') AS month,
        source,
        is_refund,
        currency
    FROM attribution_conversion
),

credits AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        channel,
        campaign_id,
        first_credit,
        first_amount,
        last_credit,
        last_amount,
        last_non_direct_credit,
        last_non_direct_amount,
        linear_credit,
        linear_amount,
        time_decay_credit,
        time_decay_amount,
        u_shaped_credit,
        u_shaped_amount,
        w_shaped_credit,
        w_shaped_amount,
        shapley_credit,
        shapley_amount
    FROM touch_credit
),

-- Summed with the models side by side, and only then one row per model: an eighth of the rows.
cells AS (
    SELECT
        conversions.organization_id,
        conversions.conversion_type,
        conversions.month,
        credits.channel,
        credits.campaign_id,
        conversions.source,
        conversions.currency,
        sum(if(conversions.is_refund, 0BD, credits.first_credit)) AS first_credit,
        sum(credits.first_amount) AS first_amount,
        sum(if(conversions.is_refund, 0BD, credits.last_credit)) AS last_credit,
        sum(credits.last_amount) AS last_amount,
        sum(if(conversions.is_refund, 0BD, credits.last_non_direct_credit))
            AS last_non_direct_credit,
        sum(credits.last_non_direct_amount) AS last_non_direct_amount,
        sum(if(conversions.is_refund, 0BD, credits.linear_credit)) AS linear_credit,
        sum(credits.linear_amount) AS linear_amount,
        sum(if(conversions.is_refund, 0BD, credits.time_decay_credit)) AS time_decay_credit,
        sum(credits.time_decay_amount) AS time_decay_amount,
        sum(if(conversions.is_refund, 0BD, credits.u_shaped_credit)) AS u_shaped_credit,
        sum(credits.u_shaped_amount) AS u_shaped_amount,
        sum(if(conversions.is_refund, 0BD, credits.w_shaped_credit)) AS w_shaped_credit,
        sum(credits.w_shaped_amount) AS w_shaped_amount,
        sum(if(conversions.is_refund, 0BD, credits.shapley_credit)) AS shapley_credit,
        sum(credits.shapley_amount) AS shapley_amount
    FROM credits
    INNER JOIN conversions
        ON
            credits.organization_id = conversions.organization_id
            AND credits.lead_id = conversions.lead_id
            AND credits.conversion_type = conversions.conversion_type
            AND credits.conversion_number = conversions.conversion_number
    GROUP BY
        conversions.organization_id,
        conversions.conversion_type,
        conversions.month,
        credits.channel,
        credits.campaign_id,
        conversions.source,
        conversions.currency
),

models AS (
    SELECT
        organization_id,
        conversion_type,
        month,
        channel,
        campaign_id,
        source,
        currency,
        stack(
            8,
            'first', first_credit, first_amount,
            'last', last_credit, last_amount,
            'last_non_direct', last_non_direct_credit, last_non_direct_amount,
            'linear', linear_credit, linear_amount,
            'time_decay', time_decay_credit, time_decay_amount,
            'u_shaped', u_shaped_credit, u_shaped_amount,
            'w_shaped', w_shaped_credit, w_shaped_amount,
            'shapley', shapley_credit, shapley_amount
        ) AS (model, conversions, revenue)
    FROM cells
),

ranked AS (
    SELECT
        *,
        sum(conversions) OVER (
            PARTITION BY organization_id, conversion_type, model, month
        ) AS month_conversions,
        sum(revenue) OVER (
            PARTITION BY organization_id, conversion_type, model, month
        ) AS month_revenue,
        row_number() OVER (
            PARTITION BY organization_id, conversion_type, model, month
            ORDER BY
                revenue DESC NULLS LAST,
                conversions DESC,
                channel ASC,
                campaign_id ASC,
                source ASC
        ) AS revenue_rank
    FROM models
)

SELECT
    ranked.organization_id,
    ranked.conversion_type,
    ranked.model,
    ranked.month,
    ranked.channel,
    ranked.campaign_id,
    ranked.source,
    ranked.conversions,
    ranked.month_conversions,
    cast(ranked.conversions / nullif(ranked.month_conversions, 0) AS decimal(13, 12))
        AS share_of_conversions,
    ranked.revenue,
    ranked.month_revenue,
    cast(ranked.revenue / nullif(ranked.month_revenue, 0) AS decimal(28, 10)) AS share_of_revenue,
    ranked.revenue_rank,
    ranked.currency,
    add_months(ranked.month, 1) <= days.as_of_day AS is_complete
FROM ranked
INNER JOIN days ON ranked.organization_id = days.organization_id
