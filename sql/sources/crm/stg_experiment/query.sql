SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS experiment_id,
    cast(campaign_id AS string) AS campaign_id,
    name,
    hypothesis,
    lower(nullif(trim(test_type), '')) AS experiment_type,
    start_date AS starts_on,
    end_date AS ends_on,
    variants,
    metrics,
    planned_sample_size,
    minimum_effect,
    confidence_level,
    lower(nullif(trim(status), '')) AS status
FROM raw_ab_tests
