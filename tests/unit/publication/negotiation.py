"""A negotiation and what is said in it, for tests."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import Command, OpenAgreement, OpenRound, PublishEntries
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.entry import Came, EntryKind, Party, Said, Side, Status
from services.publication.domain.entry.particulars import Constraints, Particulars
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register
from shared.calendars import calendar
from shared.events.publication import AgreementOpened, PartnerRegistered
from shared.policy import resolve

TODAY = date(2026, 11, 20)
COUNCIL, OFFICE = "Bath & North East Somerset Council", "Government Office for the South West"


def opened() -> AgreementOpened:
    return AgreementOpened(
        area="E06000022",
        agreement="laa-2008",
        title="Local Area Agreement 2008 to 2011",
        period="2008-04-01/2011-03-31",
        profile="laa-2008-1",
        parties=(COUNCIL, OFFICE),
    )


def said(
    title: str = "Serious acquisitive crime",
    *,
    by: Party = Party.COUNCIL,
    kind: EntryKind = EntryKind.PROPOSAL,
    status: Status | None = Status.PROPOSED,
    on: str | None = "2008-05-14",
) -> Said:
    return Said(
        round="final-draft",
        party=by,
        party_name=COUNCIL if by.side is Side.LOCAL else OFFICE,
        kind=kind,
        item_title=title,
        source="Cabinet, 14 May 2008",
        status=status,
        said_on=Day.parse(on) if on else None,
    )


class Written(dict[int, date | None]):
    """Letters to whomever words are put down: each left on the day on which they came, unless told otherwise."""

    def __contains__(self, entry: object) -> bool:
        return True

    def get(self, entry: int, _: object = None) -> date | None:
        return dict.get(self, entry, date.min)


def knowing(*bodies: tuple[str, str, str]) -> Register:
    """A register of these bodies, each by code, name and kind."""
    shared = {"area": "E06000022", "regime": "executive", "inspectorate": "Audit Commission"}
    return Register(
        "E06000022",
        partners={
            code: PartnerRegistered(partner=code, name=name, partner_kind=kind, **shared)  # type: ignore[arg-type]
            for code, name, kind in bodies
        },
    )


def knowing_also(by: Circumstances, *body: str) -> Circumstances:
    """The same circumstances, in which the register knows one more body, by code, name and kind."""
    code, name, kind = body
    more = knowing((code, name, kind)).partners
    return replace(by, register=replace(by.register, partners={**by.register.partners, **more}))


def circumstances(register: Register | None = None, **changed: object) -> Circumstances:
    policy = resolve("laa-2008-1", (), TODAY)
    days = calendar(policy.clock.calendar)
    return Circumstances(
        register=register or knowing(),
        policy=policy,
        calendar=days,
        **{"letters": Written(), **changed},  # type: ignore[arg-type]
    )


HERE = circumstances()


def act(agreement: Agreement | None, command: Command, today: date = TODAY, by: Circumstances = HERE) -> Agreement:
    return reduce(evolve, decide(agreement, command, today, by), agreement)  # type: ignore[return-value] # never None


def negotiation() -> Agreement:
    agreement = act(None, OpenAgreement(opened()))
    return act(agreement, OpenRound("final-draft", "Final draft", date(2008, 4, 1), came=Came.COMPILED))


def publish(agreement: Agreement, *entries: Said, author: str | None = None) -> Agreement:
    return act(agreement, PublishEntries(entries, author))


def live(today: date = TODAY, *, by: Circumstances = HERE) -> Agreement:
    """A negotiation that is on the record as it happens: both parties have waived, the first round is open."""
    begun = replace(opened(), period="2026 to 2029", profile=by.policy.profile)
    agreement = act(None, OpenAgreement(begun), today, by)
    for party, name in ((Party.COUNCIL, COUNCIL), (Party.GOVERNMENT_OFFICE, OFFICE)):
        waived = beside(EntryKind.CONSTRAINTS, party, name, constraints=Constraints(is_waived=True))
        agreement = tell(agreement, waived, on=today, author=name, by=by)
    return act(agreement, OpenRound("final-draft", "Final draft", today), today, by)


def tell(
    agreement: Agreement, *entries: Said, on: date = TODAY, author: str | None = None, by: Circumstances = HERE
) -> Agreement:
    """The agreement after these entries went on the record on that day."""
    return act(agreement, PublishEntries(entries, author), on, by)


def beside(kind: EntryKind, party: Party, name: str, title: str = "The agreement", **particulars: object) -> Said:
    """An entry beside the conversations, with what its kind carries."""
    return Said(
        party=party,
        party_name=name,
        kind=kind,
        item_title=title,
        source="Letter",
        particulars=Particulars(**particulars),  # type: ignore[arg-type] # by name
    )


def refusal(
    agreement: Agreement, *entries: Said, on: date = TODAY, author: str | None = None, by: Circumstances = HERE
) -> dict[str, str]:
    """Every fault that is named, by where it stands."""
    with pytest.raises(Refused) as refused:
        tell(agreement, *entries, on=on, author=author, by=by)
    return {wrong.pointer: wrong.code for wrong in refused.value.wrongs}
