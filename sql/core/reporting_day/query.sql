SELECT DISTINCT
    organization_id,
    time_zone,
    as_of_day,
    end_at
FROM reporting_window
