"""Finds the names of parties again, where no candidate stood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.layers import text_of
from extract.annotate.names.candidate import PROPER_TAGS, Name
from extract.annotate.names.lexicon import Lexicon
from extract.annotate.names.mending import is_prefixed
from extract.annotate.names.party import Party

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST_NAME = 8


def find_again(doc: Doc, parties: list[Party], lexicon: Lexicon) -> None:
    """Find the names again where no candidate stood, or only one inside the name."""
    holder: dict[int, tuple[Party, Name]] = {}
    table: dict[str, Party] = {}
    firsts: dict[str, int] = {}
    """First token of a text -> the most characters that one which begins so has."""
    short: set[str] = set()

    def look_for(text: str, first: str, party: Party) -> None:
        forms = {text: first, text.upper(): first.upper()} if len(text) > 3 else {text: first}
        for form, begin in forms.items():
            table.setdefault(form, party)
            firsts[begin] = max(firsts.get(begin, 0), len(form))

    for party in parties:
        for name, text in zip(party.names, party.texts, strict=True):
            holder.update(dict.fromkeys(range(name.start, name.end), (party, name)))
            if name.end - name.start <= _LONGEST_NAME and (len(text) > 2 or text.isupper()):
                look_for(text, doc[name.start].text, party)
        longest = max(party.names, key=lambda name: name.end - name.start)
        if party.type == "person" and (start := _last_word(doc, longest)) > longest.start:
            surname = doc[start : longest.end].text
            if len(surname) > 2:
                look_for(surname, doc[start].text, party)
        elif (
            party.type == "organization"
            and not party.known
            and (form := _short_form(party, lexicon))
            and form not in table
        ):
            look_for(form, form, party)
            short.update((form, form.upper()))
    for start, end, party in _occurrences(doc, table, firsts):
        inside = {id(name): (other, name) for other, name in (holder[i] for i in range(start, end) if i in holder)}
        if any(name.end - name.start >= end - start or other is party for other, name in inside.values()):
            continue
        text = doc[start:end].text
        if not _stands_apart(doc, start, end) or (text in short and not _acts(doc, start)):
            continue
        for other, name in inside.values():
            at = other.names.index(name)
            del other.names[at], other.texts[at]
        party.names.append(Name(start, end))
        party.texts.append(text)
    parties[:] = [party for party in parties if party.names]


def _occurrences(doc: Doc, table: dict[str, Party], firsts: dict[str, int]) -> Iterator[tuple[int, int, Party]]:
    """Where the texts of the table stand, longest first at each place, none overlapping."""
    reaches = {doc.vocab.strings.add(first): reach for first, reach in firsts.items()}
    orths, text, after = doc.to_array("ORTH"), text_of(doc), 0
    for start in np.flatnonzero(np.isin(orths, np.array(list(reaches), dtype="uint64"))).tolist():
        if start < after:
            continue
        begin, found = doc[start].idx, None
        for end in range(start + 1, min(start + _LONGEST_NAME, len(doc)) + 1):
            last = doc[end - 1]
            stop = last.idx + len(last)
            if stop - begin > reaches[int(orths[start])]:
                break
            if party := table.get(text[begin:stop]):
                found, after = party, end
        if found:
            yield start, after, found


def _last_word(doc: Doc, name: Name) -> int:
    """The token with which the last word of a name begins; "Al-Amin" is one word of three tokens."""
    start = name.end - 1
    while start > name.start and not doc[start - 1].whitespace_:
        start -= 1
    return start


def _short_form(party: Party, lexicon: Lexicon) -> str | None:
    """What is left of a name without the words that many organizations bear: "Orbex" of "Orbex Ltd"."""
    words = party.texts[0].split()
    while len(words) > 1 and words[-1] in lexicon.organization_words:
        words.pop()
    generic = (
        len(words) == len(party.texts[0].split())
        or words[0].lower() in lexicon.title_words
        or words[0] in lexicon.known
    )
    return (
        words[0] if len(words) == 1 and not generic and len(words[0]) > 3 and words[0] not in lexicon.demonyms else None
    )


def _acts(doc: Doc, i: int) -> bool:
    """Whether the word is a proper noun with a verb or a possessive behind it."""
    return doc[i].tag_ == "NNP" and i + 1 < len(doc) and doc[i + 1].tag_ in ("VBD", "VBZ", "MD", "POS")


def _stands_apart(doc: Doc, start: int, end: int) -> bool:
    """Whether no further proper noun belongs to it, which would make another name of it."""
    if is_prefixed(doc, start):
        return False
    if all(token.is_upper for token in doc[start:end]) and end - start == 1 and len(doc[start]) > 3:
        return True
    if (
        end < len(doc)
        and doc[end].tag_ in PROPER_TAGS
        and doc[end].text[:1].isupper()
        and doc[end - 1].tag_ in PROPER_TAGS
        and not doc[end].is_upper
    ):
        return False
    return doc[start].tag_ not in ("VB", "VBP", "VBD", "MD", "IN", "DT", "PRP")
