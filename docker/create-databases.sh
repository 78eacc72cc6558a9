#!/usr/bin/env bash
# Runs once, when Postgres starts with an empty volume: a database and a role for each purpose.
set -euo pipefail

# psql reads the passwords from the environment: arguments of a process can be read by others.
psql --variable ON_ERROR_STOP=1 --username "$POSTGRES_USER" <<'SQL'
\getenv crm_owner CRM_OWNER_PASSWORD
\getenv reader LEADHOUSE_SOURCE_PASSWORD
\getenv writer LEADHOUSE_PUBLISH_PASSWORD
\getenv bi BI_READER_PASSWORD
\getenv airflow AIRFLOW_DATABASE_PASSWORD
\getenv metabase METABASE_DATABASE_PASSWORD

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
