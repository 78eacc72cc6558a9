"""Modules beside the notebook, under names of their own: other folders have a leadhouse.py too."""

import importlib.util
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def quick_java():
    """A JVM that sees a few hundred rows gains nothing from its optimizing compiler."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


def load(name: str):
    spec = importlib.util.spec_from_file_location(f"notebooks_{name}", NOTEBOOKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def leadhouse():
    return load("leadhouse")


@pytest.fixture(scope="session")
def render():
    return load("render")
