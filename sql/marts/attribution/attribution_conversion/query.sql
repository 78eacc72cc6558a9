WITH
ends AS (
    SELECT
        organization_id,
        end_at
    FROM reporting_day
),

leads AS (
    SELECT
        organization_id,
        lead_id,
        source
    FROM lead
),

conversions AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        converted_at,
        converted_on,
        is_refund,
        value_amount,
        currency
    FROM conversion
),

credits AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        touch_number,
        touch_id,
        touched_at,
        channel,
        campaign_id,
        is_truncated,
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

weighed AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        touch_number,
        touch_id,
        channel,
        campaign_id,
        first_credit,
        last_credit,
        CASE :primary_touch_model
            WHEN 'first' THEN first_credit
            WHEN 'last' THEN last_credit
            WHEN 'last_non_direct' THEN last_non_direct_credit
            WHEN 'linear' THEN linear_credit
            WHEN 'time_decay' THEN time_decay_credit
            WHEN 'u_shaped' THEN u_shaped_credit
            WHEN 'w_shaped' THEN w_shaped_credit
            WHEN 'shapley' THEN shapley_credit
        END AS weight
    FROM credits
),

placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY organization_id, lead_id, conversion_type, conversion_number
            ORDER BY weight DESC, touch_number ASC
        ) AS place
    FROM weighed
),

-- The touches that have a name here: first and last take everything under their models. Apart from
-- the sums, so that only these few columns are sorted. Each CASE picks one touch for max().
named AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        max(CASE WHEN first_credit = 1 THEN touch_id END) AS first_touch_id,
        max(CASE WHEN first_credit = 1 THEN channel END) AS first_channel,
        max(CASE WHEN first_credit = 1 THEN campaign_id END) AS first_campaign_id,
        max(CASE WHEN last_credit = 1 THEN touch_id END) AS last_touch_id,
        max(CASE WHEN last_credit = 1 THEN channel END) AS last_channel,
        max(CASE WHEN last_credit = 1 THEN campaign_id END) AS last_campaign_id,
        max(CASE WHEN place = 1 AND weight IS NOT NULL THEN touch_id END) AS primary_touch_id,
        max(CASE WHEN place = 1 THEN channel END) AS primary_channel,
        max(CASE WHEN place = 1 THEN campaign_id END) AS primary_campaign_id,
        max(CASE WHEN place = 2 THEN touch_id END) AS secondary_touch_id,
        max(CASE WHEN place = 2 THEN channel END) AS secondary_channel,
        max(CASE WHEN place = 2 THEN campaign_id END) AS secondary_campaign_id
    FROM placed
    WHERE place <= 2 OR first_credit = 1 OR last_credit = 1
    GROUP BY
        organization_id,
        lead_id,
        conversion_type,
        conversion_number
),

journeys AS (
    SELECT
        organization_id,
        lead_id,
        conversion_type,
        conversion_number,
        count(touch_id) AS touches,
        count(DISTINCT CASE WHEN touch_id IS NOT NULL THEN channel END) AS channels,
        max(is_truncated) AS is_truncated,
        min(touched_at) AS first_touched_at,
        max(touched_at) AS last_touched_at,
        sum(first_credit) AS first_credit,
        sum(first_amount) AS first_amount,
        sum(last_credit) AS last_credit,
        sum(last_amount) AS last_amount,
        sum(last_non_direct_credit) AS last_non_direct_credit,
        sum(last_non_direct_amount) AS last_non_direct_amount,
        sum(linear_credit) AS linear_credit,
        sum(linear_amount) AS linear_amount,
        sum(time_decay_credit) AS time_decay_credit,
        sum(time_decay_amount) AS time_decay_amount,
        sum(u_shaped_credit) AS u_shaped_credit,
        sum(u_shaped_amount) AS u_shaped_amount,
        sum(w_shaped_credit) AS w_shaped_credit,
        sum(w_shaped_amount) AS w_shaped_amount,
        sum(shapley_credit) AS shapley_credit,
        sum(shapley_amount) AS shapley_amount
    FROM credits
    GROUP BY
        organization_id,
        lead_id,
        conversion_type,
        conversion_number
),

-- From every conversion, so that one whose credits are lost is seen as well as one that is off.
attributed AS (
    SELECT
        conversions.*,
        leads.source,
        journeys.* EXCEPT (organization_id, lead_id, conversion_type, conversion_number),
        named.* EXCEPT (organization_id, lead_id, conversion_type, conversion_number)
    FROM conversions
    INNER JOIN ends
        ON
            conversions.organization_id = ends.organization_id
            AND conversions.converted_at < ends.end_at
    INNER JOIN leads
        ON
            conversions.organization_id = leads.organization_id
            AND conversions.lead_id = leads.lead_id
    LEFT JOIN journeys
        ON
            conversions.organization_id = journeys.organization_id
            AND conversions.lead_id = journeys.lead_id
            AND conversions.conversion_type = journeys.conversion_type
            AND conversions.conversion_number = journeys.conversion_number
    LEFT JOIN named
        ON
            conversions.organization_id = named.organization_id
            AND conversions.lead_id = named.lead_id
            AND conversions.conversion_type = named.conversion_type
            AND conversions.conversion_number = named.conversion_number
)

SELECT
    organization_id,
    lead_id,
    conversion_type,
    conversion_number,
    converted_at,
    converted_on,
    source,
    is_refund,
    value_amount,
    currency,
    coalesce(touches, 0) AS touches,
    coalesce(channels, 0) AS channels,
    first_touch_id,
    first_channel,
    first_campaign_id,
    last_touch_id,
    last_channel,
    last_campaign_id,
    primary_touch_id,
    primary_channel,
    primary_campaign_id,
    secondary_touch_id,
    secondary_channel,
    secondary_campaign_id,
    (unix_micros(converted_at) - unix_micros(first_touched_at)) / 86400000000 AS duration_days,
    (unix_micros(last_touched_at) - unix_micros(first_touched_at))
    / (nullif(touches - 1, 0) * 86400000000) AS mean_gap_days,
    coalesce(is_truncated, FALSE) AS is_truncated,
    concat_ws(
        ', ',
        CASE
            WHEN NOT (first_credit <=> 1 AND first_amount <=> value_amount) THEN 'first'
        END,
        CASE
            WHEN NOT (last_credit <=> 1 AND last_amount <=> value_amount) THEN 'last'
        END,
        CASE
            WHEN NOT (last_non_direct_credit <=> 1 AND last_non_direct_amount <=> value_amount)
                THEN 'last_non_direct'
        END,
        CASE
            WHEN NOT (linear_credit <=> 1 AND linear_amount <=> value_amount) THEN 'linear'
        END,
        CASE
            WHEN NOT (time_decay_credit <=> 1 AND time_decay_amount <=> value_amount)
                THEN 'time_decay'
        END,
        CASE
            WHEN NOT (u_shaped_credit <=> 1 AND u_shaped_amount <=> value_amount) THEN 'u_shaped'
        END,
        CASE
            WHEN NOT (w_shaped_credit <=> 1 AND w_shaped_amount <=> value_amount) THEN 'w_shaped'
        END,
        CASE
            WHEN NOT (shapley_credit <=> 1 AND shapley_amount <=> value_amount) THEN 'shapley'
        END
    ) AS unbalanced_models
FROM attributed
