"""Reading the published tables as one role or another."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest


@pytest.fixture(scope="module")
def login(published: Any) -> Iterator[Callable[[str], psycopg.Connection]]:
    """Connects to the published tables as a role; every statement is a transaction."""
    at = published.settings["publish"]
    with ExitStack() as connections:

        def connect(role: str) -> psycopg.Connection:
            return connections.enter_context(
                psycopg.connect(
                    host=at["host"],
                    port=at["port"],
                    dbname=at["database"],
                    user=role,
                    autocommit=True,
                )
            )

        yield connect
