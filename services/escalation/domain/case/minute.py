"""Decisions of a body: the command carries where they are written down, and the minute must fit the case.

Bodies decide, people record. Who recorded it stands in the ledger; the public sees body, day and minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Gap
from shared.events.escalation import CommitteeChanged, Minute
from shared.working_days import in_words, london_day

# Grounds on which press and public may be kept out: Local Government Act 1972, schedule 12A, part 1.
RESTRICTED = (
    "about_a_person",
    "tells_who_a_person_is",
    "business_affairs",
    "labour_relations",
    "legal_privilege",
    "notice_or_order",
    "prevention_of_crime",
)


NOT_THE_OFFICER = "Only the committee's officer writes down what it decided."
FEWEST = 2  # one alone is no meeting, whatever the register tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Command):
    """Something that a body decided at a meeting."""

    minute: Minute


def minute_of(case: Case, minute: Minute, at: Circumstances) -> Minute:
    """The minute as it is told: with the committee that decided, and who stands aside in this case."""
    return replace(minute, body=deciding(case, at), recused=case.scrutiny.recused)


def deciding(case: Case, at: Circumstances) -> str:
    """The committee that has the case; before it has one, the area's."""
    return case.scrutiny.committee or at.register.committee


def minuted(case: Case, command: Decided, at: Circumstances) -> Iterator[Gap]:
    """The minute is of a meeting that was held, of this case's committee, with a quorum, and of a motion carried."""
    yield from decided_by(case, command.minute, at)


def decided_by(case: Case, minute: Minute, at: Circumstances) -> Iterator[Gap]:
    """The same of a minute on its own."""
    yield from _written(case, minute, at)
    yield from _voted(case, minute, at)


def noted(case: Case, command: Decided, at: Circumstances) -> Iterator[Gap]:
    """The minute is of such a meeting; what it tells was seen there, and nobody voted on it."""
    yield from _written(case, command.minute, at)
    if command.minute.votes_for or command.minute.votes_against or command.minute.abstained:
        yield Gap("minute/votes_for", "no_vote", "Nobody votes on what was seen: write 0 for every number of votes.")


def minuted_by_committee(case: Case, command: Command, at: Circumstances) -> Iterator[Gap]:
    """The same where it is the committee that asks for what somebody else might ask for too; nobody else writes down
    what it decided.
    """
    minute: Minute | None = getattr(command, "minute", None)
    parts = parts_of(case, at)
    if minute is not None and Part.SCRUTINY_OFFICER not in parts:
        yield Gap("minute/reference", "not_yours", NOT_THE_OFFICER)
    elif minute is not None:
        yield from decided_by(case, minute, at)
    elif Part.SCRUTINY_OFFICER in parts and not parts & {Part.SUBJECT, Part.REVIEWER}:
        yield Gap("minute/reference", "missing", "Say where the committee's decision is written down.")


def _written(case: Case, minute: Minute, at: Circumstances) -> Iterator[Gap]:
    if not minute.reference.strip():
        yield Gap("minute/reference", "missing", "Say where it is written down.")
    yield from held_between("minute/met_on", minute.met_on, came_on(case, at), at)
    if minute.body and minute.body != deciding(case, at):
        yield Gap("minute/body", "another_body", f"The case is with {deciding(case, at)}.")
    if minute.recused and set(minute.recused) != set(case.scrutiny.recused):
        message = "Write down first who stands aside; it goes into every minute of the case."
        yield Gap("minute/recused", "not_recorded", message)
    yield from _held(case, minute)


def held_between(field: str, met_on: date, first: date, at: Circumstances) -> Iterator[Gap]:
    """The meeting was held when there was something to decide, and not in days to come; both days are named."""
    reach = f"Name a day from {in_words(first)} to today, {in_words(at.today)}."
    if met_on > at.today:
        yield Gap(field, "not_yet", f"This meeting has not been held yet. {reach}")
    elif met_on < first:
        yield Gap(field, "before_its_time", f"The case had not come to where it stands, or to this body. {reach}")


def came_on(case: Case, at: Circumstances, *, before: int | None = None) -> date:
    """Since when a body could decide what is asked: since the case came to where it stands, or to its committee.

    Where a meeting brought it there, since the day of that meeting, which may have decided more than one thing.
    `before` looks back from a step of the past.
    """
    came, state = case.since_on if before is None and not at.taken else case.opened_on, ""
    for one in at.taken:
        if before is not None and one.version >= before:
            break
        if one.event.state != state or isinstance(one.event, CommitteeChanged):
            minute = getattr(one.event, "minute", None)
            day = london_day(one.at)
            came, state = min(minute.met_on, day) if isinstance(minute, Minute) else day, one.event.state
    return came


def _held(case: Case, minute: Minute) -> Iterator[Gap]:
    """Who was there, what the minority held, and on which ground the public was kept out."""
    left = len(set(case.scrutiny.seats) - set(case.scrutiny.recused))
    if minute.present < 0:
        yield Gap("minute/present", "below_nothing", "This is a number of members: 0 or more.")
    elif minute.present and minute.present < minute.voted:
        yield Gap("minute/present", "fewer_than_voted", f"{minute.voted} voted; as many were there at least.")
    elif case.scrutiny.seats and minute.present > left:
        yield Gap("minute/present", "too_many_present", f"Only {left} members may be there in this case.")
    if minute.minority.strip() and not minute.votes_against + minute.abstained:
        yield Gap("minute/minority", "no_minority", "By these votes there was no minority.")
    if minute.restricted and minute.restricted not in RESTRICTED:
        yield Gap("minute/restricted", "not_a_choice", f"Choose one of: {', '.join(RESTRICTED)}.")


def not_carried(minute: Minute) -> Iterator[Gap]:
    """More voted for it than against it: a tie decides nothing, unless the chair breaks it."""
    if not minute.is_carried:
        words = f"By these votes it was not decided: {minute.votes_for} for, {minute.votes_against} against."
        cast = " If the chair had a casting vote, count it with those for it, and say how many members were there."
        tied = minute.votes_for == minute.votes_against > 0
        yield Gap("minute/votes_for", "not_carried", words + cast * tied)


def _voted(case: Case, minute: Minute, at: Circumstances) -> Iterator[Gap]:
    for name in ("votes_for", "votes_against", "abstained"):
        if getattr(minute, name) < 0:
            yield Gap(f"minute/{name}", "below_nothing", "This is a number of votes: 0 or more.")
    yield from not_carried(minute)
    left = len(set(case.scrutiny.seats) - set(case.scrutiny.recused))
    if case.scrutiny.seats and minute.voted > left:
        yield Gap("minute/votes_for", "too_many_votes", f"Only {left} members may vote in this case.")
    told = case.scrutiny.quorum if case.scrutiny.seats else at.policy.stage2.quorum_least
    quorum = max(told, FEWEST)
    if minute.voted < quorum:
        message = f"Fewer voted than must be there: {quorum}."
        yield Gap("minute/votes_for", "no_quorum", message)
