"""The place in which cases are walked: two areas, each under a profile of its own, and everybody who may act there.

Bodies, committees and samples of commands are those of the unit tests' small place, so that a new command is walked as
soon as it has its sample.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from services.escalation.domain.case.circumstances import NOBODY, Actor
from services.escalation.schemas.case.actor import actor_of
from shared.auth import Caller, CallerKind, Grant, known
from shared.events.publication import (
    AreaRegistered,
    CommitteeRegistered,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    SeatRegistered,
)
from tests.unit.escalation import ladder

# Area -> its profile.
AREAS = {"E06000101": "laa-2008-1", "E06000102": "lof-2026-1"}
# Measure -> who leads on it: ordinary, of the crime regime, of the health regime, the council itself.
LEADS = {"lifts": "housing", "doors": "housing", "burglary": "police", "beds": "hospital", "bins": "council"}
UNINSPECTED = "hospital"
LAST_DAY = date(2032, 1, 1)  # the calendar must reach to the end of every case that is opened before

# Who is there besides a partner for each body: body and role, and how many of them.
STAFF = {
    ("council", "case_worker"): 2,
    ("council", "monitoring_officer"): 2,
    ("council", "scrutiny_officer"): 1,
    ("council", "s151"): 1,
    ("council", "councillor"): 1,
    ("fire", "case_worker"): 1,
    ("fire", "chief_officer"): 1,
    ("college", "inspector"): 1,
    ("college", "auditor"): 1,
    ("inspectors", "inspector"): 1,
    ("police", "authoriser"): 1,
    ("college", "authoriser"): 1,
    ("fire", "authoriser"): 1,
    ("newcomer", "authoriser"): 1,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may act in an area, as doors know them and as the ladder does."""

    area: str
    caller: Caller
    actor: Actor

    @property
    def name(self) -> str:
        """Their role and body, for a story."""
        return f"{'/'.join(sorted(self.actor.roles))} of {self.actor.body}"


@cache
def people(area: str) -> tuple[Person, ...]:
    """Everybody who may act in the area."""
    held = [(body, "partner", 1) for body in ladder.BODIES]
    held += [(body, role, count) for (body, role), count in STAFF.items()]
    return tuple(_person(area, body, role, number) for body, role, count in held for number in range(count))


def _person(area: str, body: str, role: str, number: int) -> Person:
    kind = CallerKind.PARTNER if role == "partner" else CallerKind.OFFICER
    caller = known(f"{role}-{number}-{body}-{area}", kind, body, role, [Grant(area, role)])
    return Person(area, caller, actor_of(caller, area))


def register(area: str, since_on: date) -> Iterator[object]:
    """What the register tells of an area, in order."""
    yield AreaRegistered(
        area=area, name=f"Walk under {AREAS[area]}", letters="WALK", profile=AREAS[area], population=100_000,
        responsible_authority=ladder.REGISTER.authority, committee=ladder.REGISTER.committee,
    )  # fmt: skip
    for body in ladder.BODIES.values():
        yield PartnerRegistered(
            area=area, partner=body.id, name=body.name, partner_kind=body.kind, regime=body.regime,
            inspectorate=NOBODY if body.id == UNINSPECTED else body.inspectorate, signed_on=body.signed_on,
            parent_body=body.parent,
        )  # fmt: skip
    for committee in ladder.REGISTER.committees:
        yield CommitteeRegistered(
            area=area, committee=committee.id, name=committee.name, regime=committee.regime, quorum=committee.quorum
        )
        for seat in committee.seats:
            yield SeatRegistered(
                area=area, committee=committee.id, seat=seat.seat, boards=seat.boards, held=True, since_on=since_on
            )
    for measure, leads in LEADS.items():
        yield MeasureRegistered(
            area=area, measure=measure, title=measure.title(), unit="%", polarity="higher", frequency="monthly",
            framework="local", source="walk",
        )  # fmt: skip
        yield lead(area, measure, leads, since_on)


def lead(area: str, measure: str, body: str, since_on: date) -> LeadAssigned:
    """A body that leads on a measure since a day."""
    return LeadAssigned(
        area=area, measure=measure, lead=body, contributors=("fire",), data_owners=(), basis="walk", since_on=since_on
    )


def month_before(day: date) -> str:
    """The month of which a figure comes on that day."""
    last = day.replace(day=1) - timedelta(days=1)
    return f"{last.year}-{last.month:02}"
