SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS campaign_id,
    name,
    lower(nullif(trim(channel), '')) AS channel,
    start_date AS starts_on,
    end_date AS ends_on,
    cast(budget AS decimal(18, 3)) AS budget,
    upper(nullif(trim(currency), '')) AS currency,
    status
FROM raw_campaigns
