"""Where the ladder is walked in tests: the area, its bodies and register, and who acts there."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.committee import Committee, Seat
from services.escalation.domain.case.register import Body, Lead, Register
from services.escalation.domain.scrutiny.recommendation import Draft
from shared.calendars import calendar
from shared.events import escalation as told
from shared.policy import Policy, resolve

CALENDAR = calendar("England and Wales")
POLICY: Policy = resolve("laa-2008-1", (), date(2026, 1, 5))
SIGNED = date(2025, 4, 1)
MONDAY = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


def body(id: str, regime: str = "ordinary", parent: str | None = None, signed_on: date | None = SIGNED) -> Body:
    return Body(
        id=id,
        name=id.title(),
        kind="partner",
        regime=regime,
        inspectorate="inspectors",
        signed_on=signed_on,
        parent=parent,
    )


BODIES = {
    b.id: b
    for b in (
        body("council"),
        body("police", "crime"),
        body("fire"),
        body("college"),
        body("housing"),
        body("hospital", "health", parent="trust"),
        body("clinic", "health", parent="trust"),
        body("newcomer", signed_on=None),
    )
}


def committee(name: str, regime: str = "ordinary", seats: int = 7, quorum: int = 4, **sits_on: str) -> Committee:
    """A committee with seats `a`, `b`, ...; `sits_on` names the body on whose board a seat's member sits."""
    held = (Seat(seat=one, boards=(sits_on[one],) if one in sits_on else ()) for one in "abcdefghij"[:seats])
    return Committee(id=name.lower(), name=name, regime=regime, quorum=quorum, seats=tuple(held))


REGISTER = Register(
    version=7,
    authority="council",
    committee="Scrutiny Committee",
    bodies=BODIES,
    lead=Lead(body="housing", contributors=("fire",), basis="agreement of 2025", since_on=SIGNED),
    committees=(committee("Overview", a="housing"), committee("Joint", "joint"), committee("Crime", "crime")),
)
NOTICE = told.TriggerRecord(
    body="fire", name="Fire", party="fire", decided_on=date(2026, 1, 5), reference="letter of 5 January"
)
WARD = told.TriggerRecord(
    body="council",
    name="the councillors for Castle Ward",
    party="the councillors for Castle Ward",
    decided_on=date(2026, 1, 5),
    reference="the register",
)
WORKER = Actor(id="w", body="council", roles=frozenset({"case_worker"}))
MONITOR = Actor(id="m", body="council", roles=frozenset({"monitoring_officer"}))
PAUSER = replace(MONITOR, id="p")
OFFICER = Actor(id="o", body="council", roles=frozenset({"scrutiny_officer"}))
ORGANISER = Actor(id="u", roles=frozenset({"organiser"}), petition="TEST-2026-0001-0")
INSPECTOR = Actor(id="i", body="inspectors", roles=frozenset({"inspector"}))


def partner(id: str) -> Actor:
    return Actor(id=f"staff of {id}", body=id, roles=frozenset({"partner"}))


SUBJECT = partner("housing")
FACILITATOR = partner("college")


def smart(addressee: str, by_on: date) -> Draft:
    return Draft(
        text="Repair every reported lift within two working days",
        addressee=addressee,
        owner="Head of repairs",
        measure="NI 1",
        value="95",
        unit="%",
        by_on=by_on,
        resources="Two fitters, already budgeted",
    )
