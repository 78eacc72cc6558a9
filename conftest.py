"""What the Python tests share: a CRM to try things on, and one whole run of the warehouse on it.

A whole run costs minutes, so there is one, by Airflow, and everything that needs published or
Delta tables reads what it left.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

ROOT = Path(__file__).parent
SERVING = "The database is up"

# Airflow reads its configuration when it is first imported.
AIRFLOW_HOME = tempfile.TemporaryDirectory(prefix="leadhouse-airflow-")
os.environ |= {
    "AIRFLOW_HOME": AIRFLOW_HOME.name,
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "airflow-dags"),
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    # Short-lived JVMs: the second compiler would cost more than it saves.
    "LEADHOUSE_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
}


@dataclass(frozen=True)
class Sandbox:
    """A served CRM and the warehouse beside it, nothing built yet.

    folder holds ``leadhouse.yml``, ``truth.json`` and, after a run, the Delta tables in
    ``warehouse``; settings is the parsed ``leadhouse.yml``. Its users need no password.
    """

    folder: Path
    settings: dict[str, Any]

    @property
    def config(self) -> Path:
        return self.folder / "leadhouse.yml"

    @property
    def warehouse(self) -> Path:
        return self.folder / self.settings["warehouse"]

    @property
    def host(self) -> str:
        return self.settings["publish"]["host"]

    @property
    def port(self) -> int:
        return self.settings["publish"]["port"]

    @property
    def database(self) -> str:
        """The database of the published tables."""
        return self.settings["publish"]["database"]

    @property
    def user(self) -> str:
        return self.settings["publish"]["user"]

    def connect(self, section: str = "publish") -> psycopg.Connection[Any]:
        """Connect to the published tables, or to the CRM as section ``source``."""
        at = self.settings[section]
        return psycopg.connect(
            host=at["host"], port=at["port"], dbname=at["database"], user=at["user"]
        )


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The databases of ``leadhouse sandbox``, up for the whole session."""
    folder = tmp_path_factory.mktemp("sandbox")
    history = ["--leads", "150", "--months", "12", "--seed", "7", "--engagements-per-lead", "8"]
    command = [ROOT / "leadhouse", "sandbox", "--folder", folder, "--until-input-ends", *history]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if not any(SERVING in line for line in process.stdout):
            pytest.fail(f"leadhouse sandbox ended with {process.wait()}", pytrace=False)
        yield Sandbox(folder, yaml.safe_load((folder / "leadhouse.yml").read_text()))
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's own tables, in a file of the temporary AIRFLOW_HOME."""
    from airflow.utils.db import initdb

    initdb()


@pytest.fixture(scope="session")
def dag_run(sandbox: Sandbox, airflow_database: None) -> Any:
    """The DAG run that Airflow made of the whole DAG on the sandbox."""
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADHOUSE_CONFIG", str(sandbox.config))
        bag = DagBag(dag_folder=ROOT / "airflow-dags")
        return bag.dags["leadhouse"].test()


@pytest.fixture(scope="session")
def published(sandbox: Sandbox, dag_run: Any) -> Sandbox:
    """The sandbox after a whole run: its Delta tables are built and its marts are published."""
    assert dag_run.state == "success"
    return sandbox
