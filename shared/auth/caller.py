"""Who is calling: a value, made from what the identity schema knows. It decides nothing and reads nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.problems import NotYours


class CallerKind(StrEnum):
    """How somebody came in."""

    PARTNER = "partner"
    OFFICER = "officer"
    PUBLIC = "public"


# What a body's machine or a person may be in an area; the doors say which of these they open for.
ROLES = (
    "partner",
    "registrar",
    "administrator",
    "case_worker",
    "intake_clerk",
    "scrutiny_officer",
    "inspector",
    "authoriser",
    "monitoring_officer",
    "s151",
    "auditor",
    "chief_officer",
    "councillor",
    "forum",
    "area_committee",
    "peer_lead",
)


class UnknownRole(ValueError):
    """A grant names a role that no door opens for."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one area."""

    area: str
    role: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known, or the public. `id` may stand as an actor on the record; `name` may not.

    Of what a caller on trial does nothing is kept.
    """

    id: str
    kind: CallerKind
    body: str | None
    areas: frozenset[str]
    roles: frozenset[str]
    name: str
    grants: frozenset[Grant] = frozenset()
    is_trial: bool = False

    @property
    def system(self) -> str:
        """Whose repeated requests are the same: a body's system by any of its live keys, a person by themselves."""
        if self.kind is not CallerKind.PARTNER:
            return self.id
        return f"{'trial' if self.is_trial else 'system'}/{self.name}"

    def is_in(self, area: str, role: str) -> bool:
        """Whether this caller holds the role in the area."""
        return Grant(area, role) in self.grants

    def acting_body(self) -> str:
        """The body that this caller acts for; NotYours for one that acts for none."""
        if self.body is None:
            is_key = self.kind is CallerKind.PARTNER
            raise NotYours("This key belongs to no body." if is_key else "Your account acts for no body.")
        return self.body

    def acting_as(self, roles: Iterable[str]) -> "Caller | None":
        """The same caller with only the areas in which it holds one of `roles`; None when there is none."""
        wanted = frozenset(roles)
        kept = frozenset(grant for grant in self.grants if grant.role in wanted)
        return known(self.id, self.kind, self.body, self.name, kept, is_trial=self.is_trial) if kept else None


PUBLIC = Caller("public", CallerKind.PUBLIC, None, frozenset(), frozenset(), "the public")


def check_roles(roles: Iterable[str]) -> None:
    """Raise UnknownRole when one of these is none that there is."""
    if strangers := sorted(set(roles) - set(ROLES)):
        raise UnknownRole(f"there is no role {', '.join(strangers)}: say {', '.join(ROLES[:-1])} or {ROLES[-1]}")


def known(
    id: str, kind: CallerKind, body: str | None, name: str, grants: Iterable[Grant], *, is_trial: bool = False
) -> Caller:
    """A caller with these grants; its areas and roles follow from them."""
    held = frozenset(grants)
    areas, roles = frozenset(grant.area for grant in held), frozenset(grant.role for grant in held)
    return Caller(id, kind, body, areas, roles, name, held, is_trial)
