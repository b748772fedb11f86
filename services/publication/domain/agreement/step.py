"""What follows from each command of a negotiation: the events of the agreement's own stream, or why it may not be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import assert_never

from services.publication.domain.agreement.advice import wrongs_of_advising, wrongs_of_deciding
from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.answer import (
    wrongs_of_answering,
    wrongs_of_exploring,
    wrongs_of_rejecting,
)
from services.publication.domain.agreement.approval import (
    Approve,
    wrongs_of_targets,
)
from services.publication.domain.agreement.approver import wrongs_of_papers, wrongs_of_papers_figures
from services.publication.domain.agreement.broker import unstated, wrongs_of_standing_between
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.circumstances import Circumstances, by_every_reading
from services.publication.domain.agreement.command import Command, OpenAgreement, OpenRound, PublishEntries, TellOverdue
from services.publication.domain.agreement.confirmation import awaited
from services.publication.domain.agreement.figure import (
    wrongs_of_meaning,
    wrongs_of_said_figures,
    wrongs_of_targets_figures,
)
from services.publication.domain.agreement.held import wrongs_of_holding
from services.publication.domain.agreement.mark import (
    came_of,
    is_of_papers,
    marked,
    published,
    told_on,
    wrongs_of_name,
    wrongs_of_typing,
)
from services.publication.domain.agreement.paper import wrongs_of_opening, years_of
from services.publication.domain.agreement.proposal import wrongs_of_the_past
from services.publication.domain.agreement.revision import wrongs_of_revising
from services.publication.domain.agreement.standing import (
    read_by_gates,
    require_standing,
    still_to_come,
    wanting_to_enter,
)
from services.publication.domain.entry.correction import wrongs_of_superseding
from services.publication.domain.entry.embargo import (
    is_of_the_weeks,
    wrong_of_promising_now,
    wrongs_of_embargo,
    wrongs_of_parting,
    wrongs_of_saying_now,
)
from services.publication.domain.entry.entry import Came, Said, wrongs_of
from services.publication.domain.entry.reply import PutReply, disputed, replied
from services.publication.domain.entry.withholding import wrongs_of_withholding
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NotPossible, Refused, Wrong
from shared.events.publication import (
    AgreementApproved,
    AgreementRevised,
    ResponseOverdue,
    RoundOpened,
)


def decide(
    agreement: Agreement | None, command: Command, today: date, circumstances: Circumstances
) -> tuple[AgreementEvent, ...]:
    """The events of the agreement's own stream that follow; what is already so appends nothing.

    Raises Refused naming every fault of every entry or target, or NotPossible when the state does not allow it.
    """
    if agreement is not None:
        circumstances = circumstances.under(agreement.opened.profile, today)
    match command:
        case OpenAgreement():
            return _open(agreement, command, today, circumstances.as_gates_read())
        case OpenRound():
            return _open_round(_already(agreement), command, circumstances)
        case PublishEntries():
            return _publish(_already(agreement), command, today, circumstances)
        case TellOverdue():
            return _tell_overdue(_already(agreement), command, today, circumstances)
        case Approve():
            held = _already(agreement)
            return by_every_reading(
                circumstances, held.opened.profile, today, lambda by: _approve(held, command, today, by)
            )
        case Revise():
            held = _already(agreement)
            return by_every_reading(
                circumstances, held.opened.profile, today, lambda by: _revise(held, command, today, by)
            )
        case PutReply():
            agreement = _already(agreement)
            return (replied(agreement.opened, command, agreement.replies),)
        case _:
            assert_never(command)


def _already(agreement: Agreement | None) -> Agreement:
    if agreement is None:
        raise NotPossible("The agreement has not been opened.")
    return agreement


def _open(
    agreement: Agreement | None, command: OpenAgreement, today: date, by: Circumstances
) -> tuple[AgreementEvent, ...]:
    if agreement is None:
        rules = by.policy.profile
        if wrongs := [*wrongs_of_opening(command.opened, rules, today)]:
            raise Refused(wrongs)
        return (replace(command.opened, recorded_on=today),)
    if agreement.opened != replace(command.opened, recorded_on=agreement.opened.recorded_on):
        raise NotPossible("An agreement of this name is open already, with other particulars.")
    return ()


def _open_round(agreement: Agreement, command: OpenRound, circumstances: Circumstances) -> tuple[AgreementEvent, ...]:
    opened = RoundOpened(
        area=agreement.opened.area,
        agreement=agreement.opened.agreement,
        round=command.round,
        title=command.title or _title(command, circumstances),
        opened_on=command.opened_on,
        came=command.came.value if command.came else None,
    )
    held = agreement.rounds.get(command.round)
    if held is not None and held != opened:
        raise NotPossible("A round of this name is open already, with other particulars.")
    opens_on = Day.parse(command.opened_on.isoformat()) if command.opened_on else None
    unsaid = disputed(agreement.replies)
    heard = {number: mark for number, mark in agreement.marks.items() if number not in unsaid}
    silent = unstated(agreement.opened.parties, heard)
    if held is None and not agreement.rounds and silent and not agreement.is_before(opens_on, command.came):
        raise NotPossible(
            "The first round opens when every party has stated what binds it, or waived to. "
            f"Not yet stated: {', '.join(silent)}."
        )
    return () if held == opened else (opened,)


def _title(command: OpenRound, circumstances: Circumstances) -> str:
    styles = {one.style: one for one in circumstances.policy.rounds}
    if command.style is None:
        raise Refused([Wrong("/title", "missing", "A round needs a title, or the pattern that it belongs to.")])
    if command.style not in styles:
        known = f"Say {', '.join(styles)}, or give the round a title."
        raise Refused([Wrong("/style", "unknown-style", known)])
    planned = styles[command.style].find(command.round)
    if planned is None:
        rounds = ", ".join(one.round for one in styles[command.style].rounds)
        raise Refused([Wrong("/round", "not-of-this-style", f"The rounds of this pattern are {rounds}.")])
    return planned.title


def _publish(
    agreement: Agreement, command: PublishEntries, today: date, circumstances: Circumstances
) -> tuple[AgreementEvent, ...]:
    wrongs: list[Wrong] = []
    events: list[AgreementEvent] = []
    for index, said in enumerate(command.entries):
        at, marks, opened = f"/{index}", agreement.marks, agreement.opened
        is_old = is_of_papers(said, opened, agreement.rounds)
        came = came_of(said, command.author, marks, is_of_papers=is_old)
        wrongs += _wrongs(agreement, said, at, today, circumstances)
        wrongs += wrongs_of_typing(said, at, command.author, marks)
        wrongs += wrongs_of_superseding(said, at, marks, author=command.author, register=circumstances.register)
        if came is Came.COMPILED and not is_old:
            words = "Only what was said before this record and its round began is compiled from papers."
            wrongs.append(Wrong(f"{at}/came", "not-of-old-papers", words))
        register, rule = circumstances.register, circumstances.policy.pre_election.negotiation_entries
        is_now = not is_old or is_of_the_weeks(told_on(said, agreement.rounds), today, register.before_elections)
        if is_now and command.secret is None:  # whose day was agreed to before is shown on it
            wrongs += wrongs_of_saying_now(said, at, today, elections=register.before_elections, rule=rule)
        if came is not Came.COMPILED and not is_old:
            wrongs += wrongs_of_said_figures(said, at)
            wrongs += wrongs_of_meaning(said, at, today, register, marks)
            wrongs += wrongs_of_answering(said, at, marks)
            wrongs += wrongs_of_name(said, at, marks, agreement.replies, parties=opened.parties, register=register)
        by = circumstances.as_gates_read()
        event = published(opened, said, len(marks) + 1, came=came, today=today, by=by, of=command)
        events.append(event)
        agreement = replace(agreement, marks=marked(agreement.marks, event))
    if wrongs := [*wrongs, *wrongs_of_parting(command.entries)]:
        raise Refused(wrongs)
    return tuple(events)


def _wrongs(agreement: Agreement, said: Said, at: str, today: date, circumstances: Circumstances) -> Iterator[Wrong]:
    marks, parties = agreement.marks, agreement.opened.parties
    silent = () if agreement.rounds else unstated(parties, marks)
    blocked = f" The first opens when these have stated what binds them: {', '.join(silent)}." if silent else ""
    yield from wrongs_of(said, at, today=today, rounds=frozenset(agreement.rounds), blocked=blocked)
    yield from wrongs_of_rejecting(said, at)
    rules = circumstances.policy.negotiation
    yield from wrongs_of_exploring(said, at, today=today, most=rules.placeholder_max, calendar=circumstances.calendar)
    yield from wrongs_of_withholding(said, at, today)
    yield from wrongs_of_embargo(said, at, today, circumstances.register.before_elections)
    yield from wrongs_of_standing_between(said, at, marks, parties)
    yield from wrongs_of_advising(
        said, at, marks, parties=parties, inspecting=circumstances.inspecting, register=circumstances.register
    )
    if not agreement.is_before(said.said_on, said.came):
        unsaid, told = disputed(agreement.replies), dict[Wrong, None]()
        for by in circumstances.readings(agreement.opened.profile, today):
            waits = awaited(marks, agreement.replies, by, today)
            found = wrongs_of_deciding(
                said, at, marks, today=today, by=by, parties=parties, disputed=unsaid, waits=waits
            )
            told |= dict.fromkeys(found)
        yield from told


def _tell_overdue(
    agreement: Agreement, command: TellOverdue, today: date, by: Circumstances
) -> tuple[AgreementEvent, ...]:
    """An answer that never came by its day is told once; what the approval settled before its day is not."""
    if command.entry in agreement.overdue:
        return ()
    return tuple(
        ResponseOverdue(
            area=agreement.opened.area,
            agreement=agreement.opened.agreement,
            entry=one.entry,
            item=one.item,
            due_on=one.due_on,
        )
        for one in agreement.owed(by, today)
        if one.entry == command.entry and one.is_overdue(today)
    )


def _approve(
    agreement: Agreement, command: Approve, today: date, circumstances: Circumstances
) -> tuple[AgreementEvent, ...]:
    if agreement.approved is not None:
        raise NotPossible("The agreement is approved already.")
    is_old = agreement.is_before(command.approved_on, command.came)
    framework = circumstances.policy.framework
    told_until = agreement.opened.recorded_on if is_old else None
    years = years_of(agreement.opened.period)
    wrongs = [*wrongs_of_targets(command, today, framework, told_until=told_until, years=years)]
    wrongs += wrongs_of_holding(command.targets, command.elsewhere)
    wrongs += wrongs_of_papers(command, agreement.marks, disputed(agreement.replies))
    if is_old:
        wrongs += wrongs_of_papers_figures(command, agreement.marks, circumstances, agreement.opened.parties)
    else:
        wrongs += wrongs_of_the_past(command.targets, (), today, command.judged)
        wrongs += _wrong_of_promising_now("/approved_on", agreement, today, circumstances)
    if wrongs := [*wrongs, *wrongs_of_targets_figures(command.targets, circumstances.register)]:
        raise Refused(wrongs)
    if not is_old:
        require_standing(agreement, command, today, circumstances)
        if not command.targets:
            raise Refused([Wrong("/targets", "nothing-approved", "Name the targets that are approved: one at least.")])
    return (
        AgreementApproved(
            area=agreement.opened.area,
            agreement=agreement.opened.agreement,
            approved_on=command.approved_on.text,
            approved_by=command.approved_by,
            targets=len(command.targets),
            recorded_on=today,
            came=command.came.value if command.came else None,
        ),
    )


def _revise(
    agreement: Agreement, command: Revise, today: date, circumstances: Circumstances
) -> tuple[AgreementEvent, ...]:
    if agreement.approved is None:
        raise NotPossible("Nothing is approved yet that could be revised.")
    approved_on = Day.parse(agreement.approved.approved_on).last
    unsaid = disputed(agreement.replies)
    wrongs = wrongs_of_revising(
        command,
        read_by_gates(agreement, circumstances, (), command.figures),
        told=agreement.marks,
        parties=agreement.opened.parties,
        approved_on=approved_on,
        years=years_of(agreement.opened.period),
        disputed=unsaid,
        today=today,
        by=circumstances,
        waits=awaited(agreement.marks, agreement.replies, circumstances, today),
    )
    held = [
        *wrongs_of_holding(command.targets, command.elsewhere),
        *wanting_to_enter(agreement, command, today, circumstances),
    ]
    too_near = _wrong_of_promising_now("/revised_on", agreement, today, circumstances)
    if found := [*wrongs, *held, *too_near, *wrongs_of_targets_figures(command.targets, circumstances.register)]:
        raise Refused(found)
    return (
        AgreementRevised(
            area=agreement.opened.area,
            agreement=agreement.opened.agreement,
            revision=len(agreement.revisions) + 1,
            revised_on=command.revised_on,
            targets=len(command.targets),
            removed=len(command.removed),
            recorded_on=today,
        ),
    )


def _wrong_of_promising_now(at: str, agreement: Agreement, today: date, by: Circumstances) -> Iterator[Wrong]:
    rule = by.policy.pre_election.targets
    yield from wrong_of_promising_now(at, today, elections=by.register.before_elections, rule=rule)
    yield from (Wrong(at, code, words) for code, words in still_to_come(agreement, by).items())
