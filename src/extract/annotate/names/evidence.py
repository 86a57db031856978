"""What stands beside a candidate, and inside it: votes for types, roles, countries, descriptions."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.names.candidate import POSSESSIVES, Name
from extract.annotate.names.inside import Inside
from extract.annotate.names.lists import announce_list, are_roles
from extract.annotate.names.words import singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.annotate.names.lexicon import Lexicon

_BE = frozenset(["is", "was", "are", "were", "'s", "’s", "be", "been", "being", "remains", "became"])
_CALLED = frozenset(["called", "named", "dubbed", "known", "codenamed", "nicknamed", "as"])
_NAMING = _CALLED | {"call", "calls", "calling", "name", "names", "dub", "dubs", "identify", "identified"}
_NOUN_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_MODIFIER_TAGS = _NOUN_TAGS | {"JJ", "JJS", "VBN", "VBG", "HYPH", "CD"}
_TAIL = frozenset(("of", "for", "at", "to"))
_OPEN_TAGS = frozenset(("IN", "DT", "CC", "TO", "JJ", "PRP$", "HYPH"))
"""What does not end a role."""
_LONGEST_TITLE = 9
_LONGEST_TAIL = 14


def names_itself(doc: Doc, start: int) -> bool:
    """Whether the name that begins here is one that a group gives itself: "who call themselves the 'Pale Heron'"."""
    at = start - 1
    while at > max(0, start - 4) and (doc[at].is_quote or doc[at].lower_ in ("the", "as")):
        at -= 1
    return at > 0 and doc[at].lower_ in ("themselves", "itself")


class Evidence:
    """Gathers the evidence of one document; built for each.

    Args:
        doc: tagged; dependencies are used where they are.
        lexicon: the word lists.
        names: all candidates, in order.
        demonyms: token -> country code.

    """

    def __init__(self, doc: Doc, lexicon: Lexicon, names: list[Name], demonyms: dict[int, str]) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.demonyms = demonyms
        self.inside = Inside(doc, lexicon, demonyms)
        self.name_at = {i: name for name in names for i in range(name.start, name.end)}
        self.parsed = doc.has_annotation("DEP")
        words = np.unique(doc.to_array("LOWER")).tolist() if len(doc) else []
        self.hostile = any(doc.vocab.strings[word] in lexicon.group_context for word in words)
        """Whether the article is about attackers, so that a bare "group" means some."""

    def gather(self, name: Name) -> None:
        """Add all evidence for one candidate to it."""
        if name.known:
            name.country = name.known.country
        self.inside(name)
        self._before(name)
        announce_list(self, name)
        self._behind(name)
        if self.parsed:
            self._described(name)

    def describe(self, name: Name, head: Token, weight: float) -> None:
        """A common noun that says what the name is."""
        word, lexicon = singular(head), self.lexicon
        nominal = lexicon.organization_nominals.get(word)
        organization = nominal is not None or word in lexicon.before_organization or word in lexicon.media_cues
        role = word in lexicon.roles or word in lexicon.person_nominals
        name.nouns.add(word)
        if role and not organization and head.lower_ not in lexicon.before:
            name.vote("person", weight)
            name.gender = name.gender or lexicon.roles.get(word) or lexicon.person_nominals.get(word)
        elif (plain := next((w for w in (head.lower_, word) if w in lexicon.before), "")) and self._qualified(
            head, plain
        ):
            kind = lexicon.before[plain]
            malign = kind == "product" and head.i > 0 and head.nbor(-1).lower_ in lexicon.malign
            name.vote("malware" if malign else kind, weight)
        elif organization and not role:
            name.vote("organization", weight)
        elif word in lexicon.before_of_place or word in lexicon.after_place or word == "country":
            name.vote("place", weight)

    # ------------------------------------------------------------ the parts

    def _before(self, name: Name) -> None:
        if name.start == 0:
            return
        doc, lexicon = self.doc, self.lexicon
        before = doc[name.start - 1]
        word = before.lower_.rstrip(".")
        if word in lexicon.honorifics and before.text[0].isupper() and name.known is None:
            name.vote("person", 5.0)
            name.gender = lexicon.honorifics[word] or name.gender
            return
        if word == "the" and name.votes.keys() == {"person"} and not name.known and self._closes(name):
            # No person has an article: "told the Courier".
            first = doc[name.start].text
            plain = name.end - name.start > 1 and "." not in first and first not in lexicon.given_names
            name.vote("organization", 3.0 if plain else 1.6)
        if before.text in POSSESSIVES:
            name.country = name.country or self._country_at(name.start - 2)
            return
        two = f"{doc[name.start - 2].lower_} {word}" if name.start > 1 else ""
        if two in lexicon.before_source and not name.known:
            name.vote("organization", 1.2 if name.votes.keys() == {"place"} else 0.0)
        if two in lexicon.before_belonging:
            self._owns(name)
        if self._credited(name):
            name.vote("person", 2.0)
        if names_itself(doc, name.start):
            name.vote("group", 4.0)  # "hackers calling themselves the ..."
            self._calls_itself(name)
        elif word in ("of", "in"):
            announced = doc[name.start - 2].lower_ if word == "of" and name.start > 1 else ""
            modifies = name.end < len(doc) and doc[name.end].tag_ in ("NN", "NNS")
            if announced in lexicon.before_of_place or (word == "in" and not modifies):
                name.vote("place", 3.0 if announced in lexicon.before_of_place else 0.4)
            if announced in lexicon.before_of_place:
                name.country = name.country or self._scan(name.start - 2)[1]
        elif word in _CALLED or before.is_quote:
            noun = self._called(name)
            if noun is not None and noun.tag_ in _NOUN_TAGS and noun.lower_ in lexicon.before:
                self.describe(name, noun, 4.0)
        else:
            self._announced(name, before)

    def _calls_itself(self, name: Name) -> None:
        """The group of "a group that calls itself X" is another mention of X."""
        noun = self._called(name)
        if noun is None or noun.tag_ not in ("NN", "NNS") or noun.lower_ not in self.lexicon.before:
            return
        left = noun.left_edge.i
        if noun.i - left < _LONGEST_TITLE:
            name.descriptions.append((left, noun.i + 1, singular(noun)))

    def _called(self, name: Name) -> Token | None:
        """The noun of "a botnet called X", "a backdoor that some named X", "a group that calls itself X"."""
        at = name.start - 1
        at -= self.doc[at].is_quote and at > 0
        verb = self.doc[at]
        verb = self.doc[at - 1] if verb.lower_ == "as" and at else verb
        for _ in range(3):
            if verb.dep_ in ("relcl", "acl") and verb.lower_ in _NAMING:
                noun: Token = verb.head
                return noun
            verb = verb.head
        at = name.start - 2 - (self.doc[name.start - 2].lower_ in _CALLED)
        return self.doc[at] if at >= 0 else None

    def _credited(self, name: Name) -> bool:
        """Whether a picture's credit names it: "Image: Halvorsen42"; agencies that do so are listed."""
        left = self.doc[max(0, name.start - 4) : name.start]
        plain = name.known is None and name.end - name.start == 1 and not self.doc[name.start].is_upper
        return plain and any(
            word.lower_ in self.lexicon.credits and colon.text == ":" for word, colon in itertools.pairwise(left)
        )

    def _closes(self, name: Name) -> bool:
        """Whether no noun follows, which the name would only qualify: not "the Trump campaign"."""
        after = self.doc[name.end] if name.end < len(self.doc) else None
        plain = all(token.tag_ == "NNP" for token in self.doc[name.start : name.end])
        return plain and (after is None or after.tag_ not in (*_MODIFIER_TAGS, "POS"))

    def _owns(self, name: Name) -> None:
        """What stands beside a name of one word is an organization's rather than a person's."""
        if (
            name.known is None
            and name.end - name.start == 1
            and self.doc[name.start].text not in self.lexicon.given_names
        ):
            name.vote("organization", 1.1)

    def _announced(self, name: Name, before: Token) -> None:
        """A noun right before the name, or with a comma between: a role or what the name is."""
        comma = (
            before.text == "," and name.start > 1 and name.end < len(self.doc) and self.doc[name.end].text in (",", ".")
        )
        head = self.doc[before.i - 1] if comma else before
        if are_roles(head, self.lexicon) and not comma and name.known is None:
            name.vote("person", 3.0)  # "the athletes Aoi Tanaka and Dana Whitfield"
            name.nouns.add(head.lower_.removesuffix("s"))
            return
        if not (head.tag_ in _NOUN_TAGS or self._of_office(head)) or (
            head.i in self.name_at and not self._of_office(head)
        ):
            return
        start, country, definite = self._scan(head.i)
        role_head = self._of_office(head) or head
        word = role_head.lower_.rstrip(".")
        if comma and not (definite and word in self.lexicon.roles):
            return
        if word in self.lexicon.roles and name.known is None:
            if word not in self.lexicon.before_organization:
                name.vote("person", 4.0)
            name.gender = name.gender or self.lexicon.roles[word]
            name.role = name.role or self.doc[start : head.i + 1].text
        else:
            self.describe(name, head, 3.5)
        name.nouns.add(word)
        name.country = name.country or country

    def _of_office(self, token: Token) -> Token | None:
        """The head of "Secretary of State" when the token is its last word."""
        if token.i > 1 and token.text[:1].isupper() and token.nbor(-1).lower_ in ("of", "for"):
            head = token.nbor(-2)
            if head.text[:1].isupper() and head.lower_ in self.lexicon.roles:
                return head
        return None

    def _behind(self, name: Name) -> None:
        doc, lexicon = self.doc, self.lexicon
        if name.end >= len(doc):
            return
        after = doc[name.end]
        if name.known is None:
            word = after.lower_
            two = f"{word} {doc[name.end + 1].lower_}" if name.end + 1 < len(doc) else word
            if word == "group" and self.hostile and self._is_definite(name) and doc[name.end - 1].is_title:
                name.vote("group", 3.0)
            if kind := lexicon.after.get(two) or lexicon.after.get(word):
                # "the Orbex routers": a maker's name stands there as well, so this tells little.
                name.vote(kind, 1.2 if kind == "product" else 4.0)
                name.nouns.add(two.split()[-1] if two in lexicon.after else word)
            elif word in lexicon.after_place:
                name.vote("place", 2.0)
        owned = after.nbor() if after.text in POSSESSIVES and name.end + 1 < len(doc) else after
        if owned.lower_ in lexicon.belongings:
            self._owns(name)
        shortened = name.end - name.start == 1 and doc[name.start].is_upper
        if (after.lower_ == "who" and not shortened) or (
            after.text == ","
            and name.end + 1 < len(doc)
            and doc[name.end + 1].lower_
            in (
                "who",
                "whose",
            )
        ):
            name.vote("person", 1.5)
        if after.text != "," or name.end + 1 >= len(doc):
            return
        following = doc[name.end + 1]
        if following.lower_ == "which" and "person" in name.votes and name.known is None:
            name.vote("organization", 1.2)
        if (
            following.text.isdigit()
            and len(following) < 3
            and name.end + 2 < len(doc)
            and doc[name.end + 2].text in (",", ".")
        ):
            name.vote("person", 3.0)
        place = self.name_at.get(name.end + 1)
        if place and name.votes.get("place"):
            known = place.known.country if place.known else lexicon.cities.get(doc[place.start : place.end].text)
            name.country = name.country or known

    def _described(self, name: Name) -> None:
        """Nominals in apposition to the name or behind a copula."""
        root = self.doc[name.start : name.end].root
        if root.dep_ in ("nsubj", "nsubjpass") and root.head.lower_ in self.lexicon.person_verbs and not name.known:
            name.vote("person", 1.5)
        heads = [(child, True) for child in root.children if child.dep_ == "appos" and child.i >= name.end]
        if root.dep_ == "appos" and root.head.i < name.start:
            heads.append((root.head, True))
        elif root.dep_ == "nsubj" and root.head.lower_ in _BE:
            heads += [(child, False) for child in root.head.children if child.dep_ == "attr"]
        for head, apposed in heads:
            if any(token.text == "|" for token in self.doc[min(head.i, name.start) : max(head.i, name.end)]):
                continue  # the outlet behind a headline
            titles_another = (
                head.i + 1 < len(self.doc) and head.i + 1 in self.name_at and self.name_at[head.i + 1] is not name
            )
            if head.tag_ not in ("NN", "NNP") or (head.i in self.name_at and head.tag_ == "NN") or titles_another:
                continue
            proper = head.tag_ == "NNP"
            word = head.lower_.rstrip(".")
            if proper and (word not in self.lexicon.roles or head.i in self.name_at):
                continue
            self._description(name, head, apposed)

    def _description(self, name: Name, head: Token, apposed: bool) -> None:
        start, country, _ = self._scan(head.i)
        word = head.lower_
        weight = 4.0 if apposed else 3.5
        self.describe(name, head, weight)
        if not self.lexicon.is_listed(singular(head)) and any(c.lower_ in ("his", "her", "my") for c in head.children):
            name.vote("person", 2.5)  # "his far-right rival, Marine Solberg"
        left = head.left_edge.i
        left = left if left > name.end - 1 or head.i < name.start else start
        name.descriptions.append((min(left, start), head.i + 1, singular(head)))
        name.country = name.country or country
        if word in self.lexicon.roles and name.role is None and name.known is None:
            name.role = self.doc[start : self._tail(head)].text

    def _tail(self, head: Token) -> int:
        """The end of "director of the agency": a short of/for/at phrase belongs to a role."""
        child = next((c for c in head.children if c.dep_ == "prep" and c.i == head.i + 1 and c.lower_ in _TAIL), None)
        if child is None:
            return head.i + 1
        edge = min(child.right_edge.i + 1, head.i + 1 + _LONGEST_TAIL)
        ends = (i for i in range(child.i, edge) if self.doc[i].text in ",;(" or self.doc[i].tag_.startswith(("W", "V")))
        end = next(ends, edge)
        while end > child.i + 1 and self.doc[end - 1].tag_ in _OPEN_TAGS:
            end -= 1
        return end if end > child.i + 1 else head.i + 1

    def _scan(self, last: int) -> tuple[int, str | None, bool]:
        """Leftwards over a description that ends with token `last`.

        Returns:
            Where it begins without article, possessor and demonym; the country that these name; whether
            it is definite.

        """
        start = last
        country = None
        definite = False
        office = self._of_office(self.doc[last])
        if office:
            start = office.i
        for i in range(start - 1, max(-1, last - _LONGEST_TITLE), -1):
            token = self.doc[i]
            if i in self.demonyms or i in self.name_at:
                country = country or self._country_at(i)
                definite = True
                break
            if token.text in POSSESSIVES or token.tag_ == "POS":
                country = country or self._country_at(i - 1)
                definite = True
                break
            if token.tag_ not in _MODIFIER_TAGS or token.is_space:
                definite = token.lower_ in ("the", "its", "their", "his", "her", "our")
                if token.tag_ == "RB" and self.doc[start].tag_ in ("VBN", "VBG", "JJ"):
                    start += start < last  # "an ideologically driven hacker"
                break
            start = i
        while start < last and (
            self.doc[start].tag_ in ("HYPH", "CD")
            or (self.doc[start].tag_ == "VBN" and self.doc[start - 1].tag_ == "HYPH")  # "UK-based"
        ):
            start += 1
        return start, country, definite

    def _country_at(self, i: int) -> str | None:
        if i in self.demonyms:
            return self.demonyms[i]
        name = self.name_at.get(i)
        if name is None:
            return None
        return name.country or (name.known.country if name.known else None)

    def _is_definite(self, name: Name) -> bool:
        return name.start > 0 and self.doc[name.start - 1].lower_ in ("the", "this", "that")

    def _qualified(self, head: Token, word: str) -> bool:
        """Whether "group" is a group of attackers here: what stands before the noun tells."""
        if self.lexicon.before[word] != "group" or word in self.lexicon.group_alone:
            return True
        left = self.doc[max(0, head.i - 3) : head.i]
        if self.hostile and word == "group" and len(left) and left[-1].tag_ == "DT":
            return True
        return any(token.lower_ in self.lexicon.group_qualifiers for token in left)
