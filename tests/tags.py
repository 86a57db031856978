"""The elements of a piece of HTML."""

from __future__ import annotations

from html.parser import HTMLParser

ALONE = ("meta", "input", "link", "br")


class Tags(HTMLParser):
    """Parses HTML and asserts that it is well nested and that no attribute runs or styles anything.

    Attributes:
        open: elements that were not closed.
        seen: the names of all elements.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
