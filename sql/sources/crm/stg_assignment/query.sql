-- An assignment belongs to the organization of its lead.
WITH
assignment AS (
    SELECT
        id,
        lead_id,
        previous_assigned_to,
        new_assigned_to,
        assigned_by,
        strategy,
        rule_id,
        created_at
    FROM raw_lead_assignment_history
),

source_lead AS (
    SELECT
        id,
        organization_id
    FROM raw_leads
)

SELECT
    cast(source_lead.organization_id AS string) AS organization_id,
    cast(assignment.id AS string) AS assignment_id,
    cast(assignment.lead_id AS string) AS lead_id,
    cast(assignment.previous_assigned_to AS string) AS from_owner_id,
    cast(assignment.new_assigned_to AS string) AS to_owner_id,
    cast(assignment.assigned_by AS string) AS assigned_by,
    lower(nullif(trim(assignment.strategy), '')) AS strategy,
    cast(assignment.rule_id AS string) AS rule_id,
    assignment.created_at AS assigned_at
FROM assignment
LEFT JOIN source_lead ON assignment.lead_id = source_lead.id
