#!/usr/bin/env bash
# Runs before Airflow's services: its tables, and the one login from .env.
set -euo pipefail

airflow db migrate
umask 077
python -c 'import json, os; print(json.dumps({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"]}))' \
  > "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
