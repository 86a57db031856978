"""Groups triggers into happenings: same victim, compatible type and time, nothing that sets them apart."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.assemble.when import Interval, compatible

if TYPE_CHECKING:
    from extract.annotate.layers import TriggerMark
    from extract.domain import Domain, IncidentType
    from extract.records import Realis

_SLACK = 7  # days by which the times of "the attack" and of what it takes up may differ
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
    """Mentions of one happening, in the order of the text."""

    type: str
    realis: Realis
    domain: Domain
    mentions: list[Mention] = field(default_factory=list)
    victims: set[str] = field(default_factory=set)
    interval: Interval | None = None

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

    What is general or hypothetical makes one for each type. What is denied, and mere effects, join a
    happening that they can belong to, or that their sentence goes on to tell of; a denial without one stands
    alone, an effect without one is dropped.
    """
    happenings: list[Happening] = []
    waiting: list[Mention] = []
    for mention in mentions:
        mark = mention.mark
        home = _home(mention, happenings)
        if home is None and mark.effect:
            waiting.append(mention)
            continue
        if home is None:
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
    return happenings


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs begin; a line break is the end of one."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


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
    last = happening.mentions[-1]
    if mark.effect:
        return True
    if mark.denied:
        return not (mention.victims and happening.victims and mention.victims.isdisjoint(happening.victims))
    if not _types_agree(mention, happening):
        return False
    same_sentence = last.sentence == mention.sentence
    if mention.separate:
        return same_sentence and last.separate and mention.interval is None
    if (
        mention.interval is not None
        and happening.interval is not None
        and not compatible(
            mention.interval, happening.interval, slack=_SLACK if mention.definite and not mention.plural else 0
        )
    ):
        return False
    if mention.victims and happening.victims and mention.victims.isdisjoint(happening.victims):
        return False
    return not (_elsewhere(mention, happening) or _opens_another(mention, happening))


def _elsewhere(mention: Mention, happening: Happening) -> bool:
    """Whether a mention has a time and a victim of its own, neither of them the happening's."""
    if (
        mention.interval is None
        or happening.interval is None
        or not mention.described
        or mention.victims & happening.victims
    ):
        return False
    if (mention.interval.earliest, mention.interval.latest) == (
        happening.interval.earliest,
        happening.interval.latest,
    ):
        return False
    known = frozenset[str]().union(*(m.described for m in happening.mentions))
    return bool(known or happening.victims) and mention.described.isdisjoint(known)


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
    known = frozenset[str]().union(*(m.described for m in happening.mentions))
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
    if mention.mark.type in home.absorbs and _continues(mention, happening):
        return True
    if mention.mark.certainty != "certain":
        return mention.mark.type in home.absorbs
    return home.general


def _continues(mention: Mention, happening: Happening) -> bool:
    """Whether a mention goes on with a happening, without a named victim or a time of its own.

    It follows in the same paragraph, or tells what "the attackers" of the happening did.
    """
    last = happening.mentions[-1]
    if mention.interval is not None or mention.victims:
        return False
    follows = last.paragraph == mention.paragraph and mention.sentence - last.sentence <= 1
    return follows or (mention.resumes and any(_has_attacker(m) for m in happening.mentions))


def _has_attacker(mention: Mention) -> bool:
    return any(argument.role == mention.domain.attacker for argument in mention.mark.arguments)


def _closeness(mention: Mention, happening: Happening, *, first: bool) -> float:
    last = happening.mentions[-1]
    score = 0.0
    score += 3.0 * bool(mention.victims & happening.victims)
    score += 2.0 * (last.sentence == mention.sentence)
    follows = mention.mark.denied or mention.mark.effect
    score += (3.0 if follows else 1.5) * (last.paragraph == mention.paragraph)
    score += 1.0 * (mention.mark.type == happening.type)
    score += 1.0 * first
    score += 1.0 * (mention.interval is not None and happening.interval is not None)
    score += 0.5 * (mention.plural and happening.mentions[0].plural)
    return score + 0.5 / (1 + mention.sentence - last.sentence)
