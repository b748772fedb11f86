"""A negotiation and what is said in it, for tests."""

from datetime import date
from functools import reduce

from services.publication.domain.agreement import (
    Agreement,
    Command,
    OpenAgreement,
    OpenRound,
    PublishEntries,
    decide,
    evolve,
)
from services.publication.domain.entry import Day, EntryKind, Party, Said, Side, Status
from shared.events.publication import AgreementOpened

TODAY = date(2026, 11, 20)
COUNCIL, OFFICE = "Bath & North East Somerset Council", "Government Office for the South West"


def opened() -> AgreementOpened:
    return AgreementOpened(
        area="E06000022",
        agreement="laa-2008",
        title="Local Area Agreement 2008 to 2011",
        period="2008-04-01/2011-03-31",
        profile="laa-2008",
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


def act(agreement: Agreement | None, command: Command) -> Agreement:
    return reduce(evolve, decide(agreement, command, TODAY), agreement)  # type: ignore[return-value] # never None


def negotiation() -> Agreement:
    agreement = act(None, OpenAgreement(opened()))
    return act(agreement, OpenRound("final-draft", "Final draft", date(2008, 4, 1)))


def publish(agreement: Agreement, *entries: Said, author: str | None = None) -> Agreement:
    return act(agreement, PublishEntries(entries, author))
