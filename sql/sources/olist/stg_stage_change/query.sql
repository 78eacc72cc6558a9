-- A closed deal is the one move that the files know: from lead to won. won_date carries no zone and
-- is read as Sao Paulo time. A deal dated before the first contact is passed on as it is: core
-- counts it at first contact and flags it as backdated.
SELECT
    'olist' AS organization_id,
    mql_id AS change_id,
    mql_id AS lead_id,
    'lead' AS from_stage_id,
    'won' AS to_stage_id,
    to_utc_timestamp(cast(won_date AS timestamp), 'America/Sao_Paulo') AS changed_at,
    sr_id AS user_id,
    cast(NULL AS string) AS reason
FROM raw_closed_deals
