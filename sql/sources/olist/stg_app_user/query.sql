-- Sales development representatives find the seller, sales representatives close the deal. The
-- files know them by id only; someone who did both has both roles.
WITH
deal AS (
    SELECT
        sdr_id,
        sr_id
    FROM raw_closed_deals
),

part AS (
    SELECT
        sdr_id AS user_id,
        'sdr' AS role
    FROM deal
    WHERE sdr_id IS NOT NULL
    UNION
    SELECT
        sr_id AS user_id,
        'sr' AS role
    FROM deal
    WHERE sr_id IS NOT NULL
)

SELECT
    'olist' AS organization_id,
    user_id,
    user_id AS name,
    cast(NULL AS string) AS email,
    array_join(array_sort(collect_list(role)), ', ') AS role,
    TRUE AS is_active
FROM part
GROUP BY user_id
