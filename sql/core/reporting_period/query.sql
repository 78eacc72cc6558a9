WITH
windows AS (
    SELECT
        organization_id,
        window_days,
        previous_start_at,
        start_at,
        end_at,
        as_of_day
    FROM reporting_window
)

SELECT
    organization_id,
    window_days,
    'current' AS period,
    start_at AS from_at,
    end_at AS until_at,
    CASE WHEN window_days = 0 THEN DATE '1900-01-01' ELSE date_sub(as_of_day, window_days) END
        AS from_day,
    as_of_day AS until_day
FROM windows
UNION ALL
SELECT
    organization_id,
    window_days,
    'previous' AS period,
    previous_start_at AS from_at,
    start_at AS until_at,
    date_sub(as_of_day, 2 * window_days) AS from_day,
    date_sub(as_of_day, window_days) AS until_day
FROM windows
WHERE previous_start_at IS NOT NULL
