"""How the article stands to an incident: reported, alleged, claimed, denied, disputed or confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.assemble.grouping import Mention
    from extract.records import Claim, Filler, Status


def claims_over(claims: Iterable[Claim], start: int, end: int) -> list[Claim]:
    """The claims whose content touches start:end, in order."""
    return [claim for claim in claims if any(c.start < end and start < c.end for c in claim.content)]


def claim_over(claims: Iterable[Claim], *offsets: int) -> Claim | None:
    """The innermost claim whose content holds one of the offsets, the first offset that is in any leading."""
    claims = list(claims)
    for offset in offsets:
        holding = claims_over(claims, offset, offset + 1)
        if holding:
            return min(holding, key=lambda claim: sum(c.end - c.start for c in claim.content))
    return None


def status_of(
    mentions: Sequence[Mention],
    linked: Sequence[Claim],
    victims: Iterable[Filler],
    attackers: Iterable[Filler],
) -> Status:
    """The status of an incident.

    `confirmed`: someone acknowledges it, or its victim says it. `claimed`: its attacker does, also where others
    than the victim acknowledge it. `denied`:
    somebody denies it and nobody asserts it; `disputed`: both. `alleged`: only hedged. `reported`: the rest.
    """
    own = [m.mark for m in mentions if not m.mark.effect]
    if own and all(mark.denied for mark in own):
        return "denied"
    hit = {v.entity_id for v in victims if v.entity_id}
    doers = {a.entity_id for a in attackers if a.entity_id}
    denying = [c for c in linked if c.stance == "denies"]
    saying = [c for c in linked if c.stance in ("asserts", "acknowledges", "claims") and c.polarity == "affirmed"]
    if denying:
        return "disputed" if len(linked) > len(denying) or any(_plain(m) for m in mentions) else "denied"
    avowed = any(mark.avowed for mark in (m.mark for m in mentions))
    if any(
        (c.stance == "acknowledges" and not avowed)
        or (c.source and c.source.entity_id in hit and c.certainty == "certain")
        for c in saying
    ):
        return "confirmed"
    if avowed or any(c.source and c.source.entity_id in doers for c in linked):
        return "claimed"
    if own and all(mark.certainty != "certain" for mark in own):
        return "alleged"
    hedged = [c for c in linked if c.stance == "alleges" or c.certainty != "certain"]
    return "alleged" if hedged and len(hedged) == len(linked) else "reported"


def _plain(mention: Mention) -> bool:
    return not mention.mark.denied and mention.mark.certainty == "certain"
