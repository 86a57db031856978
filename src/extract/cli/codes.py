"""Exit codes, and the one line that says why there is one."""

from __future__ import annotations

import sys

DONE, FAILED, USAGE, REGRESSION, INTERRUPTED = 0, 1, 2, 3, 130


def complain(message: object, code: int) -> int:
    """Say on standard error what is wrong; gives the code back."""
    print(f"incident-extract: {message}", file=sys.stderr)
    return code
