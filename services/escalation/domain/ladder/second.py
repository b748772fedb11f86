"""The rows that follow from second persons: made from the rows that need one, so that none can be forgotten.

For every row whose decision may wait there are four: the second agrees and the row's own events follow, the second
refuses, whoever asked takes it back, or nobody speaks in time; the last three have no effect.
"""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice, When
from services.escalation.domain.case.circumstances import Circumstances, Proposal
from services.escalation.domain.case.command import (
    AgreeAsSecond,
    Command,
    NoteNoSecond,
    RefuseAsSecond,
    WithdrawProposal,
    verb,
)
from services.escalation.domain.case.guard import Check
from services.escalation.domain.case.part import MACHINE, PROPOSER, SECOND
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.step import Steps
from shared.events import escalation as told

NOTHING = "nothing"


def rows_of_seconds(rows: Sequence[Row]) -> Iterator[Row]:
    """What a second person may say where any of these rows needs one, and what their silence does."""
    deciding = [row for row in rows if row.second is not None]
    names = tuple(dict.fromkeys(waits_as(row, deciding) for row in deciding))
    otherwise = dict.fromkeys(names, "No decision in this case waits for a second person now.")
    waits = Choice("what waits for a second person", (*names, NOTHING), partial(_waiting, deciding), otherwise)
    for row in deciding:
        when = When(waits, waits_as(row, deciding))
        yield Row(
            state=row.state, over=row.over, asked=AgreeAsSecond, who=SECOND, to=row.to, tells=_agreed(row),
            basis="S2", when=when, needs=row.needs, checks=tuple(_again(check) for check in row.checks),
            counter=row.counter,
        )  # fmt: skip
        yield Row(
            state=row.state, over=row.over, asked=RefuseAsSecond, who=SECOND, to=row.state, tells=_refused, basis="S2",
            when=when,
        )  # fmt: skip
        yield Row(
            state=row.state, over=row.over, asked=WithdrawProposal, who=PROPOSER, to=row.state, tells=_withdrawn,
            basis="S2", when=when,
        )  # fmt: skip
        yield Row(
            state=row.state, over=row.over, asked=NoteNoSecond, who=MACHINE, to=row.state, tells=_missing, basis="S2",
            when=when,
        )  # fmt: skip


def waits_as(row: Row, deciding: Sequence[Row]) -> str:
    """What waits where this row's decision does: its command, and the row's answer where it has several there."""
    name = verb(row.asked)
    return f"{name}, {row.when.answer}" if row.when is not None and len(_like(row, deciding)) > 1 else name


def _like(row: Row, rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if (one.state, one.over, one.asked) == (row.state, row.over, row.asked)]


def _waiting(deciding: Sequence[Row], case: Case, command: Command | None, at: Circumstances) -> str:
    """By what holds now: whatever came while it waited counts when somebody agrees."""
    if case.waiting is None:
        return NOTHING
    proposed = at.found.proposal.command if isinstance(at.found.proposal, Proposal) else None
    for row in deciding:
        if (row.state, row.over, verb(row.asked)) == (case.state, case.overlay, case.waiting.command):
            name = waits_as(row, deciding)
            if name == case.waiting.command or (row.when is not None and row.when.holds(case, proposed, at)):
                return name
    return case.waiting.command


def _agreed(row: Row) -> Any:  # noqa: ANN401 a row's function takes its own command
    def tells(case: Case, command: AgreeAsSecond, at: Circumstances) -> Steps:
        agreed = partial(told.SecondAgreed, command=_name(case), by=at.actor.public_name, reasons=command.reasons)
        return (agreed, *row.tells(case, at.proposal.command if at.proposal else command, at))

    return tells


def _again(check: Check) -> Check:
    """What the proposal says is looked at again: days may have passed."""

    def checked(case: Case, command: Command, at: Circumstances) -> Iterator[Gap]:
        if at.proposal is not None:
            yield from check(case, at.proposal.command, at)

    return checked


def _refused(case: Case, command: RefuseAsSecond, at: Circumstances) -> Steps:
    return (partial(told.SecondRefused, command=_name(case), by=at.actor.public_name, reasons=command.reasons),)


def _withdrawn(case: Case, command: WithdrawProposal, at: Circumstances) -> Steps:
    by = at.actor.public_name
    return (partial(told.second.SecondWithdrawn, command=_name(case), by=by, reasons=command.reasons),)


def _missing(case: Case, command: NoteNoSecond, at: Circumstances) -> Steps:
    return (partial(told.SecondMissing, command=_name(case)),)


def _name(case: Case) -> str:
    return case.waiting.command if case.waiting else NOTHING
