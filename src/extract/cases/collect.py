"""Records in, cases out: the story of this package on one page.

Of a record only what its incidents are recognised by stays in memory; what they say is laid down in a temporary file
and read back case by case.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from extract.cases.compare import agreed_days, fields, most_common
from extract.cases.copies import originals
from extract.cases.groups import Group
from extract.cases.linking import link
from extract.cases.names import normalise
from extract.cases.records import Because, Case, Party, Report
from extract.cases.scheme import Scheme, scheme_of
from extract.cases.sightings import Facts, Sighting, facts, sighting
from extract.config import Settings
from extract.errors import RecordError
from extract.records import Extraction

__all__ = ["Collection", "collect"]


@dataclass(slots=True)
class Collection:
    """What `collect` has read, complete when all cases have been taken.

    Attributes:
        articles: records read.
        incidents: those of them that are told as facts and have the score that was asked for.
        left: incidents in no case: they name nobody, no CVE and no telling number.
        cases: groups of one happening each.
    """

    articles: int = 0
    incidents: int = 0
    left: int = 0
    cases: int = 0


def collect(
    records: Iterable[Extraction], *, min_score: float = 0.0, collection: Collection | None = None
) -> Iterator[Case]:
    """The cases of a collection of records.

    The order of the records changes nothing. Cases come in the order of the day on which they happened, undated ones by
    their first report.

    Args:
        records: any number, read once; an article id may occur once. Incidents that are not `actual` make no case.
        min_score: incidents with a lower score are left out.
        collection: counts what is read, for a summary.

    Raises:
        RecordError: two records have the same article id.
        PackError: a domain pack that a record was made with is missing here.
    """
    counted = collection if collection is not None else Collection()
    with tempfile.TemporaryFile("w+b") as spool:
        packs: set[str] = set()
        sightings = list(_read(records, min_score, counted, packs, spool))
        scheme = scheme_of(tuple(sorted(packs)) or Settings().packs)
        places = [at for at, _ in sightings]
        groups, counted.left = link((one for _, one in sightings), scheme)
        del sightings
        counted.cases = len(groups)
        for group in sorted(groups, key=_in_time):
            yield _case(group, [_facts(spool, places[member.sighting.number]) for member in group.members], scheme)


def _read(
    records: Iterable[Extraction], min_score: float, counted: Collection, packs: set[str], spool: IO[bytes]
) -> Iterator[tuple[int, Sighting]]:
    seen: set[str] = set()
    for record in records:
        if record.article.id in seen:
            raise RecordError(f"article {record.article.id!r} has two records; cases need one record of each article")
        seen.add(record.article.id)
        counted.articles += 1
        packs.update(record.provenance.packs)
        scheme = scheme_of(record.provenance.packs)
        for incident in record.incidents:
            if incident.realis == "actual" and incident.score >= min_score:
                at = spool.tell()
                line = json.dumps(facts(record, incident, scheme), ensure_ascii=False, separators=(",", ":"))
                spool.write(line.encode("utf-8", "surrogatepass") + b"\n")
                yield at, sighting(record, incident, counted.incidents, scheme)
                counted.incidents += 1


def _facts(spool: IO[bytes], at: int) -> Facts:
    spool.seek(at)
    return Facts.load(json.loads(spool.readline().decode("utf-8", "surrogatepass")))


def _in_time(group: Group) -> tuple[int, str, str]:
    first = min(group.members, key=lambda member: (member.sighting.article, member.sighting.incident)).sighting
    return (group.days[0] if group.days else group.published or 0), first.article, first.incident


def _case(group: Group, said: list[Facts], scheme: Scheme) -> Case:
    because = {(m.sighting.article, m.sighting.incident): m.because for m in group.members}
    said.sort(key=lambda one: (one.published or "9999", one.article, _number(one.incident)))
    by_article: defaultdict[str, list[Facts]] = defaultdict(list)
    for one in said:
        by_article[one.article].append(one)
    articles = list(by_article)
    repeats = originals([by_article[article][0].sketch for article in articles])
    copies = {article: articles[at] for article, at in zip(articles, repeats, strict=True) if at is not None}
    reports = tuple(_report(by_article[article], because, copies.get(article)) for article in articles)
    days = [report.published for report in reports if report.published]
    victims = _parties(said, copies, scheme)
    main = normalise(victims[0].name) if victims else None
    about = [one for one in said if one.victims and one.victims[0][0] == main] or said
    best = max(about, key=lambda one: (one.article not in copies, one.score))
    first = said[0]
    return Case(
        id="K" + hashlib.sha256(f"{first.article}\n{first.incident}".encode("utf-8", "surrogatepass")).hexdigest()[:12],
        type=_type(said, copies, scheme),
        summary=best.summary,
        when=agreed_days(said, copies),
        victims=victims,
        identifiers=tuple(sorted({name for one in said for name in one.identifiers})),
        first_report=min(days, default=None),
        last_report=max(days, default=None),
        independent=len(articles) - len(copies),
        reports=reports,
        fields=fields(said, copies, scheme),
    )


def _number(incident: str) -> tuple[int, str]:
    """Orders I2 before I10."""
    return len(incident), incident


def _report(own: list[Facts], because: dict[tuple[str, str], tuple[Because, ...]], copy_of: str | None) -> Report:
    one = own[0]
    reasons = dict.fromkeys(why for incident in own for why in because[one.article, incident.incident])
    return Report(
        article=one.article,
        title=one.title,
        publisher=one.publisher,
        url=one.url,
        published=one.published,
        incidents=tuple(incident.incident for incident in own),
        because=tuple(reasons),
        copy_of=copy_of,
    )


def _type(said: list[Facts], copies: dict[str, str], scheme: Scheme) -> str:
    """The type that most independent articles give; a general one only where no other is given."""
    votes = {(one.kind, copies.get(one.article, one.article)) for one in said}
    kinds = most_common(sorted(kind for kind, _ in votes))
    return min(kinds, key=scheme.is_general)


def _parties(said: list[Facts], copies: dict[str, str], scheme: Scheme) -> tuple[Party, ...]:
    """Victims by name, those that most independent articles name first; one that is also an attacker is none."""
    attackers = {value.key for one in said for value in one.values if scheme.is_attacker(one.kind, value.field)}
    # A longer name first: "NHT" is the one that an article calls Norwick Hospital Trust (NHT).
    victims = sorted(((one, *victim) for one in said for victim in one.victims), key=lambda found: -len(found[1]))
    known: dict[str, str] = {}
    by_key: dict[str, list[tuple[Facts, str, tuple[str, ...], str | None]]] = {}
    for one, key, name, aliases, country in victims:
        main = known.setdefault(key, key)
        for alias in aliases:
            known.setdefault(normalise(alias), main)
        by_key.setdefault(main, []).append((one, name, aliases, country))
    parties = []
    for key, named in by_key.items():
        if key in attackers:
            continue
        names = most_common(name for _, name, _, _ in named)
        others = dict.fromkeys((*names[1:], *(alias for _, _, aliases, _ in named for alias in aliases)))
        parties.append(
            Party(
                name=names[0],
                aliases=tuple(one for one in others if one != names[0]),
                country=next((country for _, _, _, country in named if country), None),
                articles=tuple(dict.fromkeys(one.article for one, _, _, _ in named)),
            )
        )
    return tuple(sorted(parties, key=lambda one: -len({copies.get(a, a) for a in one.articles})))
