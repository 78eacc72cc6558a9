WITH
living AS (
    SELECT
        organization_id,
        created_on
    FROM lead
),

today AS (
    SELECT
        organization_id,
        as_of_day
    FROM reporting_day
),

holiday AS (
    SELECT
        organization_id,
        day
    FROM stg_holiday
),

-- Nothing that a lead does lies before its creation.
spanned AS (
    SELECT
        today.organization_id,
        today.as_of_day,
        min(living.created_on) AS first_day
    FROM today
    INNER JOIN living
        ON
            today.organization_id = living.organization_id
            AND today.as_of_day > living.created_on
    GROUP BY today.organization_id, today.as_of_day
),

calendar AS (
    SELECT
        organization_id,
        explode(sequence(first_day, as_of_day)) AS day
    FROM spanned
),

weekly AS (
    SELECT
        organization_id,
        day,
        array_contains(:work_days, weekday(day) + 1) AS is_work_day,
        cast(:work_starts_at_hour * 3600 AS int) AS work_starts_second,
        cast((:work_ends_at_hour - :work_starts_at_hour) * 3600 AS int) AS work_seconds
    FROM calendar
),

judged AS (
    SELECT
        weekly.organization_id,
        weekly.day,
        weekly.is_work_day AND holiday.day IS NULL AS is_business_day,
        weekly.work_starts_second,
        weekly.work_seconds
    FROM weekly
    LEFT JOIN holiday
        ON
            weekly.organization_id = holiday.organization_id
            AND weekly.day = holiday.day
),

timed AS (
    SELECT
        organization_id,
        day,
        is_business_day,
        work_starts_second,
        CASE WHEN is_business_day THEN work_seconds ELSE 0 END AS business_seconds
    FROM judged
)

SELECT
    organization_id,
    day,
    is_business_day,
    work_starts_second,
    business_seconds,
    sum(business_seconds) OVER (PARTITION BY organization_id ORDER BY day)
    - business_seconds AS business_seconds_before
FROM timed
