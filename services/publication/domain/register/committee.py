"""What no scrutiny committee of a register can be: without a quorum it could reach, of bodies nobody knows. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.register.refusal import Wrong
from shared.events.publication import CommitteeRegistered, SeatRegistered

ORDINARY, DISTRICT = "ordinary", "district"


def wrong_committees(
    held: Mapping[str, CommitteeRegistered], stated: Sequence[CommitteeRegistered], partners: Collection[str]
) -> Iterator[Wrong]:
    """Committees without an ordinary one, without a quorum, of another's name, or of bodies that nobody knows."""
    known = {**held, **{one.committee: one for one in stated}}
    if known and not any(one.regime == ORDINARY for one in known.values()):
        message = "One committee must be ordinary: it has every case that no other hears."
        yield Wrong("/committees", "no-ordinary-committee", message)
    for index, one in enumerate(stated):
        at = f"/committees/{index}"
        if one.quorum < 1:
            yield Wrong(f"{at}/quorum", "no-quorum", "At least one member must be left to decide.")
        if any(other.name == one.name and other.committee != one.committee for other in known.values()):
            yield Wrong(f"{at}/name", "name-taken", "Another committee of this area has this name.")
        if (one.regime == DISTRICT) != bool(one.bodies):
            message = "A district committee names the bodies that it hears cases about; no other does."
            yield Wrong(f"{at}/bodies", "bodies-of-a-district", message)
        yield from _unknown(one.bodies, f"{at}/bodies", partners)


def wrong_seats(
    held: Mapping[tuple[str, str, date], SeatRegistered],
    stated: Sequence[SeatRegistered],
    committees: Collection[str],
    partners: Collection[str],
) -> Iterator[Wrong]:
    """Seats of no committee, on boards of nobody, or told otherwise before from the same day."""
    for index, seat in enumerate(stated):
        at = f"/seats/{index}"
        if seat.committee not in committees:
            yield Wrong(f"{at}/committee", "unknown-committee", "The register does not know this committee.")
        if held.get((seat.committee, seat.seat, seat.since_on), seat) != seat:
            message = "The register tells this seat otherwise from this day; state it from a later one."
            yield Wrong(f"{at}/since_on", "told-otherwise", message)
        yield from _unknown(seat.boards, f"{at}/boards", partners)


def _unknown(named: Sequence[str], at: str, partners: Collection[str]) -> Iterator[Wrong]:
    for index, partner in enumerate(named):
        if partner not in partners:
            yield Wrong(f"{at}/{index}", "unknown-partner", "The register does not know this partner.")
