"""What a run says on standard error while it goes on."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.batch import Done


class Progress:
    """Names failed articles on standard error and, on a terminal, counts there what is done."""

    def __init__(self) -> None:
        self._done = 0
        self._passed: Counter[str] = Counter()
        self._live = sys.stderr.isatty()

    def __call__(self, article: Done) -> None:
        """Count an article that is done."""
        self._done += 1
        if article.failed:
            self._clear()
            name = article.path or article.id
            for one in article.diagnostics:
                print(f"{name}: {one.code}: {one.message.removeprefix(f'{name}: ')}", file=sys.stderr)
        if self._live:
            print(f"\r{self._done} articles", end="", file=sys.stderr, flush=True)

    def pass_over(self, path: str) -> None:
        """Count a file of no known format, by its suffix."""
        self._passed[PurePosixPath(path).suffix.casefold() or "without a suffix"] += 1

    def close(self) -> None:
        """Leave the terminal's line, and say what was passed over."""
        if self._live and self._done:
            print(file=sys.stderr)
        if self._passed:
            kinds = ", ".join(f"{count} {kind}" for kind, count in self._passed.most_common(8))
            more = ", ..." if len(self._passed) > 8 else ""
            files = "1 file" if self._passed.total() == 1 else f"{self._passed.total()} files"
            print(f"passed over {files} of no known format: {kinds}{more}", file=sys.stderr)

    def _clear(self) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr)
