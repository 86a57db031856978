"""The page: one HTML file that needs no network, with everything in it.

Articles are rendered here, compressed in groups and unpacked by the page when they are opened, so that the file of an
archive stays small and paints before it is read to its end. The page's security policy allows the script
and the styles written here, by their hashes, and nothing else: whatever an article holds, it stays text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from extract.cases import Case
from extract.records import Extraction
from extract.view.index import Index
from extract.view.markup import data, template
from extract.view.reading import reading

__all__ = ["write_page"]

GROUP = 16
"""Articles that are compressed together: they share words, and one of them is unpacked in a few milliseconds."""

STYLES = ("record.css", "page.css")
SCRIPTS = ("data", "filters", "list", "reading", "cases", "charts", "app")
_LEVEL = 6
_MARK = b"<!--groups-->"


def write_page(records: Iterable[Extraction], stream: BinaryIO, *, name: str, cases: Iterable[Case] = ()) -> int:
    """Write the page that shows the records.

    Equal records give equal bytes with the same version of zlib.

    Args:
        records: in the order that the lists are to have; read once, and not kept.
        stream: takes the page, UTF-8.
        name: what the records are called in the page's title.
        cases: made of the same records; read behind them.

    Returns:
        The number of articles.

    Raises:
        RecordError: a case has an article that is not among the records.
    """
    index = Index()
    with tempfile.TemporaryFile() as groups:
        for number, group in enumerate(_groups(records, index)):
            groups.write(b'<script type="text/plain" id="g%d">%s</script>\n' % (number, _packed(group)))
        for case in cases:
            index.add_case(case)
        content = index.content()
        head, tail = _frame(name, content)
        stream.write(head)
        groups.seek(0)
        while piece := groups.read(1 << 20):
            stream.write(piece)
        stream.write(tail)
    return len(content["articles"])


def _groups(records: Iterable[Extraction], index: Index) -> Iterator[list[list[str]]]:
    parts: Any = template("record.html").module
    group: list[list[str]] = []
    for record in records:
        shown = reading(record)
        index.add(record, shown)
        group.append([str(parts.text(shown)), str(parts.panels(shown, True))])
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _packed(value: Any) -> bytes:
    """JSON, compressed, in Base64: no character in it means anything to HTML."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.b64encode(zlib.compress(plain, _LEVEL))


def _frame(name: str, content: dict[str, Any]) -> tuple[bytes, bytes]:
    """What stands before and behind the groups of articles."""
    style = "".join(map(data, STYLES))
    script = f'"use strict";\n(() => {{\n{"".join(data(f"js/{part}.js") for part in SCRIPTS)}\nstart();\n}})();\n'
    page = template("page.html").render(
        name=name,
        style=style,
        script=script,
        policy=(
            f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
            "img-src data: blob:; base-uri 'none'; form-action 'none'"
        ),
        index=_packed(content).decode("ascii"),
        group=GROUP,
        count=len(content["articles"]),
    )
    head, _, tail = page.encode("utf-8").partition(_MARK)
    return head, tail


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
