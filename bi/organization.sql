-- A schema that holds one organization's rows of the published tables, and a role that reads it and
-- nothing else. As an administrator of that database, for each organization, and again whenever
-- tables were added or columns changed:
--   psql --dbname analytics --variable organization=ID --variable role=ROLE --file bi/organization.sql
-- The schema is organization_ID. The role has to exist; whoever else read the schema is let in by
-- running it for them again. The schema analytics is only read.
BEGIN;

SELECT
    set_config('leadhouse.organization', :'organization', true) AS organization,
    set_config('leadhouse.role', :'role', true) AS role;

DO $$
DECLARE
    id CONSTANT text := current_setting('leadhouse.organization');
    reader CONSTANT text := current_setting('leadhouse.role');
    own CONSTANT text := 'organization_' || id;
    relation text;
    field text;
    meaning text;
BEGIN
    IF NOT EXISTS (SELECT FROM analytics.organization WHERE organization_id = id) THEN
        RAISE 'There is no organization %.', id;
    END IF;
    -- Postgres would cut the name, and two organizations could get one schema.
    IF octet_length(own) > 63 THEN
        RAISE 'The schema % has a name of more than 63 bytes.', own;
    END IF;
    IF EXISTS (
        SELECT FROM pg_roles
        WHERE pg_has_role(reader, oid, 'MEMBER') AND has_schema_privilege(oid, 'analytics', 'USAGE')
    ) THEN
        RAISE '% may enter the schema analytics, so it can see all organizations.', reader;
    END IF;

    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', own);
    FOR relation IN SELECT viewname FROM pg_views WHERE schemaname = own LOOP
        EXECUTE format('DROP VIEW %I.%I', own, relation);
    END LOOP;
    FOR relation IN
        SELECT table_name FROM analytics.publication
        INNER JOIN information_schema.columns USING (table_name)
        WHERE table_schema = 'analytics' AND column_name = 'organization_id'
    LOOP
        -- Without the barrier a function in a reader's query could see rows before they are filtered.
        EXECUTE format(
            'CREATE VIEW %I.%I WITH (security_barrier) AS'
            ' SELECT * FROM analytics.%I WHERE organization_id = %L',
            own, relation, relation, id
        );
        EXECUTE format(
            'COMMENT ON VIEW %I.%I IS %L',
            own, relation, obj_description(format('analytics.%I', relation)::regclass, 'pg_class')
        );
        FOR field, meaning IN
            SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
            WHERE attrelid = format('analytics.%I', relation)::regclass
                AND attnum > 0 AND NOT attisdropped
        LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', own, relation, field, meaning);
        END LOOP;
    END LOOP;

    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', own, reader);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', own, reader);
END
$$;

COMMIT;
