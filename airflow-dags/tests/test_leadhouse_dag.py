"""The DAG is what the manifest says, retries what may heal, and runs to the end."""

from __future__ import annotations

import json
import re
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import AirflowException, AirflowFailException

DAGS = Path(__file__).parent.parent
MANIFEST = json.loads((DAGS / "manifest.json").read_text())
SUBJECTS = {subject["name"]: subject for subject in MANIFEST["subjects"]}
RUN = "manual__2026-03-01T05:00:00+00:00"
TASKS = ["ingest", *(f"build_{name}" for name in SUBJECTS), "publish"]


@pytest.fixture(scope="module")
def bag(airflow_database: None) -> DagBag:
    return DagBag(dag_folder=DAGS)


@pytest.fixture
def dag(bag: DagBag) -> Any:
    return bag.dags["leadhouse"]


@pytest.fixture
def dag_file(dag: Any) -> Any:
    """The module that Airflow loaded the DAG from."""
    return sys.modules[type(dag.get_task("ingest")).__module__]


def test_the_folder_loads_without_an_import_error_and_holds_one_dag(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert list(bag.dags) == ["leadhouse"]


def test_the_tasks_are_the_commands_of_the_manifest(dag: Any) -> None:
    assert {task.task_id: task.arguments for task in dag.tasks} == {
        "ingest": MANIFEST["ingest"],
        "publish": MANIFEST["publish"],
    } | {f"build_{name}": subject["command"] for name, subject in SUBJECTS.items()}


def test_a_subject_waits_for_the_ingest_and_for_what_it_reads(dag: Any) -> None:
    for name, subject in SUBJECTS.items():
        assert dag.get_task(f"build_{name}").upstream_task_ids == {"ingest"} | {
            f"build_{read}" for read in subject["reads"]
        }
    assert dag.get_task("publish").upstream_task_ids == {f"build_{name}" for name in SUBJECTS}
    assert dag.get_task("ingest").upstream_task_ids == set()


def test_one_command_runs_at_a_time_and_missed_days_are_not_made_up(dag: Any) -> None:
    assert (dag.max_active_runs, dag.max_active_tasks, dag.catchup) == (1, 1, False)


def test_a_failed_subject_stops_no_other_task_and_a_failed_ingest_stops_all(dag: Any) -> None:
    assert {task.task_id: task.trigger_rule.value for task in dag.tasks} == {
        "ingest": "all_success",
        "publish": "all_done_min_one_success",
    } | {f"build_{name}": "all_done_min_one_success" for name in SUBJECTS}


def test_every_task_is_tried_again_later(dag: Any) -> None:
    for task in dag.tasks:
        assert (task.retries, task.retry_delay) == (3, timedelta(minutes=5))


@pytest.mark.parametrize("exit_code", [3, 6, 130, 137, 143])
def test_an_exit_code_that_may_heal_is_retried(
    dag: Any, dag_file: Any, launcher: Any, exit_code: int
) -> None:
    launcher(f"exit {exit_code}")
    with pytest.raises(AirflowException) as failure:
        run(dag, "ingest")
    assert not isinstance(failure.value, AirflowFailException)


def test_a_command_that_was_killed_is_retried(dag: Any, launcher: Any) -> None:
    launcher("kill -KILL $$")
    with pytest.raises(AirflowException) as failure:
        run(dag, "ingest")
    assert not isinstance(failure.value, AirflowFailException)


@pytest.mark.parametrize("exit_code", [1, 2, 4, 5, 70])
def test_an_exit_code_that_stays_fails_at_once(dag: Any, launcher: Any, exit_code: int) -> None:
    launcher(f"exit {exit_code}")
    with pytest.raises(AirflowFailException, match=f"ended with {exit_code}"):
        run(dag, "ingest")


def test_the_command_gets_the_run_and_the_configuration(
    dag: Any, dag_file: Any, launcher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADHOUSE_CONFIG", "/etc/my warehouse.yml")
    launcher(f'printf "%s\\n" "$@" > {tmp_path}/arguments')
    run(dag, "build_core")
    assert (tmp_path / "arguments").read_text().splitlines() == [
        "build",
        "--select",
        "core",
        "--run",
        dag_file.run_name(RUN),
        "--config",
        "/etc/my warehouse.yml",
    ]


@pytest.mark.parametrize("id", ["manual", "a.b_c-1", "a" * 200])
def test_an_id_that_fits_is_the_name_of_the_run(dag_file: Any, id: str) -> None:
    assert dag_file.run_name(id) == id


@pytest.mark.parametrize("id", [RUN, "1", "-x", "", "_", "ä", "a" * 201, "a\n", ":" * 300])
def test_another_id_gets_a_name_that_fits(dag_file: Any, id: str) -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,199}", dag_file.run_name(id))
    assert re.fullmatch(r".*-[0-9a-f]{8}", dag_file.run_name(id))


def test_different_ids_have_different_names(dag_file: Any) -> None:
    ids = [RUN, RUN.replace(":", "-"), RUN.replace("+", "-"), "a" * 200, "a" * 201, "a" * 202]
    ids += ["1", "run-1", "-1", ":1"]
    assert len({dag_file.run_name(id) for id in ids}) == len(ids)


def test_a_task_that_is_interrupted_takes_its_command_along(
    dag: Any, launcher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher("echo started; sleep 60")
    task = dag.get_task("ingest")
    log = mock.Mock(info=mock.Mock(side_effect=KeyboardInterrupt))
    monkeypatch.setattr(type(task), "log", log)
    with pytest.raises(KeyboardInterrupt):
        run(dag, "ingest")
    assert task._process.wait(timeout=30) == -signal.SIGTERM


def test_a_killed_task_takes_its_command_along(dag: Any, launcher: Any, tmp_path: Path) -> None:
    launcher(f"touch {tmp_path}/started; sleep 60")
    task = dag.get_task("ingest")

    def kill() -> None:
        limit = time.monotonic() + 30
        while not (tmp_path / "started").exists() and time.monotonic() < limit:
            time.sleep(0.02)
        task.on_kill()

    killer = threading.Thread(target=kill)
    killer.start()
    begun = time.monotonic()
    with pytest.raises(AirflowException, match="may heal"):
        run(dag, "ingest")
    killer.join()
    assert time.monotonic() - begun < 30


def test_a_failed_subject_leaves_the_others_to_be_built_and_published(
    dag: Any, launcher: Any
) -> None:
    launcher('case "$*" in *"--select funnel"* | publish*) exit 4 ;; esac')
    finished = dag.test()
    assert states(finished) == dict.fromkeys(TASKS, "success") | {
        "build_funnel": "failed",
        "publish": "failed",
    }
    assert finished.state == "failed"


def test_without_an_ingest_nothing_is_tried(dag: Any, launcher: Any) -> None:
    launcher("exit 5")
    finished = dag.test()
    assert states(finished) == dict.fromkeys(TASKS, "upstream_failed") | {"ingest": "failed"}
    assert finished.state == "failed"


def test_a_whole_run_ends_with_published_tables(published: Any, dag_run: Any) -> None:
    assert states(dag_run) == dict.fromkeys(TASKS, "success")
    with published.connect() as connection:
        tables = connection.execute("SELECT count(*) FROM analytics.publication").fetchone()
        funnel = connection.execute("SELECT max(reached) FROM analytics.funnel_stage").fetchone()
    with published.connect("source") as crm:
        leads = crm.execute("SELECT count(*) FROM leads").fetchone()
    assert tables[0] > len(SUBJECTS)
    assert 0 < funnel[0] <= leads[0]


def states(dag_run: Any) -> dict[str, str]:
    return {task.task_id: str(task.state) for task in dag_run.get_task_instances()}


def run(dag: Any, task: str) -> None:
    dag.get_task(task).execute({"run_id": RUN})


@pytest.fixture
def launcher(dag_file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a shell script in the place of the launcher."""

    def put(script: str) -> None:
        file = tmp_path / "leadhouse"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        monkeypatch.setattr(dag_file, "HOME", tmp_path)
        monkeypatch.setenv("LEADHOUSE_HOME", str(tmp_path))

    return put
