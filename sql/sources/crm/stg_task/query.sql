SELECT
    cast(organization_id AS string) AS organization_id,
    cast(id AS string) AS task_id,
    cast(lead_id AS string) AS lead_id,
    cast(assigned_to AS string) AS assignee_id,
    cast(created_by AS string) AS author_id,
    lower(nullif(trim(task_type), '')) AS task_type,
    lower(nullif(trim(priority), '')) AS priority,
    lower(nullif(trim(status), '')) AS status,
    due_date AS due_on,
    completed_at,
    created_at
FROM raw_tasks
