SELECT
    day,
    upper(trim(base)) AS base,
    upper(trim(quote)) AS quote,
    rate
FROM raw_fx_rates
