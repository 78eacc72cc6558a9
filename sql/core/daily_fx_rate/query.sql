WITH
stated AS (
    SELECT
        day AS stated_on,
        base,
        quote,
        rate,
        lead(day) OVER (PARTITION BY base, quote ORDER BY day) AS next_stated_on
    FROM stg_fx_rate
)

SELECT
    explode(
        sequence(
            stated_on,
            least(date_add(stated_on, :fx_max_age_days), date_sub(next_stated_on, 1))
        )
    ) AS day,
    base,
    quote,
    rate,
    stated_on
FROM stated
