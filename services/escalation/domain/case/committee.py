"""Scrutiny committees as the register names them, which of them a case goes to, and who stands aside.

The regime of the body that answers decides, by the machine, on the day of the referral. A member who sits on the
board of that body stands aside; where too few are left a joint committee has the case at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

ORDINARY, DISTRICT, JOINT = "ordinary", "district", "joint"
EXECUTIVE, CRIME = "executive", "crime"
NO_QUORUM = "no_quorum"  # too few are left, and no other committee is there to have the case


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat that is held, and the bodies on whose boards its member sits."""

    seat: str
    boards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A committee: what it hears, how many of its members must be left, its seats. No seats: nobody told them."""

    name: str
    id: str = ""
    regime: str = ORDINARY
    quorum: int = 0
    bodies: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()

    def aside(self, of: str, organisation: Callable[[str], str]) -> tuple[str, ...]:
        """The seats whose members sit on a board of that organisation."""
        return tuple(seat.seat for seat in self.seats if of in {organisation(board) for board in seat.boards})

    def is_quorate(self, recused: Iterable[str]) -> bool:
        """Whether enough are left without these; a committee whose seats nobody told is taken to be."""
        return not self.seats or len({seat.seat for seat in self.seats} - set(recused)) >= self.quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """To which committee, why (a code of the words), and which of its seats stand aside."""

    committee: Committee
    why: str
    recused: tuple[str, ...] = ()


def route(
    committees: Iterable[Committee], *, body: str, regime: str, default: str, organisation: Callable[[str], str]
) -> Routing:
    """The committee for a case about this body under this regime; the area's one committee where it names no more."""
    known = tuple(committees)
    chosen = _chosen(known, body, ORDINARY if regime == EXECUTIVE else regime, default)
    of = organisation(body)
    recused = chosen.committee.aside(of, organisation)
    if chosen.committee.is_quorate(recused):
        return Routing(committee=chosen.committee, why=chosen.why, recused=recused)
    return joint(known, but=chosen.committee.name, recused=(), of=of, organisation=organisation) or Routing(
        committee=chosen.committee, why=NO_QUORUM, recused=recused
    )


def joint(
    committees: Iterable[Committee],
    *,
    but: str,
    recused: Iterable[str],
    of: str,
    organisation: Callable[[str], str],
) -> Routing | None:
    """A joint committee other than the one of this name of which enough are left; None where there is none."""
    for committee in committees:
        aside = tuple(dict.fromkeys((*committee.aside(of, organisation), *recused)))
        if committee.regime == JOINT and committee.name != but and committee.is_quorate(aside):
            return Routing(committee=committee, why=JOINT, recused=aside)
    return None


def _chosen(committees: tuple[Committee, ...], body: str, regime: str, default: str) -> Routing:
    """By the body, where it is a district's; by its regime; else the ordinary one."""
    for committee in committees:
        # The law lets no district committee report on the police.
        if committee.regime == DISTRICT and body in committee.bodies and regime != CRIME:
            return Routing(committee=committee, why=DISTRICT)
    for wanted in dict.fromkeys((regime, ORDINARY)):
        for committee in committees:
            if committee.regime == wanted:
                return Routing(committee=committee, why=f"hears_{wanted}")
    return Routing(committee=Committee(name=default), why="only_committee")
