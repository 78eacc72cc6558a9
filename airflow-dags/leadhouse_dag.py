"""One run of the warehouse as a DAG: ingest, then each subject, then publish.

The tasks, their order, their commands and what may be tried again are read from manifest.json,
which ``leadhouse manifest`` writes; nothing of the warehouse is repeated here. Where things are
comes from the environment of Airflow:

LEADHOUSE_HOME
    The folder with the launcher. Default: the folder above this one.
LEADHOUSE_CONFIG
    The leadhouse.yml to use. Default: the one in LEADHOUSE_HOME.
LEADHOUSE_SCHEDULE
    Cron expression in UTC; empty for a DAG that only runs when triggered. Default: 0 5 * * *.
LEADHOUSE_RETRIES, LEADHOUSE_RETRY_SECONDS
    How often, and after how long, a failure that may heal is tried again. Default: 3, 300.

Passwords are read by the command itself, from where leadhouse.yml says; no task sees them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException

HOME = Path(os.environ.get("LEADHOUSE_HOME", Path(__file__).resolve().parent.parent))
MANIFEST = json.loads((Path(__file__).parent / "manifest.json").read_text(encoding="utf-8"))


def run_name(dag_run_id: str) -> str:
    """The warehouse's name of a DAG run: a letter, then letters, digits, '.', '_', '-', to 200.

    An id that is none already is made readable as one, and ends with a part of its hash, so that
    two ids never share a name.
    """
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,199}", dag_run_id):
        return dag_run_id
    readable = re.sub(r"[^A-Za-z0-9._-]", "-", dag_run_id)[:180]
    prefix = "" if re.match(r"[A-Za-z]", readable) else "run-"
    return f"{prefix}{readable}-{hashlib.sha256(dag_run_id.encode()).hexdigest()[:8]}"


def require_success(exit_code: int, retried: list[int]) -> None:
    """Raise unless the command succeeded.

    A failure that may heal is worth Airflow's retries: an exit code that the manifest names, or
    a command that was killed (a negative code here, 128 and more through a shell). Any other
    would fail again in the same way, so it fails at once.
    """
    if exit_code == 0:
        return
    if exit_code in retried or exit_code < 0 or exit_code > 128:
        raise AirflowException(f"leadhouse ended with {exit_code}, which may heal")
    raise AirflowFailException(
        f"leadhouse ended with {exit_code}; docs/operate.md says what to do, the log above why"
    )


class LeadhouseCommand(BaseOperator):
    """Runs one command of the warehouse for the run that the DAG run stands for."""

    def __init__(self, *, arguments: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.arguments = arguments
        self._process: subprocess.Popen[str] | None = None

    def execute(self, context: Any) -> None:
        run = run_name(context["run_id"])
        config = os.environ.get("LEADHOUSE_CONFIG", str(HOME / "leadhouse.yml"))
        command = [str(HOME / "leadhouse"), *(part.format(run=run) for part in self.arguments)]
        # A session of its own, so that on_kill reaches whatever the launcher has started.
        with subprocess.Popen(
            [*command, "--config", config],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as self._process:
            assert self._process.stdout is not None
            try:
                for line in self._process.stdout:
                    self.log.info("%s", line.rstrip())
            except BaseException:
                self.on_kill()
                raise
        require_success(self._process.returncode, MANIFEST["retried_exit_codes"])

    def on_kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)


with DAG(
    dag_id="leadhouse",
    description="Ingests the CRM, builds every subject and publishes.",
    doc_md=__doc__,
    schedule=os.environ.get("LEADHOUSE_SCHEDULE", "0 5 * * *") or None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    # A run tells what the CRM says now; a run for a day that was missed would say the same.
    catchup=False,
    # Commands of one warehouse take turns; a second one would end with 6 and be tried again.
    max_active_runs=1,
    max_active_tasks=1,
    default_args={
        "retries": int(os.environ.get("LEADHOUSE_RETRIES", "3")),
        "retry_delay": timedelta(seconds=int(os.environ.get("LEADHOUSE_RETRY_SECONDS", "300"))),
    },
) as dag:
    ingest = LeadhouseCommand(task_id="ingest", arguments=MANIFEST["ingest"])
    publish = LeadhouseCommand(
        task_id="publish",
        arguments=MANIFEST["publish"],
        trigger_rule="all_done_min_one_success",
    )
    subjects: dict[str, LeadhouseCommand] = {}
    for subject in MANIFEST["subjects"]:
        # A table that failed stops what reads it and nothing else, as in a whole run: the next
        # subject knows which tables to leave out. Without an ingest there is no success above
        # any subject, and none is tried.
        build = LeadhouseCommand(
            task_id=f"build_{subject['name']}",
            arguments=subject["command"],
            trigger_rule="all_done_min_one_success",
        )
        ingest >> build >> publish
        for name in subject["reads"]:
            subjects[name] >> build
        subjects[subject["name"]] = build
