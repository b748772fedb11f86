"""An agreement under negotiation: opened, taken through rounds of entries, approved, its targets set in force.

`decide` says what follows from a command, `evolve` what an event changes. No endpoint sets a state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from services.publication.domain.entry import Came, Day, Mark, Party, Said, wrongs_of, wrongs_of_superseding
from services.publication.domain.refusal import NotPossible, Refused, Wrong
from shared.events.publication import AgreementApproved, AgreementOpened, EntryPublished, RoundOpened, TargetSet

AgreementEvent = AgreementOpened | RoundOpened | EntryPublished | AgreementApproved


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it stands. Entries are kept as marks; their words stand in their own rows."""

    opened: AgreementOpened
    version: int = 1
    rounds: Mapping[str, RoundOpened] = field(default_factory=dict)
    marks: Mapping[int, Mark] = field(default_factory=dict)
    approved: AgreementApproved | None = None


@dataclass(frozen=True, slots=True)
class OpenAgreement:
    """A negotiation begins. Its profile may be named without its number: the area's release is meant then."""

    opened: AgreementOpened


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round of it begins."""

    round: str
    title: str
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class PublishEntries:
    """What was said goes on the record: all of it, or none. `author` is the body that enters it, by its name."""

    entries: tuple[Said, ...]
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A target that an approval brings into force."""

    measure: str
    period: str
    value: Decimal
    tolerance: Decimal
    designated: bool
    illustrative: bool
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: str = "points"
    baseline: Decimal | None = None
    baseline_period: str | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    """The agreement is approved. `measures` are those that the area's register knows."""

    approved_on: Day
    approved_by: str
    targets: tuple[Target, ...]
    measures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listed:
    """An agreement in a list: what it is, how far it is, how much was said."""

    agreement: str
    area: str
    title: str
    period: str
    approved_on: str | None
    entries: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target that an agreement set."""

    measure: str
    title: str
    unit: str
    polarity: str
    period: str
    value: Decimal
    designated: bool
    illustrative: bool


Command = OpenAgreement | OpenRound | PublishEntries | Approve


def decide(agreement: Agreement | None, command: Command, today: date) -> tuple[AgreementEvent, ...]:
    """The events of the agreement's own stream that follow; what is already so appends nothing.

    Raises Refused naming every fault of every entry or target, or NotPossible when the state does not allow it.
    """
    match command:
        case OpenAgreement():
            return _open(agreement, command)
        case OpenRound():
            return _open_round(_already(agreement), command)
        case PublishEntries():
            return _publish(_already(agreement), command, today)
        case Approve():
            return _approve(_already(agreement), command, today)
        case _:
            assert_never(command)


def evolve(agreement: Agreement | None, event: AgreementEvent) -> Agreement:
    """The agreement after an event of its stream."""
    if isinstance(event, AgreementOpened):
        return Agreement(event)
    if agreement is None:
        raise ValueError("the stream of an agreement begins with its opening")
    agreement = replace(agreement, version=agreement.version + 1)
    match event:
        case RoundOpened(round=name):
            return replace(agreement, rounds={**agreement.rounds, name: event})
        case EntryPublished():
            return replace(agreement, marks=_marked(agreement.marks, event))
        case AgreementApproved():
            return replace(agreement, approved=event)
        case _:
            assert_never(event)


def refold(events: Iterable[AgreementEvent]) -> Agreement | None:
    """The agreement as its stream tells it; None for a stream that tells nothing."""
    agreement: Agreement | None = None
    for event in events:
        agreement = evolve(agreement, event)
    return agreement


def targets_set(agreement: Agreement, command: Approve) -> tuple[TargetSet, ...]:
    """What an approval tells to the streams of the measures it names, in order of measure and period."""
    ordered = sorted(command.targets, key=lambda target: (target.measure, target.period))
    return tuple(
        TargetSet(
            area=agreement.opened.area,
            measure=target.measure,
            period=target.period,
            value=target.value,
            tolerance=target.tolerance,
            agreement=agreement.opened.agreement,
            designated=target.designated,
            illustrative=target.illustrative,
            stretch=target.stretch,
            minimum=target.minimum,
            path=target.path,
            baseline=target.baseline,
            baseline_period=target.baseline_period,
        )
        for target in ordered
    )


def _already(agreement: Agreement | None) -> Agreement:
    if agreement is None:
        raise NotPossible("The agreement has not been opened.")
    return agreement


def _open(agreement: Agreement | None, command: OpenAgreement) -> tuple[AgreementEvent, ...]:
    if agreement is None:
        return (command.opened,)
    if agreement.opened != command.opened:
        raise NotPossible("An agreement of this name is open already, with other particulars.")
    return ()


def _open_round(agreement: Agreement, command: OpenRound) -> tuple[AgreementEvent, ...]:
    opened = RoundOpened(
        area=agreement.opened.area,
        agreement=agreement.opened.agreement,
        round=command.round,
        title=command.title,
        opened_on=command.opened_on,
    )
    held = agreement.rounds.get(command.round)
    if held is not None and held != opened:
        raise NotPossible("A round of this name is open already, with other particulars.")
    return () if held == opened else (opened,)


def _publish(agreement: Agreement, command: PublishEntries, today: date) -> tuple[AgreementEvent, ...]:
    wrongs: list[Wrong] = []
    events: list[AgreementEvent] = []
    marks: Mapping[int, Mark] = agreement.marks
    for index, said in enumerate(command.entries):
        at = f"/{index}"
        wrongs += wrongs_of(said, at, today=today, rounds=frozenset(agreement.rounds))
        wrongs += wrongs_of_superseding(said, at, marks)
        if said.came is Came.BY_AUTHOR and said.party_name != command.author:
            wrongs.append(Wrong(f"{at}/came", "not-the-author", "These are the words of another body."))
        event = _published(agreement, said, len(marks) + 1, command.author)
        events.append(event)
        marks = _marked(marks, event)
    if wrongs:
        raise Refused(wrongs)
    return tuple(events)


def _published(agreement: Agreement, said: Said, number: int, author: str | None) -> EntryPublished:
    return EntryPublished(
        area=agreement.opened.area,
        agreement=agreement.opened.agreement,
        round=said.round,
        entry=number,
        party=said.party.value,
        entry_kind=said.kind.value,
        status=said.status.value if said.status else None,
        item=said.item,
        said_on=said.said_on.text if said.said_on else None,
        came=(said.came or (Came.BY_AUTHOR if said.party_name == author else Came.COMPILED)).value,
        supersedes=said.supersedes,
    )


def _marked(marks: Mapping[int, Mark], event: EntryPublished) -> dict[int, Mark]:
    after = {**marks, event.entry: Mark(Party(event.party), event.item)}
    if event.supersedes in after:
        after[event.supersedes] = replace(after[event.supersedes], is_superseded=True)
    return after


def _approve(agreement: Agreement, command: Approve, today: date) -> tuple[AgreementEvent, ...]:
    if agreement.approved is not None:
        raise NotPossible("The agreement is approved already.")
    wrongs = []
    if command.approved_on.first > today:
        wrongs.append(Wrong("/approved_on", "in-the-future", "Nobody can have approved this yet."))
    seen: set[tuple[str, str]] = set()
    for index, target in enumerate(command.targets):
        if target.measure not in command.measures:
            wrongs.append(Wrong(f"/targets/{index}/measure", "unknown-measure", "The register does not know it."))
        if (target.measure, target.period) in seen:
            wrongs.append(Wrong(f"/targets/{index}", "told-twice", "This measure has a target for this period above."))
        seen.add((target.measure, target.period))
    if wrongs:
        raise Refused(wrongs)
    return (
        AgreementApproved(
            area=agreement.opened.area,
            agreement=agreement.opened.agreement,
            approved_on=command.approved_on.text,
            approved_by=command.approved_by,
            targets=len(command.targets),
        ),
    )
