"""The contract of the reserve power's door: what is sent, and a sealed matter as JSON for those who may see it."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.escalation.domain.reserve import particulars as asked
from services.escalation.domain.reserve.matter import Happened, Matter, facts_of
from services.escalation.domain.reserve.particulars import Lodge, ReserveCommand, Withheld
from shared.shapes import Line, Prose, Reasons, Slug, Strict, Whole, Yes, at_most

BASE = "/escalation/v1/reserve"
MOST_BODIES, MOST_WITHHELD = 10, 100
Words = Annotated[Reasons, at_most(4000)]  # the whole of a matter is one event, once it is unsealed


class LodgeIn(Strict):
    """A suspicion with its particulars. What is missing is named in the answer, all at once."""

    area: Slug
    subject: Slug = ""
    what: Words = ""
    who: Annotated[Prose, at_most(4000)] = ""
    when: Line = ""
    evidence: Slug = ""
    source: Slug = "own"
    case: Slug = ""

    def lodging(self) -> Lodge:
        """The same as the domain knows it."""
        return Lodge(**self.model_dump())


class Reasoned(Strict):
    """What every decision says."""

    reasons: Words

    @abstractmethod
    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""


class AuthoriseIn(Reasoned):
    """The suspicion is reasonable, and these bodies look into it."""

    send_to: list[Line] = Field(max_length=MOST_BODIES)

    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""
        return asked.Authorise(reasons=self.reasons, send_to=tuple(self.send_to))


class RefuseIn(Reasoned):
    """The suspicion is not reasonable."""

    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""
        return asked.Refuse(reasons=self.reasons)


class ReportIn(Reasoned):
    """A body that the matter was sent to says what it found, and whether that is a failure."""

    findings: Words
    is_failing: Yes

    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""
        return asked.Report(reasons=self.reasons, findings=self.findings, is_failing=self.is_failing)


class ReviewIn(Reasoned):
    """The matter must stay sealed for now."""

    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""
        return asked.Review(reasons=self.reasons)


class CloseIn(Reasoned):
    """Nothing more comes of the matter; it stays sealed."""

    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""
        return asked.Close(reasons=self.reasons)


class WithheldIn(Strict):
    """A fact that stays unseen, of the entry of that number."""

    entry: Whole
    fact: Line
    ground: Line


class UnsealIn(Reasoned):
    """The matter is told, with what was found by those that it was sent to."""

    withhold: list[WithheldIn] = Field(default=[], max_length=MOST_WITHHELD)

    def command(self) -> ReserveCommand:
        """The same as the domain knows it."""
        withhold = tuple(Withheld(one.entry, one.fact, one.ground) for one in self.withhold)
        return asked.Unseal(reasons=self.reasons, withhold=withhold)


BODIES: dict[str, type[Reasoned]] = {
    "authorise": AuthoriseIn,
    "refuse": RefuseIn,
    "report": ReportIn,
    "review": ReviewIn,
    "unseal": UnsealIn,
    "close": CloseIn,
}


def document(
    id: UUID,
    matter: Matter,
    happened: Iterable[tuple[int, Happened]],
    readings: Sequence[tuple[str, str, datetime]] = (),
) -> dict[str, Any]:
    """A sealed matter as JSON values, with those of its entries that the reader may see, by number.

    `readings` say who opened it, for what, and when.
    """
    return {
        "matter": str(id),
        "area": matter.area,
        "stage": matter.stage.value,
        "version": matter.version,
        "lodged_on": matter.lodged_on.isoformat(),
        "due_on": matter.due_on.isoformat() if matter.due_on else None,
        "entries": [
            {"number": number, "name": one.name, "on": one.on.isoformat(), "facts": dict(facts_of(one.event))}
            for number, one in happened
        ],
        "readings": [{"holder": who, "purpose": what, "at": at.isoformat()} for who, what, at in readings],
        "links": {"self": f"{BASE}/{id}"},
    }


def statistics(first: date, before: date, counts: Mapping[str, int | None], fewest: int) -> dict[str, Any]:
    """How many matters were lodged in a quarter, by area; fewer than `fewest` are not told."""
    return {
        "from": first.isoformat(),
        "before": before.isoformat(),
        "areas": [
            {"area": area, "lodged": count, "fewer_than": fewest if count is None else None}
            for area, count in sorted(counts.items())
        ],
        "links": {"self": f"{BASE}/statistics"},
    }


def misuse(found: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """Organisations whose lodgings are refused again and again, as numbers."""
    return {
        "organisations": [
            {"area": area, "organisation": organisation, "refused_in_12_months": refused}
            for area, organisation, refused in found
        ],
        "links": {"self": f"{BASE}/misuse"},
    }
