from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.config import Settings
from extract.errors import ArticleError
from extract.ingest import Failure, Item, Parsed, discover, parse

Read = Callable[..., list[Parsed | Failure]]


@pytest.fixture
def read() -> Read:
    """Everything in some inputs, parsed: articles and what could not be read, in order."""

    def read(*inputs: str | Path, settings: Settings | None = None) -> list[Parsed | Failure]:
        settings = settings or Settings()
        found: list[Parsed | Failure] = []
        for one in discover(inputs, settings):
            try:
                found.append(parse(one, settings) if isinstance(one, Item) else one)
            except ArticleError as error:
                assert isinstance(one, Item)
                found.append(Failure.because(one.where, error.code, str(error).removeprefix(f"{one.where}: ")))
        return found

    return read
