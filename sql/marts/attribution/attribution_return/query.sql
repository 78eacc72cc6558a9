WITH
days AS (
    SELECT
        organization_id,
        as_of_day
    FROM reporting_day
),

settings AS (
    SELECT
        organization_id,
        currency,
        CASE revenue_source WHEN 'purchases' THEN 'purchase' ELSE 'customer' END AS revenue_type
    FROM organization
),

credits AS (
    SELECT
        organization_id,
        conversion_type,
        model,
        month,
        channel,
        campaign_id,
        conversions,
        revenue
    FROM attribution_summary
),

spending AS (
    SELECT
        spend.organization_id,
        trunc(spend.spent_on, 'MONTH') AS month,
        spend.channel,
        spend.campaign_id,
        sum(spend.amount) AS cost
    FROM spend
    INNER JOIN days
        ON
            spend.organization_id = days.organization_id
            AND spend.spent_on < days.as_of_day
    GROUP BY
        spend.organization_id,
        trunc(spend.spent_on, 'MONTH'),
        spend.channel,
        spend.campaign_id
),

-- Spend is not shared between types and models: it stands beside each of them whole.
types AS (
    SELECT
        organization_id,
        explode(
            array_distinct(
                array('lead_created', 'qualified', 'opportunity', 'customer', revenue_type)
            )
        ) AS conversion_type
    FROM settings
),

grid AS (
    SELECT
        organization_id,
        conversion_type,
        explode(
            array(
                'first',
                'last',
                'last_non_direct',
                'linear',
                'time_decay',
                'u_shaped',
                'w_shaped',
                'shapley'
            )
        ) AS model
    FROM types
),

parts AS (
    SELECT
        organization_id,
        conversion_type,
        model,
        month,
        channel,
        campaign_id,
        conversions,
        revenue,
        FALSE AS is_spend,
        NULL AS cost
    FROM credits
    UNION ALL
    SELECT
        grid.organization_id,
        grid.conversion_type,
        grid.model,
        spending.month,
        spending.channel,
        spending.campaign_id,
        0 AS conversions,
        NULL AS revenue,
        TRUE AS is_spend,
        spending.cost
    FROM spending
    INNER JOIN grid ON spending.organization_id = grid.organization_id
),

cells AS (
    SELECT
        organization_id,
        conversion_type,
        model,
        month,
        channel,
        campaign_id,
        sum(conversions) AS conversions,
        sum(revenue) AS revenue,
        count_if(is_spend) AS spend_rows,
        sum(cost) AS cost
    FROM parts
    GROUP BY
        organization_id,
        conversion_type,
        model,
        month,
        channel,
        campaign_id
),

-- Nothing spent is a cost of 0; spent without a rate is not known, nor what no touch would cost.
valued AS (
    SELECT
        cells.organization_id,
        cells.conversion_type,
        cells.model,
        cells.month,
        cells.channel,
        cells.campaign_id,
        cells.conversions,
        CASE
            WHEN cells.conversion_type = settings.revenue_type THEN coalesce(cells.revenue, 0)
        END AS revenue,
        CASE
            WHEN cells.channel = 'unattributed' THEN NULL
            WHEN cells.spend_rows = 0 THEN 0
            ELSE cells.cost
        END AS cost,
        settings.currency,
        add_months(cells.month, 1) <= days.as_of_day AS is_complete
    FROM cells
    INNER JOIN settings ON cells.organization_id = settings.organization_id
    INNER JOIN days ON cells.organization_id = days.organization_id
)

SELECT
    organization_id,
    conversion_type,
    model,
    month,
    channel,
    campaign_id,
    conversions,
    revenue,
    cost,
    cast(revenue / nullif(cost, 0) AS decimal(28, 6)) AS return_on_spend,
    cast(cost / nullif(conversions, 0) AS decimal(28, 6)) AS cost_per_conversion,
    currency,
    is_complete
FROM valued
