#!/usr/bin/env bash
# Runs once, when Postgres starts with an empty volume: a database and a role for each purpose.
set -euo pipefail

psql --variable ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  --variable crm_owner="$CRM_OWNER_PASSWORD" \
  --variable reader="$LEADHOUSE_SOURCE_PASSWORD" \
  --variable writer="$LEADHOUSE_PUBLISH_PASSWORD" \
  --variable bi="$BI_READER_PASSWORD" \
  --variable airflow="$AIRFLOW_DATABASE_PASSWORD" \
  --variable metabase="$METABASE_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE crm_owner LOGIN PASSWORD :'crm_owner';
CREATE ROLE leadhouse_reader LOGIN PASSWORD :'reader';
CREATE ROLE leadhouse_writer LOGIN PASSWORD :'writer';
CREATE ROLE bi_reader LOGIN PASSWORD :'bi';
CREATE ROLE airflow LOGIN PASSWORD :'airflow';
CREATE ROLE metabase LOGIN PASSWORD :'metabase';

CREATE DATABASE crm OWNER crm_owner;
CREATE DATABASE analytics OWNER leadhouse_writer;
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE metabase OWNER metabase;

\connect crm
ALTER SCHEMA public OWNER TO crm_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE crm_owner GRANT SELECT ON TABLES TO leadhouse_reader;
SQL
