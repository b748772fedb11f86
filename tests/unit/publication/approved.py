"""An agreement that is ready for its approval, or approved, and what is asked of it: for tests of its gates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.stated import OnRecord
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.entry.entry import EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import (
    Consent,
    Consultation,
    Decision,
    ItemClass,
    Outcome,
    Particulars,
    Protocol,
    Revision,
    RevisionKind,
    Terms,
)
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register, RegisterEvent, loaded
from shared.events.publication import AreaRegistered, EntryReplied, LeadAssigned, MeasureRegistered, PartnerRegistered
from tests.unit.publication.negotiation import (
    COUNCIL,
    OFFICE,
    act,
    beside,
    circumstances,
    live,
    said,
)
from tests.unit.publication.negotiation import tell as typed

BATH, POLICE = "E06000022", "Avon Police"
MONDAY, LATER = date(2026, 6, 1), date(2026, 8, 3)
PUT = date(2026, 7, 1)  # so long before LATER that whoever agreed could answer a proposal of that day
MEASURES = ("NI-16", "local-1")
DECISION = Decision(outcome=Outcome.APPROVE, reasons="Fair.", relied_on="Nothing.", urgency="The grant lapses.")


def register() -> Register:
    bodies = {
        "bath": (COUNCIL, "council"),
        "police": (POLICE, "police"),
        "ministers": ("Ministers", "ministers_office"),
        "office": (OFFICE, "government_office"),
    }
    shared = {"area": BATH, "regime": "executive", "inspectorate": "Audit Commission"}
    measured = {
        "unit": "percent",
        "polarity": "higher",
        "frequency": "annual",
        "framework": "x",
        "source": "Home Office",
    }
    led = {"lead": "police", "contributors": (), "data_owners": (), "basis": "x", "since_on": date(2026, 1, 1)}
    about = AreaRegistered(
        area=BATH,
        name="Bath",
        letters="BATH",
        profile="laa-2008-1",
        population=1,
        responsible_authority="bath",
        committee="Overview",
    )
    facts: list[RegisterEvent] = [
        *(
            PartnerRegistered(partner=code, name=n, partner_kind=k, **shared)  # type: ignore[arg-type]
            for code, (n, k) in bodies.items()
        ),
        *(MeasureRegistered(area=BATH, measure=one, title=one, **measured) for one in MEASURES),
        *(LeadAssigned(area=BATH, measure=one, **led) for one in MEASURES),  # type: ignore[arg-type]
    ]
    return loaded(about, 1, facts)


BY = circumstances(register())


def tell(agreement: Agreement, *entries: Said, on: date, by: Circumstances) -> Agreement:
    """The agreement after each of these was entered by the body whose words it gives."""
    for one in entries:
        agreement = typed(agreement, one, on=on, author=one.party_name, by=by)
    return agreement


def target(measure: str, value: str = "17.5", **changed: object) -> Target:
    made = Target(measure, "2026/27", Decimal(value), Decimal("0.05"), designated=False, illustrative=False)
    return replace(made, **changed)  # type: ignore[arg-type] # by name


def consent(*, is_given: bool = True) -> Said:
    return beside(EntryKind.CONSENT, Party.PARTNER, POLICE, "local-1", consent=Consent(is_given=is_given))


def decided(*items: str) -> Said:
    return beside(EntryKind.DECISION, Party.MINISTER, "Ministers", decision=replace(DECISION, items=items))


def proposed(measure: str) -> Said:
    return beside(EntryKind.REVISION, Party.COUNCIL, COUNCIL, measure, revision=Revision(change=RevisionKind.CHANGE))


def agreed(measure: str) -> Said:
    turn = said(measure, by=Party.MINISTER, kind=EntryKind.RESPONSE, status=Status.AGREED, on=None)
    return replace(turn, party_name="Ministers")


def agreed_upon() -> Agreement:
    """Both sides agreed on the figures of STATED, and the ministers decided to approve."""
    designated = replace(said("NI 16", on=None), particulars=Particulars(terms=Terms(item_class=ItemClass.DESIGNATED)))
    turns = (designated, said("local-1", on=None), *(agreed(one) for one in MEASURES))
    return tell(live(MONDAY), *turns, decided(), on=MONDAY, by=BY)


def ready() -> Agreement:
    """All that an approval of both measures asks for is on the record."""
    protocol = Protocol(accountability="Police.", responsibility="Police.", probity="Audit.")
    consulted = Consultation(consulted="Beat teams.", changed="Nothing.")
    return tell(
        agreed_upon(),
        beside(EntryKind.PROTOCOL, Party.PARTNER, POLICE, "NI 16", protocol=protocol),
        beside(EntryKind.CONSULTATION, Party.COUNCIL, COUNCIL, "NI 16", consultation=consulted),
        consent(),
        on=MONDAY,
        by=BY,
    )


def agreed_upon_consented() -> Agreement:
    """Both sides agreed, and whoever leads consents to what is local; nothing else stands."""
    return tell(agreed_upon(), consent(), on=MONDAY, by=BY)


def disputed(agreement: Agreement, entry: int, *, anew: bool = False) -> Agreement:
    """The agreement after the body whose words these are says that it did not say them; or `anew` that it did."""
    told = EntryReplied(
        area=BATH,
        agreement="laa-2008",
        reply=len(agreement.replies) + 1,
        entry=entry,
        body="police",
        stance="confirmed" if anew else "disputed",
        supersedes=1 if anew else None,
    )
    return evolve(agreement, told)


def approval(*targets: Target) -> Approve:
    return Approve(Day.parse("2026-06-01"), "Ministers", targets, frozenset(MEASURES), figures=STATED)


STATED = tuple(OnRecord(n, "2026/27", Decimal("17.5"), "percent") for n in (3, 4))  # by the proposals of `ready`
PROPOSAL = 11  # the first entry after `approved`, which proposes what is revised
DESIGNATED, LOCAL = target("NI-16", designated=True), target("local-1")


def wanting(agreement: Agreement, command: Approve | Revise, on: date = MONDAY) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act(agreement, command, on, BY)
    return [(wrong.pointer, wrong.code) for wrong in refused.value.wrongs]


def approved() -> Agreement:
    return act(ready(), approval(DESIGNATED, LOCAL), MONDAY, BY)


def in_force(*targets: Target) -> tuple[TargetRow, ...]:
    return tuple(
        TargetRow(t.measure, t.measure, "percent", "higher", t.period, t.value, t.designated, t.illustrative)
        for t in targets
    )


def revision(*targets: Target, removed: tuple[Removed, ...] = (), on: date = LATER) -> Revise:
    figures = [OnRecord(PROPOSAL, one.period, one.value, "percent") for one in targets]
    figures += [OnRecord(PROPOSAL, one.period, None) for one in removed]
    return Revise(on, targets, removed, in_force(DESIGNATED, LOCAL), figures=tuple(figures))
