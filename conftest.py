"""What the Python tests share: a CRM to try things on, and one whole run of the warehouse on it.

A whole run costs minutes, so there is one, by Airflow, and everything that needs published or
Delta tables reads what it left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import yaml

ROOT = Path(__file__).parent
SERVING = "The database is up"
SANDBOX_START_SECONDS = 900  # with a build of the launcher
SANDBOX_END_SECONDS = 60
DAG_RUN_SECONDS = 3600

# Airflow reads its configuration when it is first imported. What the shell says of another Airflow
# or another warehouse is not for the tests, but for the JVM's options: they are about the machine.
AIRFLOW_HOME = tempfile.TemporaryDirectory(prefix="leadhouse-airflow-")
JAVA_OPTIONS = os.environ.get("LEADHOUSE_JAVA_OPTS", "")
for name in [name for name in os.environ if name.startswith(("AIRFLOW_", "LEADHOUSE_"))]:
    del os.environ[name]
os.environ |= {
    "AIRFLOW_HOME": AIRFLOW_HOME.name,
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{AIRFLOW_HOME.name}/airflow.db",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "airflow-dags"),
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    # Short-lived JVMs: the second compiler would cost more than it saves.
    "LEADHOUSE_JAVA_OPTS": f"{JAVA_OPTIONS} -XX:TieredStopAtLevel=1",
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
    errors = tmp_path_factory.mktemp("sandbox-log") / "stderr"
    with (
        errors.open("w") as stderr,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        limit = threading.Timer(SANDBOX_START_SECONDS, process.terminate)
        limit.daemon = True
        limit.start()
        serving = any(SERVING in line for line in process.stdout)
        limit.cancel()
        if not serving:
            code = exit_code(process, SANDBOX_END_SECONDS)
            pytest.fail(
                f"leadhouse sandbox ended with {code}:\n{errors.read_text()}", pytrace=False
            )
        yield Sandbox(folder, yaml.safe_load((folder / "leadhouse.yml").read_text()))
        process.stdin.close()
        assert exit_code(process, SANDBOX_END_SECONDS) == 0, errors.read_text()


def exit_code(process: subprocess.Popen[str], seconds: float) -> int:
    """The exit code of a process that is about to end; one that does not is killed."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@contextmanager
def signals_end_what_was_started() -> Iterator[None]:
    """SIGINT and SIGTERM end this process and all that it has started.

    Airflow runs the tasks of a test in this process. It takes SIGTERM for itself, and after either
    signal it would go on with the next task.
    """
    set_handler = signal.signal

    def end(number: int, frame: Any) -> None:
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.terminate()
        set_handler(number, signal.SIG_DFL)
        signal.raise_signal(number)

    before = {number: set_handler(number, end) for number in (signal.SIGINT, signal.SIGTERM)}

    def set_other(number: int, handler: Any) -> Any:
        return end if number in before else set_handler(number, handler)

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(signal, "signal", set_other)
            yield
    finally:
        for number, handler in before.items():
            set_handler(number, handler)


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's own tables, in a file of the temporary AIRFLOW_HOME."""
    from airflow.utils.db import initdb

    initdb()


@pytest.fixture(scope="session")
def dag_run(sandbox: Sandbox, airflow_database: None) -> Any:
    """The DAG run that Airflow made of the whole DAG on the sandbox."""
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch, signals_end_what_was_started():
        patch.setenv("LEADHOUSE_CONFIG", str(sandbox.config))
        patch.setenv("LEADHOUSE_RETRIES", "0")
        bag = DagBag(dag_folder=ROOT / "airflow-dags")
        limit = threading.Timer(DAG_RUN_SECONDS, os.kill, [os.getpid(), signal.SIGTERM])
        limit.daemon = True
        limit.start()
        try:
            return bag.dags["leadhouse"].test()
        finally:
            limit.cancel()


@pytest.fixture(scope="session")
def published(sandbox: Sandbox, dag_run: Any) -> Sandbox:
    """The sandbox after a whole run: its Delta tables are built and its marts are published."""
    assert dag_run.state == "success"
    return sandbox
