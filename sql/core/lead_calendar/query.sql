WITH
leads AS (
    SELECT
        organization_id,
        lead_id,
        created_on
    FROM lead
),

active_days AS (
    SELECT
        organization_id,
        lead_id,
        array_sort(
            collect_list(
                struct(day, inbound_count, replied_count, behavioral_points, purchase_count)
            )
        ) AS days
    FROM lead_day
    WHERE inbound_count > 0 OR replied_count > 0 OR purchase_count > 0
    GROUP BY organization_id, lead_id
)

SELECT
    leads.organization_id,
    leads.lead_id,
    leads.created_on,
    coalesce(active_days.days, array()) AS days
FROM leads
LEFT JOIN active_days
    ON
        leads.organization_id = active_days.organization_id
        AND leads.lead_id = active_days.lead_id
