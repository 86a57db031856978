"""What the domain packs say of incident types and roles, as far as cases need it."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from extract.domain import Domain, load_domain

__all__ = ["Scheme", "scheme_of"]

NAMED = frozenset(["organization", "person", "place", "group", "product", "malware", "vulnerability"])
"""Entity types of a role's fillers that are compared by name."""


class Scheme:
    """The packs that made a record; a type or role belongs to the first of them that has it."""

    def __init__(self, packs: tuple[str, ...]) -> None:
        """Load the packs.

        Raises:
            PackError: one is missing or breaks its schema.
        """
        self._domains = tuple(load_domain(name) for name in packs)

    def domain(self, kind: str) -> Domain | None:
        """The pack of an incident type."""
        return next((domain for domain in self._domains if kind in domain.types), None)

    def befalls(self, kind: str) -> bool:
        """Whether incidents of a type have victims; the others are recognised by their identifiers."""
        domain = self.domain(kind)
        return domain is None or domain.victim in domain.types[kind].roles

    def is_general(self, kind: str) -> bool:
        """Whether a type says little, as "cyberattack" does."""
        domain = self.domain(kind)
        return domain is not None and domain.types[kind].general

    def is_attacker(self, kind: str, role: str) -> bool:
        """Whether a role of a type says who did it."""
        domain = self.domain(kind)
        return domain is not None and role == domain.attacker

    @lru_cache(maxsize=4096)  # noqa: B019  schemes are few and live as long as the process
    def compatible(self, one: str, other: str) -> bool:
        """Whether outlets may call one happening by both types."""
        if one == other:
            return True
        domain = self.domain(one)
        if domain is None or other not in domain.types or self.befalls(one) != self.befalls(other):
            return False
        if not self.befalls(one):
            return False
        kinds = domain.types
        if kinds[one].general or kinds[other].general:
            return True
        return other in kinds[one].absorbs or one in kinds[other].absorbs

    @cached_property
    def amounts(self) -> frozenset[str]:
        """Roles whose fillers have a value."""
        return frozenset(name for domain in self._domains for name, role in domain.roles.items() if role.value)

    @cached_property
    def parties(self) -> frozenset[str]:
        """Roles whose fillers have names, the victim's left out."""
        return frozenset(
            name
            for domain in self._domains
            for name, role in domain.roles.items()
            if NAMED.intersection(role.entities) and name != domain.victim
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """Roles whose fillers identify an incident by themselves."""
        return frozenset(role for domain in self._domains for role in domain.keys)

    @cached_property
    def identifier(self) -> re.Pattern[str]:
        """How identifiers among the fillers of these roles are written."""
        groups = (
            domain.fillers[group].regex
            for domain in self._domains
            for role in domain.keys
            for group in domain.roles[role].groups
        )
        return re.compile("|".join(one for one in groups if one) or r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=8)
def scheme_of(packs: tuple[str, ...]) -> Scheme:
    """The scheme of some packs, made once."""
    return Scheme(packs)
