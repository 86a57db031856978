"""The passage of a text around an offset, for people who read a finding beside its source."""

from __future__ import annotations

__all__ = ["sentence_at"]

_ENDS = (". ", "\n", "? ", "! ", ".” ", '." ')


def sentence_at(text: str, offset: int, *, reach: int = 160) -> str:
    """The sentence around an offset, cut to a readable length.

    Args:
        text: the article's text.
        offset: of a character of the sentence, in code points.
        reach: how many characters before and after the offset are kept at most.
    """
    left = max((found + len(mark) for mark in _ENDS if (found := text.rfind(mark, 0, offset)) >= 0), default=0)
    right = min(
        (found + len(mark) for mark in _ENDS if (found := text.find(mark, offset)) >= 0),
        default=len(text),
    )
    return text[max(left, offset - reach) : min(right, offset + reach)].strip()
