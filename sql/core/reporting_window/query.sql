WITH
organization AS (
    SELECT
        organization_id,
        time_zone,
        to_date(from_utc_timestamp(:as_of, time_zone)) AS as_of_day
    FROM stg_organization
),

spanned AS (
    SELECT
        organization_id,
        time_zone,
        as_of_day,
        explode(array_distinct(:windows_days)) AS window_days
    FROM organization
),

-- The local days whose midnights bound the window; all history has no first day.
bounded AS (
    SELECT
        organization_id,
        window_days,
        time_zone,
        as_of_day,
        nullif(window_days, 0) AS length_days,
        date_sub(as_of_day, :horizon_days) AS comparable_day
    FROM spanned
),

-- A midnight that a change to summer time skips becomes the first instant of that day.
instants AS (
    SELECT
        organization_id,
        window_days,
        time_zone,
        as_of_day,
        to_utc_timestamp(date_sub(as_of_day, length_days), time_zone) AS start_at,
        to_utc_timestamp(as_of_day, time_zone) AS end_at,
        to_utc_timestamp(date_sub(as_of_day, 2 * length_days), time_zone) AS previous_start_at,
        to_utc_timestamp(date_sub(comparable_day, length_days), time_zone) AS comparable_start_at,
        to_utc_timestamp(comparable_day, time_zone) AS comparable_end_at,
        to_utc_timestamp(date_sub(comparable_day, 2 * length_days), time_zone)
            AS comparable_previous_start_at
    FROM bounded
)

SELECT
    organization_id,
    window_days,
    time_zone,
    coalesce(start_at, TIMESTAMP '1900-01-01T00:00:00Z') AS start_at,
    end_at,
    previous_start_at,
    as_of_day,
    coalesce(comparable_start_at, TIMESTAMP '1900-01-01T00:00:00Z') AS comparable_start_at,
    comparable_end_at,
    comparable_previous_start_at
FROM instants
