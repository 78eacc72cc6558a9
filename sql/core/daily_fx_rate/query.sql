WITH
stated AS (
    SELECT
        day,
        base,
        quote,
        rate,
        lead(day) OVER (PARTITION BY base, quote ORDER BY day) AS next_day
    FROM stg_fx_rate
)

SELECT
    explode(
        sequence(day, least(date_add(day, :fx_max_age_days), date_sub(next_day, 1)))
    ) AS day,
    base,
    quote,
    rate,
    day AS stated_on
FROM stated
