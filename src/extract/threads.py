"""Threads of the numeric libraries: articles are what is done side by side, in processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread() -> None:
    """Let numeric libraries that are loaded from now on compute in one thread, unless the environment says otherwise.

    The matrices of an article are small: more threads gain no time, but spin while they wait for work, on the
    processors that the other worker processes need. For processes that are the project's own.
    """
    for variable in _VARIABLES:
        os.environ.setdefault(variable, "1")


@contextmanager
def children_in_one_thread() -> Iterator[None]:
    """The same for processes that are started meanwhile, also where they import such a library first thing."""
    unset = [variable for variable in _VARIABLES if variable not in os.environ]
    one_thread()
    try:
        yield
    finally:
        for variable in unset:
            os.environ.pop(variable, None)
