"""What a candidate's own words say of its type."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from extract.annotate.names.candidate import PROPER_TAGS, Name

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.annotate.names.lexicon import Lexicon


class Inside:
    """Reads the names of one document.

    Args:
        doc: tagged.
        lexicon: the word lists.
        demonyms: token -> country code.

    """

    def __init__(self, doc: Doc, lexicon: Lexicon, demonyms: dict[int, str]) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.demonyms = demonyms

    def __call__(self, name: Name) -> None:
        """Add the votes of a name's own words, and the country of a demonym in or before it."""
        doc, lexicon = self.doc, self.lexicon
        first, last, size = doc[name.start], doc[name.end - 1], name.end - name.start
        if name.known:
            return
        if last.text in lexicon.legal_forms and size > 1:
            name.vote("organization", 5.0)
        elif (
            1 < size < 4
            and not doc[name.start + 1].is_lower
            and last.lower_ in lexicon.after
            and lexicon.after[last.lower_] != "product"
        ):
            name.vote(lexicon.after[last.lower_], 4.0)
        elif size > 1 and (first.text in lexicon.event_first or last.text in lexicon.event_last):
            name.vote("event", 2.0)
        elif size > 1 and last.text in lexicon.work_last:
            name.vote("work", 2.5)
        elif size > 1 and self._of_technology(name):
            name.vote("product", 2.5)
        elif size > 1 and any(token.text in lexicon.vehicle_first for token in doc[name.start : name.start + 2]):
            name.vote("product", 2.0)
        elif size > 1 and last.text in lexicon.mastheads and doc[name.start : name.end - 1].text in lexicon.cities:
            name.vote("organization", 5.5)
        elif size > 1 and last.text in lexicon.building_last:
            name.vote("organization", 1.0)
            name.vote("place", 1.0)
        elif size > 1 and (last.text in lexicon.organization_words or self._head_of(name) or self._is_firm(name)):
            name.vote("organization", 2.5)
        elif size > 1 and (last.text in lexicon.place_last or first.text in lexicon.place_first):
            name.vote("place", 2.0)
        elif 2 <= size <= 4 and first.text in lexicon.given_names and doc[name.start : name.end].text.istitle():
            name.vote("person", 1.5)
            name.gender = name.gender or lexicon.given_names[first.text]
        if size > 1 and last.tag_ == "NNPS" and "person" in name.votes and first.text not in lexicon.given_names:
            name.vote("organization", 1.2)
        if size == 1:
            self._listed(name, first.text)
        if name.start in self.demonyms and size > 1:
            name.country = self.demonyms[name.start]
        elif name.start - 1 in self.demonyms and first.tag_ in PROPER_TAGS:
            name.country = self.demonyms[name.start - 1]

    def _listed(self, name: Name, text: str) -> None:
        """A name of one word that is a city's, a state's, or a given name where the recogniser saw a place."""
        if text in self.lexicon.cities:
            name.vote("place", 2.0 if text in self.lexicon.states else 1.0)
        elif text in self.lexicon.given_names and "place" in name.votes:
            name.vote("person", 1.2)

    def _of_technology(self, name: Name) -> bool:
        """Whether it begins with a product's name, or a maker's: "Windows Server 2031", "Adobe Flash Players"."""
        size = name.end - name.start
        known = next(
            (
                k
                for i in range(size - 1, 0, -1)
                if (k := self.lexicon.known.get(self.doc[name.start : name.start + i].text))
            ),
            None,
        )
        if known is None or self.doc[name.end - 1].text in self.lexicon.organization_words:
            return False
        made = (known.row or "").startswith("vendors:") and "organization" not in name.votes
        return known.type == "product" or made

    def _is_firm(self, name: Name) -> bool:
        """Whether it is named like a firm: "Patriot Coal", "Bailey & Glasser"; not "Bill & Melinda"."""
        words, given = self.doc[name.start : name.end], self.lexicon.given_names
        if any(word.text == "&" for word in words[1:-1]):
            return not (words[0].text in given and words[-1].text in given)
        return words[-1].text in self.lexicon.trade_last and words[0].text not in given

    def _head_of(self, name: Name) -> bool:
        """Whether it is "Ministry of Trade": a head word before of or for."""
        words = [token.text for token in self.doc[name.start : name.end]]
        return any(
            word in self.lexicon.organization_words and after in ("of", "for")
            for word, after in itertools.pairwise(words)
        )
