SELECT
    cast(organization_id AS string) AS organization_id,
    channel,
    valid_from,
    cast(cost_per_send AS decimal(18, 6)) AS cost_per_send,
    upper(nullif(trim(currency), '')) AS currency
FROM raw_channel_costs
