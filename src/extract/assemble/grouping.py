"""Groups triggers into happenings: same victim, compatible type and time, nothing that sets them apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.assemble.when import Interval, compatible, days_apart

if TYPE_CHECKING:
    from extract.annotate.layers import TriggerMark
    from extract.domain import Domain, IncidentType
    from extract.records import Realis

_LINE = re.compile(r"^.*\w", re.MULTILINE)
_SLACK = 7  # days by which the times of "the attack" and of what it takes up may differ
_SEASON = 90  # days between the times of what the encoder takes for one
_SURE = 0.8  # score of a pattern whose word needs nothing beside it
_RECENT = 40  # happenings that a trigger is compared with, the latest ones and the first


@dataclass(frozen=True, slots=True)
class Mention:
    """A trigger with what the grouping looks at.

    Attributes:
        victims: entity ids of its victims; empty where they are not known.
        described: words of victims that are described ("cybersecurity agency"), not merely "the agency".
        interval: when its own time arguments place it.
        passage: when the time that opens its sentence places it, whatever that is the time of.
        within: offset of the trigger that its clause describes: "an attack in which data was stolen".
        hit: it says to whom it happened.
        indefinite: it brings up something new ("an attack", "attacks").
        old: its time lies well before publication.
        resumes: its attacker was spoken of before ("the attackers").
        paragraph: number of its paragraph.
        sentence: number of its sentence.
        separate: a modifier says that it is another one ("a second attack").
        definite: it takes up something said before ("the attack").
        plural: it is several.
        domain: the pack that its type belongs to.
    """

    mark: TriggerMark
    victims: frozenset[str]
    described: frozenset[str]
    interval: Interval | None
    paragraph: int
    sentence: int
    separate: bool
    definite: bool
    plural: bool
    domain: Domain
    passage: Interval | None = None
    within: int | None = None
    hit: bool = False
    indefinite: bool = False
    old: bool = False
    resumes: bool = False

    @property
    def kind(self) -> IncidentType:
        """The type of its trigger."""
        return self.domain.types[self.mark.type]


@dataclass(slots=True)
class Happening:
    """Mentions of one happening, in the order of the text; `learned`: the encoder has put them together."""

    type: str
    realis: Realis
    domain: Domain
    mentions: list[Mention] = field(default_factory=list)
    victims: set[str] = field(default_factory=set)
    interval: Interval | None = None
    learned: bool = False

    @property
    def told(self) -> list[Mention]:
        """The mentions that give its triggers and roles: where the encoder has found some, no others."""
        return [m for m in self.mentions if m.mark.cluster is not None] if self.learned else self.mentions

    def nearest(self, mention: Mention) -> Mention:
        """Its mention that stands nearest to another one, the last of several."""
        return min(reversed(self.mentions), key=lambda own: abs(own.sentence - mention.sentence))

    def add(self, mention: Mention) -> None:
        """Take a mention in; a surer or more specific one may change type and time."""
        self.mentions.append(mention)
        if mention.mark.denied:
            return
        self.victims |= mention.victims
        if mention.mark.effect:
            return
        if mention.interval is not None:
            self.interval = mention.interval if self.interval is None else self.interval.meet(mention.interval)
        if self.domain.types[self.type].general and not mention.kind.general and mention.mark.certainty == "certain":
            self.type = mention.mark.type


def group(mentions: list[Mention]) -> list[Happening]:
    """The happenings that the mentions tell of, in the order of their first mention.

    Mentions that the encoder has put together are one. Of the others, what is general or hypothetical makes one
    for each type. What is denied, and mere effects, join a happening that they can belong to, or that their
    sentence goes on to tell of; a denial without one stands alone, an effect without one is dropped.
    """
    happenings = _learned([mention for mention in mentions if _is_placed(mention)])
    learned = bool(happenings)
    known = any(happening.realis == "actual" for happening in happenings)
    waiting: list[Mention] = []
    for mention in mentions:
        mark = mention.mark
        if _is_placed(mention):
            continue
        home = _home(mention, happenings)
        if home is None and mark.effect:
            waiting.append(mention)
            continue
        if home is None:
            if learned and mark.cluster is None and not _stands_alone(mention, beside=known):
                continue
            realis: Realis = "other" if mark.denied else mark.realis
            home = Happening(mark.type, realis, mention.domain)
            happenings.append(home)
        home.add(mention)
        if home.realis == "actual":
            for effect in waiting:
                if effect.sentence == mention.sentence:
                    home.add(effect)
            waiting.clear()
    for happening in happenings:
        happening.mentions.sort(key=lambda mention: mention.mark.start)
    return sorted(happenings, key=lambda happening: happening.mentions[0].mark.start)


def in_one(happenings: list[Happening]) -> list[Happening]:
    """What is told in general, or as feared or planned, makes one of each type: nobody counts those."""
    kept: list[Happening] = []
    homes: dict[tuple[str, str, str], Happening] = {}
    for happening in happenings:
        home = homes.setdefault((happening.domain.name, happening.type, happening.realis), happening)
        if happening.realis == "actual" or home is happening:
            kept.append(happening)
            continue
        for mention in happening.mentions:
            home.add(mention)
        home.mentions.sort(key=lambda mention: mention.mark.start)
    return kept


def _is_placed(mention: Mention) -> bool:
    """Whether the encoder's word on which happening it is of counts; what is denied goes where denials go."""
    return mention.mark.cluster is not None and not mention.mark.denied and not mention.mark.effect


def _learned(mentions: list[Mention]) -> list[Happening]:
    """What the encoder has put together, without what the text sets apart; told once as a fact it is one.

    Facts come first: who was hit and when is read from them, and what may have happened joins them.
    """
    found: dict[int, list[Happening]] = {}
    for mention in sorted(mentions, key=lambda m: m.mark.realis != "actual"):
        mark = mention.mark
        every = (happening for parts in found.values() for happening in parts)
        outer = next((h for h in every if mention.within in {m.mark.start for m in h.mentions}), None)
        if outer is not None:
            outer.add(mention)
            continue
        parts = found.setdefault(mark.cluster or 0, [])
        fitting = [(_closeness(mention, h, first=h is parts[0]), h) for h in parts if not _set_apart(mention, h)]
        if fitting:
            home = max(fitting, key=lambda pair: pair[0])[1]
        else:
            home = Happening(mark.type, mark.realis, mention.domain, learned=True)
            parts.append(home)
        home.add(mention)
    return [happening for parts in found.values() for happening in parts]


def _set_apart(mention: Mention, happening: Happening) -> bool:
    """Whether the text sets a mention apart from what the encoder has put it with.

    Another victim, or another time, is not enough, as parts of one campaign have both; but a time that is a season
    away is. Victims whose descriptions share a word may be one: "Larkfield hospital", "Larkfield Medical Center".
    """
    own, known = mention.interval, happening.interval
    if mention.separate or _opens_another(mention, happening):
        return True
    if own is None:
        return False
    if known is None:
        later = mention.paragraph - happening.mentions[0].paragraph >= 2
        if later and mention.indefinite and mention.old and not own.open:
            return True
    elif not (own.open or known.open) and days_apart(own, known) > _SEASON:
        return True
    another = mention.victims and happening.victims and mention.victims.isdisjoint(happening.victims)
    renamed = not mention.described.isdisjoint(_known_words(happening))
    return bool(another and not renamed and (known is None or own.days != known.days))


def _stands_alone(mention: Mention, *, beside: bool) -> bool:
    """Whether a mention that only rules have found is enough for an incident where the encoder has spoken.

    It says to whom it happened; a general one has a sure word besides, a name or a time. With `beside`, where the
    encoder has found facts, it is told in the headline or the lead, or it has a time of its own, or a word that needs
    nothing beside it; a general one that is no such word says the victim's name as well.
    """
    mark = mention.mark
    if mark.realis != "actual" or mark.denied or not mention.hit:
        return False
    general, sure = mention.kind.general, mark.score >= _SURE
    if not beside:
        return sure or not general or bool(mention.victims) or mention.interval is not None
    if mention.paragraph < 2 and (sure or not general):
        return True
    if mention.interval is not None:
        return bool(mention.victims) or not general
    return sure and not general and bool(mention.victims)


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs begin: the lines that have a word."""
    return [match.start() for match in _LINE.finditer(text)] or [0]


def number_of(starts: list[int], offset: int) -> int:
    """Which of the stretches that begin at `starts` holds the offset."""
    return bisect_right(starts, offset) - 1


def _home(mention: Mention, happenings: list[Happening]) -> Happening | None:
    mark = mention.mark
    if mark.realis != "actual" and not mark.denied:
        return next(
            (h for h in happenings if h.realis == mark.realis and h.type == mark.type and h.domain is mention.domain),
            None,
        )
    near = happenings[-_RECENT:] if len(happenings) <= _RECENT else [happenings[0], *happenings[1 - _RECENT :]]
    actual = [h for h in near if h.realis == "actual" and h.domain is mention.domain]
    if mention.within is not None:
        described = next((h for h in actual if any(m.mark.start == mention.within for m in h.mentions)), None)
        if described is not None:
            return described
    fitting = [(_closeness(mention, h, first=h is actual[0]), h) for h in actual if _may_join(mention, h)]
    if not fitting:
        return None
    return max(fitting, key=lambda pair: pair[0])[1]


def _may_join(mention: Mention, happening: Happening) -> bool:
    mark = mention.mark
    if mark.effect:
        return True
    if mark.denied:
        return not (mention.victims and happening.victims and mention.victims.isdisjoint(happening.victims))
    return _types_agree(mention, happening) and not _apart(mention, happening)


def _apart(mention: Mention, happening: Happening) -> bool:
    """Whether the text sets a mention apart: by another victim, another time, or a word for another one."""
    if mention.separate:
        nearest = happening.nearest(mention)
        again = nearest.separate and mention.interval is None
        opens = happening.learned and happening.mentions[0].sentence == mention.sentence
        return not (nearest.sentence == mention.sentence and (again or opens))
    if (
        mention.interval is not None
        and happening.interval is not None
        and not compatible(
            mention.interval, happening.interval, slack=_SLACK if mention.definite and not mention.plural else 0
        )
    ):
        return True
    if mention.victims and happening.victims and mention.victims.isdisjoint(happening.victims):
        return True
    return _elsewhere(mention, happening) or _opens_another(mention, happening)


def _elsewhere(mention: Mention, happening: Happening) -> bool:
    """Whether a mention has a time and a victim of its own, neither of them the happening's."""
    if (
        mention.interval is None
        or happening.interval is None
        or not mention.described
        or mention.victims & happening.victims
    ):
        return False
    if mention.interval.days == happening.interval.days:
        return False
    known = _known_words(happening)
    return bool(known or happening.victims) and mention.described.isdisjoint(known)


def _known_words(happening: Happening) -> frozenset[str]:
    """The words by which its victims are described."""
    return frozenset[str]().union(*(m.described for m in happening.mentions))


def _opens_another(mention: Mention, happening: Happening) -> bool:
    """Whether a later paragraph tells of another one: of someone else, or of a time long before the news."""
    told = max((m.sentence for m in happening.mentions if not m.mark.effect), default=-1)
    if (
        mention.definite
        or mention.sentence <= told
        or mention.paragraph - happening.mentions[0].paragraph < 2  # the lead repeats the headline
        or mention.victims & happening.victims
    ):
        return False
    known = _known_words(happening)
    if mention.indefinite and mention.described and known and mention.described.isdisjoint(known):
        return True
    own = mention.interval or mention.passage
    if own is None or not (mention.hit or mention.indefinite):
        return False
    if happening.interval is None:
        return mention.old and not own.open
    return bool(mention.victims or mention.described) and not compatible(own, happening.interval)


def _types_agree(mention: Mention, happening: Happening) -> bool:
    if mention.mark.type == happening.type or mention.kind.general:
        return True
    home = mention.domain.types[happening.type]
    if mention.mark.type in home.absorbs and (_continues(mention, happening) or _same_victim(mention, happening)):
        return True
    if mention.mark.certainty != "certain":
        return mention.mark.type in home.absorbs
    return home.general


def _same_victim(mention: Mention, happening: Happening) -> bool:
    """Whether what only rules have found happened to a victim of what the encoder has found, by name or description."""
    if mention.mark.cluster is not None or not happening.learned:
        return False
    described = mention.described & _known_words(happening)
    return bool(mention.victims & happening.victims or described)


def _continues(mention: Mention, happening: Happening) -> bool:
    """Whether a mention goes on with a happening, without a named victim or a time of its own.

    It follows in the same paragraph, or tells what "the attackers" of the happening did.
    """
    last = happening.nearest(mention)
    if mention.interval is not None or mention.victims:
        return False
    follows = last.paragraph == mention.paragraph and abs(mention.sentence - last.sentence) <= 1
    return follows or (mention.resumes and any(_has_attacker(m) for m in happening.mentions))


def _has_attacker(mention: Mention) -> bool:
    return any(argument.role == mention.domain.attacker for argument in mention.mark.arguments)


def _closeness(mention: Mention, happening: Happening, *, first: bool) -> float:
    last = happening.nearest(mention)
    score = 0.0
    score += 3.0 * bool(mention.victims & happening.victims)
    score += 2.0 * (last.sentence == mention.sentence)
    follows = mention.mark.denied or mention.mark.effect
    score += (3.0 if follows else 1.5) * (last.paragraph == mention.paragraph)
    score += 1.0 * (mention.mark.type == happening.type)
    score += 1.0 * first
    score += 1.0 * (mention.interval is not None and happening.interval is not None)
    score += 0.5 * (mention.plural and happening.mentions[0].plural)
    return score + 0.5 / (1 + abs(mention.sentence - last.sentence))
