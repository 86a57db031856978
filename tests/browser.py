"""Finding and starting a browser for the tests of the page; without one they are skipped and say why."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one that INCIDENT_EXTRACT_CHROMIUM names, else the first of `NAMES` on the path."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (group test)")
    path = os.environ.get("INCIDENT_EXTRACT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on the path (Debian: apt-get install chromium); or set INCIDENT_EXTRACT_CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
