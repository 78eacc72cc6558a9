SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS purchase_id,
    cast(lead_id AS string) AS lead_id,
    cast(amount AS decimal(18, 3)) AS amount,
    upper(nullif(trim(currency), '')) AS currency,
    purchased_at
FROM raw_purchases
