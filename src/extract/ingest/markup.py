"""A piece of HTML -> plain paragraphs. For the bodies of feeds, agency items and mails, which are all text;
a whole page goes through `extract.ingest.formats.html`, which knows its menus from its story.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 head"
    " header hr html li main nav ol p pre section table td th title tr ul".split()
)
_NOT_SHOWN = frozenset("script style template noscript iframe object svg math select textarea title figcaption".split())
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"<(?:/?[a-zA-Z][\w:-]*[\s/>]|!--)")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._open: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_SHOWN:
            self._hidden.append(tag)
        elif tag in _BLOCKS:
            self.flush()
        elif tag == "br":
            self._open.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _NOT_SHOWN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._open.append(_BLANKS.sub(" ", data))

    def flush(self) -> None:
        lines = "".join(self._open).split("\n")
        text = "\n".join(line.strip() for line in lines).strip()
        if text:
            # An empty line that the author made of two breaks is a paragraph break.
            self.paragraphs.append(re.sub(r"\n{2,}", "\n\n", text))
        self._open = []


def is_markup(text: str) -> bool:
    """Whether there is a tag in it."""
    return _TAG.search(text) is not None


def paragraphs(markup: str) -> str:
    """The text of some HTML: one paragraph for each block, a line break for each `<br>`, captions left out."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    parser.flush()
    return "\n\n".join(parser.paragraphs)
