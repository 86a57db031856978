"""Work for a bare pool, and what a text can tell its worker to do."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

from extract.pool import Loss


def obey(text: str) -> None:
    if once := re.search(r"kill once (\S+)", text):
        try:
            os.close(os.open(once[1], os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
    if once or "kill worker" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "take memory" in text:
        held = bytearray(os.urandom(1024) * 300_000)
        time.sleep(3600)
        del held
    if "sleep long" in text:
        time.sleep(3600)


@dataclass(frozen=True)
class Words:
    """Work for a bare pool: words in upper case; it does what they say first."""

    def __call__(self, items: Sequence[str], /) -> list[str]:
        for item in items:
            obey(item)
            if item == "raise":
                raise ValueError("a word said so")
        return [item.upper() for item in items]

    def lost(self, item: str, loss: Loss, /) -> str:
        return f"{item}: {loss.code}"


def dying_words() -> Words:
    os._exit(9)
