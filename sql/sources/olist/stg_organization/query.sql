SELECT
    'olist' AS organization_id,
    'Olist' AS name,
    'America/Sao_Paulo' AS time_zone,
    'BRL' AS currency
