"""What press databases export: many articles in one document, as LexisNexis, Nexis Uni and Factiva lay it out.

Paragraphs go in, one draft an article comes out; how they got out of RTF, DOCX or text is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from extract.ingest.dates import to_day
from extract.ingest.source import Draft

_NEXIS_END = re.compile(r"End of Document$", re.IGNORECASE)
_LEXIS_START = re.compile(r"\d+ of \d+ DOCUMENTS?$")
_FACTIVA_END = re.compile(r"Document [A-Z][A-Z0-9]{3,}\d{8}[a-zA-Z0-9]{6,}$")
_CODED_START = re.compile(r"HD(?:[\s|]|$)")
_CODED_STORY = re.compile(r"(?:LP|TD)(?:[\s|]|$)")
_CODE = re.compile(
    r"(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|SE|CLM|VOL|ART)(?:[\s|]+(.*))?$"
)
_LABEL = re.compile(r"([A-Z][A-Za-z]+(?:[ -][A-Za-z]+)?):\s*(.*)$")
_HEAD = frozenset({"section", "length", "byline", "dateline", "highlight", "headline", "series", "url", "edition"})
_TAIL = frozenset({
    "graphic", "notes", "load-date", "language", "publication-type", "subject", "company", "ticker", "industry",
    "geographic", "person", "classification", "journal-code", "document-type", "organization", "city", "state",
    "country",
})  # fmt: skip
_COPYRIGHT = re.compile(r"copyright\b|\(c\) |©", re.IGNORECASE)
_WORDS = re.compile(r"[\d,.]+ words$", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?: ?[A-Z]{2,4})*$")
_BY = re.compile(r"by\s+", re.IGNORECASE)
_DATE_LENGTH = 60

_Chunk = list[str]
_Reader = tuple[Callable[[_Chunk], Iterator[_Chunk]], Callable[[_Chunk], Draft | None]]
"""What cuts the paragraphs into articles, and what reads one."""


def is_export(lines: Sequence[str]) -> bool:
    """Whether some paragraphs are such an export: they have its marks between articles."""
    return _reader(lines) is not None


def articles(lines: Sequence[str]) -> Iterator[Draft | None]:
    """The articles of an export, in their order; None for one whose text is not found.

    Args:
        lines: its paragraphs.
    """
    filled = [line.strip() for line in lines if line.strip()]
    reader = _reader(filled)
    if reader is not None:
        cut, read = reader
        yield from map(read, cut(filled))


def is_labelled(line: str) -> bool:
    """Whether a line is one of an export's own: a field with its label, or the number of an article."""
    return _label(line)[0] != "" or _LEXIS_START.match(line) is not None


def _reader(lines: Sequence[str]) -> _Reader | None:
    stripped = [line.strip() for line in lines]
    if any(map(_CODED_START.match, stripped)) and any(map(_CODED_STORY.match, stripped)):
        return _from_codes, _coded
    if any(map(_FACTIVA_END.match, stripped)):
        return _to_documents, _factiva
    if any(map(_NEXIS_END.match, stripped)):
        return _to_ends, _nexis
    if any(map(_LEXIS_START.match, stripped)):
        return _from_numbers, _nexis
    return None


def _ending(mark: re.Pattern[str], lines: _Chunk) -> Iterator[_Chunk]:
    chunk: _Chunk = []
    for line in lines:
        if mark.match(line):
            yield chunk
            chunk = []
        else:
            chunk.append(line)
    # Behind the last article stand search terms and disclaimers; only a dated text of some length is an article.
    if sum(map(len, chunk)) > 500 and any(_WORDS.match(line) or _label(line)[0] == "length" for line in chunk):
        yield chunk


def _to_documents(lines: _Chunk) -> Iterator[_Chunk]:
    return _ending(_FACTIVA_END, lines)


def _to_ends(lines: _Chunk) -> Iterator[_Chunk]:
    return _ending(_NEXIS_END, lines)


def _beginning(mark: re.Pattern[str], lines: _Chunk) -> Iterator[_Chunk]:
    chunk: _Chunk | None = None
    for line in lines:
        if mark.match(line):
            if chunk is not None:
                yield chunk
            chunk = []
        if chunk is not None:
            chunk.append(line)
    if chunk is not None:
        yield chunk


def _from_numbers(lines: _Chunk) -> Iterator[_Chunk]:
    return (chunk[1:] for chunk in _beginning(_LEXIS_START, lines))


def _from_codes(lines: _Chunk) -> Iterator[_Chunk]:
    return _beginning(_CODED_START, lines)


def _nexis(lines: _Chunk) -> Draft | None:
    """Title, publication, date, copyright; labelled fields; "Body"; the text; labelled fields again."""
    dated = next((at for at, line in enumerate(lines) if _day(line)), None)
    if dated is None:
        return None
    fields: dict[str, str] = {}
    begin, at = dated + 1, dated + 1
    while at < len(lines):
        name, value = _label(lines[at])
        if name == "body":
            begin = at + 1
            break
        if name in _HEAD:
            fields[name], begin = value, at + 1
        elif name in _TAIL or len(lines[at]) > 300 or (fields and at > begin + 2):
            break
        elif _COPYRIGHT.match(lines[at]):
            begin = at + 1
        at += 1
    end = next((place for place in range(begin, len(lines)) if _label(lines[place])[0] in _TAIL), len(lines))
    # Newer documents have title, publication, date; older ones publication, date, and the title behind the date.
    before = lines[:dated]
    title, publisher = fields.get("headline"), before[-1] if before else None
    if title is None and len(before) > 1:
        title = before[-2]
    elif title is None:
        between = [line for line in lines[dated + 1 : begin] if not _COPYRIGHT.match(line) and not _label(line)[0]]
        title = next((line for line in between if not _EDITION.search(line)), None)
    story = lines[begin:end]
    if not story:
        return None
    return Draft(
        text="\n\n".join(story),
        title=title,
        authors=(fields["byline"],) if fields.get("byline") else (),
        publisher=publisher,
        url=fields.get("url"),
        published=_day(lines[dated]),
        published_from="metadata",
        description=fields.get("highlight"),
    )


_EDITION = re.compile(r"\bEdition\b", re.IGNORECASE)


def _factiva(lines: _Chunk) -> Draft | None:
    """Section, headline, byline; number of words; date, time, source, code, language, copyright; the text."""
    counted = next((at for at, line in enumerate(lines) if _WORDS.match(line)), None)
    if counted is None:
        return None
    head, rest = lines[:counted], lines[counted + 1 :]
    byline = None
    if len(head) > 1 and (_BY.match(head[-1]) or _looks_like_names(head[-1])):
        byline = _BY.sub("", head.pop(), count=1)
    begin = next((at + 1 for at, line in enumerate(rest[:14]) if _COPYRIGHT.match(line)), None)
    dated = next((at for at, line in enumerate(rest[:4]) if _day(line)), None)
    if begin is None or dated is None or not rest[begin:]:
        return None
    source = next((line for line in rest[dated + 1 : begin] if not _CLOCK.match(line)), None)
    return Draft(
        text="\n\n".join(rest[begin:]),
        title=head[-1] if head else None,
        authors=(byline,) if byline else (),
        publisher=source,
        published=_day(rest[dated]),
        published_from="metadata",
    )


def _coded(lines: _Chunk) -> Draft | None:
    """Factiva's indexed form: two letters, then the field; lines without letters carry the field on."""
    fields: dict[str, list[str]] = {}
    name = None
    for line in lines:
        if match := _CODE.match(line):
            name = match[1]
            fields.setdefault(name, []).extend([match[2]] if match[2] else [])
        elif name is not None:
            fields[name].append(line.lstrip("| \t"))
    story = [part for code in ("LP", "TD") for part in fields.get(code, ())]
    if not story:
        return None
    one = {code: " ".join(parts) for code, parts in fields.items()}
    return Draft(
        text="\n\n".join(story),
        title=one.get("HD"),
        authors=(_BY.sub("", one["BY"], count=1),) if one.get("BY") else (),
        publisher=one.get("SN"),
        published=_day(one.get("PD", "")),
        published_from="metadata",
    )


def _label(line: str) -> tuple[str, str]:
    """The field that a line is labelled with, and its value."""
    plain = line.rstrip(":").casefold()
    if plain == "body" or plain in _TAIL:
        return plain, ""
    match = _LABEL.match(line)
    name = match[1].casefold().replace(" ", "-") if match else ""
    return (name, match[2].strip()) if match and name in _HEAD | _TAIL else ("", "")


def _day(line: str) -> str | None:
    return to_day(line) if len(line) <= _DATE_LENGTH and line[:1].isalnum() else None


def _looks_like_names(line: str) -> bool:
    words = line.replace(",", " ").replace(" and ", " ").split()
    return 2 <= len(words) <= 6 and all(word[:1].isupper() and word.isalpha() for word in words)
