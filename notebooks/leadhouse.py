"""The warehouse from Python: published tables from Postgres, Delta tables through Spark.

    import leadhouse

    warehouse = leadhouse.open("my.yml")
    warehouse.published("funnel_stage", organization_id="1", window_days=90)   # pandas
    warehouse.delta("stage_visit").where("organization_id = '1'")              # Spark

A warehouse shows one run for as long as it is open: the run whose tables were published when it
was opened. Nothing is ever written.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas
import psycopg
import yaml
from psycopg import sql
from psycopg.types.numeric import FloatLoader
from pyspark.sql import DataFrame, SparkSession

HOUSE = Path(__file__).resolve().parent.parent
LAYERS = ("core", "marts")
DATE, TIMESTAMP = 1082, 1184  # Postgres' type ids


class LeadhouseError(Exception):
    """What went wrong and what to do about it."""


def open(config: str | os.PathLike | None = None) -> Warehouse:
    """The warehouse of a leadhouse.yml.

    Without one it is the file that LEADHOUSE_CONFIG names, relative to the folder of the launcher,
    and without that the launcher's own.
    """
    return Warehouse(Path(config or HOUSE / os.environ.get("LEADHOUSE_CONFIG", "leadhouse.yml")))


class Warehouse:
    """One run of a warehouse, to read.

    Attributes:
        publication: Delta version of every published table, by name.
        as_of: The instant that the run looks from; it knows nothing later.
    """

    def __init__(self, config: Path):
        self.config = config.resolve()
        try:
            self._settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise LeadhouseError(f"There is no {self.config}. Name a leadhouse.yml.") from None
        if "publish" not in self._settings:
            raise LeadhouseError(f"{self.config} has no section `publish`, so nothing to read.")
        self._schema = self._settings["publish"].get("schema", "analytics")
        shown = self.query(self._sql("SELECT * FROM {}", "publication"))
        if shown.empty:
            raise LeadhouseError(f"Nothing is published yet. Run: leadhouse run --config {config}")
        self.publication: dict[str, int] = dict(
            zip(shown["table_name"], shown["delta_version"], strict=True)
        )
        self.as_of: pandas.Timestamp = shown["as_of"].max()

    def __repr__(self) -> str:
        return (
            f"Warehouse({self.config}, as of {self.as_of:%Y-%m-%d %H:%M} UTC,"
            f" {len(self.publication)} published tables)"
        )

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends Spark, if it was used."""
        if "spark" in self.__dict__:
            self.spark.stop()
            del self.spark

    def published(self, table: str, **equals: object) -> pandas.DataFrame:
        """Rows of a published table, those with the given values.

        Decimals become floats: for plots, and not for bookkeeping.

        Raises:
            LeadhouseError: there is no such table, or it was published again since the opening.
        """
        if table not in self.publication:
            raise _unknown("published table", table, self.publication)
        version = self._sql("SELECT delta_version FROM {} WHERE table_name = %s", "publication")
        rows = self._sql("SELECT * FROM {}", table)
        if equals:
            rows += sql.SQL(" WHERE ") + sql.SQL(" AND ").join(
                sql.SQL("{} = %s").format(sql.Identifier(column)) for column in equals
            )
        with self._connect() as connection:
            found = connection.execute(version, [table]).fetchone()
            if found is None or found[0] != self.publication[table]:
                raise LeadhouseError(
                    f"{table} was published again since this warehouse was opened. Open it again"
                    " to read one run from all tables."
                )
            return _frame(connection.execute(rows, list(equals.values())))

    def query(self, statement: str | sql.Composable, *values: object) -> pandas.DataFrame:
        """Rows of any SELECT on the database of the published tables; %s stands for a value."""
        with self._connect() as connection:
            return _frame(connection.execute(statement, values or None))

    def tables(self) -> pandas.DataFrame:
        """One row per published table: how many rows it has, and what one of them is."""
        return self.query(
            self._sql(
                """
                SELECT table_name, published_rows AS rows, obj_description(
                    to_regclass(format('%%I.%%I', %s::text, table_name))) AS description
                FROM {} ORDER BY table_name
                """,
                "publication",
            ),
            self._schema,
        ).set_index("table_name")

    def delta(self, table: str) -> DataFrame:
        """A table of core or marts as this run left it.

        Raises:
            LeadhouseError: the run built no such table.
        """
        if table not in self.versions:
            raise _unknown("table of this run", table, self.versions)
        folder = next(
            folder
            for folder in (self.folder / layer / table for layer in LAYERS)
            if folder.is_dir()
        )
        return (
            self.spark.read.format("delta")
            .option("versionAsOf", self.versions[table])
            .load(str(folder))
        )

    def quarantine(self) -> DataFrame:
        """Rows that no table holds, with their reasons, as the last run left them."""
        return self.spark.read.format("delta").load(str(self.folder / "ops" / "quarantine"))

    @property
    def folder(self) -> Path:
        """Where the Delta tables lie."""
        return self.config.parent / self._settings.get("warehouse", "warehouse")

    @cached_property
    def versions(self) -> dict[str, int]:
        """Delta version of every table that the published run built, by name."""
        built = (
            self.spark.read.format("delta")
            .load(str(self.folder / "ops" / "model_run"))
            .where("status = 'DONE'")
            .collect()
        )
        found = last_versions(built, self.publication)
        if not found:
            raise LeadhouseError(
                f"No run in {self.folder} built the tables that are published. Does {self.config}"
                " name the folder that they come from?"
            )
        return {
            table: version
            for table, version in found.items()
            if any((self.folder / layer / table).is_dir() for layer in LAYERS)
        }

    @cached_property
    def spark(self) -> SparkSession:
        """A Spark of the version and with the Delta that the warehouse is written with."""
        settings = self._settings.get("spark", {})
        compiled = settings.get("evaluation", "COMPILED") == "COMPILED"
        session = (
            SparkSession.builder.appName("leadhouse-notebook")
            .master(settings.get("master", "local[*]"))
            .config("spark.driver.extraClassPath", _delta_jars())
            .config("spark.driver.host", "localhost")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            )
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", settings.get("shuffle_partitions", 2))
            .config("spark.sql.codegen.wholeStage", compiled)
            .config("spark.databricks.delta.snapshotPartitions", 2)
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        return session

    def _sql(self, text: str, table: str) -> sql.Composed:
        return sql.SQL(text).format(sql.Identifier(self._schema, table))

    def _connect(self) -> psycopg.Connection:
        """One read-only transaction, which sees one publication and holds no lock after its end."""
        publish = self._settings["publish"]
        try:
            connection = psycopg.connect(
                host=publish["host"],
                port=publish.get("port", 5432),
                dbname=publish["database"],
                user=publish["user"],
                password=_password(publish),
                application_name="leadhouse notebook",
            )
        except psycopg.OperationalError as e:
            raise LeadhouseError(f"Cannot read the published tables: {e}") from None
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.adapters.register_loader("numeric", FloatLoader)
        return connection


def versions_by_run(built: Iterable[Any]) -> dict[str, dict[str, int]]:
    """Version of every table that a run built, by run, in the order of the runs' last records.

    Args:
        built: Records with run_id, table_name, version and finished_at. A run that was made in
            parts has some of several instants, and several of a table whose part was repeated;
            the last one counts.
    """
    runs: dict[str, dict[str, int]] = {}
    for record in sorted(built, key=lambda record: record.finished_at):
        # Taken out first, so that runs stand in the order of their last records.
        tables = runs.pop(record.run_id, {})
        tables[record.table_name] = record.version
        runs[record.run_id] = tables
    return runs


def last_versions(built: Iterable[Any], publication: dict[str, int]) -> dict[str, int]:
    """Version of every table of the run that built most of a publication, and last among equals.

    Later runs of some tables count too, as far as what they built is what is published.

    Args:
        built: Records as `versions_by_run` takes them.
        publication: Version of every published table.

    Returns:
        Versions by name; none when no run built what is published.
    """
    runs = list(versions_by_run(built).values())

    def shown(tables: dict[str, int]) -> int:
        return sum(publication.get(table) == version for table, version in tables.items())

    most = max(range(len(runs)), key=lambda i: (shown(runs[i]), i), default=None)
    if most is None or not shown(runs[most]):
        return {}
    versions = dict(runs[most])
    for later in runs[most + 1 :]:
        if shown(later) and shown(later) == len(later.keys() & publication.keys()):
            versions |= later
    return versions


def _password(section: dict) -> str | None:
    """From the environment or a file, as the warehouse itself reads it."""
    if "password_env" in section:
        if section["password_env"] not in os.environ:
            raise LeadhouseError(
                f"publish.password_env: the environment has no {section['password_env']}."
                " Export it, or name another."
            )
        return os.environ[section["password_env"]]
    if "password_file" in section:
        try:
            return Path(section["password_file"]).read_text(encoding="utf-8").strip()
        except OSError as e:
            raise LeadhouseError(
                f"publish.password_file: cannot read {section['password_file']} ({e.strerror})."
            ) from None
    return None


def _frame(cursor: psycopg.Cursor) -> pandas.DataFrame:
    frame = pandas.DataFrame(cursor.fetchall(), columns=[c.name for c in cursor.description])
    for column in cursor.description:
        if column.type_code in (DATE, TIMESTAMP):
            frame[column.name] = pandas.to_datetime(
                frame[column.name], utc=column.type_code == TIMESTAMP
            )
    return frame


def _delta_jars() -> str:
    """Delta for Spark, from the libraries that the warehouse was built with."""
    listed = HOUSE / "jobs" / "target" / "classpath"
    if not listed.exists():
        raise LeadhouseError(f"{listed} is missing: build once with {HOUSE / 'leadhouse'} --help")
    libraries = listed.read_text(encoding="utf-8").strip().split(os.pathsep)
    return os.pathsep.join(
        library
        for library in libraries
        if Path(library).name.startswith(("delta-", "unitycatalog-"))
    )


def _unknown(what: str, name: str, known: dict) -> LeadhouseError:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(sorted(known))}."
    return LeadhouseError(f"There is no {what} {name}. {hint}")
