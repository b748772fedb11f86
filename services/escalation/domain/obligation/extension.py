"""Signing goes on longer for a time in which nobody could sign: by as many days as it lasted, once for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.petition.petition import Petition
from shared.events import escalation as told
from shared.working_days import in_words, london_day

ROLE = "case_worker"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Give back the days on which a petition could not be signed: the outage's two ends, the new last day, why."""

    out_from: datetime
    out_until: datetime
    closes_on: date
    reasons: str


def extend(petition: Petition, asked: Extend, at: Circumstances) -> tuple[object, ...]:
    """The new closing day. Raises Refused: not a case worker, too late, or with every gap named."""
    if ROLE not in at.actor.roles:
        raise NotYourPart("not_your_part", "Only a case worker of this area may.")
    if petition.withdrawn_on is not None:
        raise Refused("taken_back", "Whoever started it left it, and nobody took it up: more days help nobody.")
    last = at.policy.petition.extend_after.reckon(petition.closes_on, at.calendar).due_on
    if at.today > last:
        raise Refused("too_late", f"Days can be given back until {in_words(last)}.")
    if gaps := list(_gaps(petition, asked, at)):
        raise Incomplete(gaps)
    return (
        told.PetitionExtended(
            petition=petition.reference,
            closed_on=petition.closes_on,
            closes_on=asked.closes_on,
            out_from=asked.out_from,
            out_until=asked.out_until,
            reasons=asked.reasons.strip(),
            by=at.actor.public_name,
            role=ROLE,
        ),
    )


def longest(petition: Petition, asked: Extend, on: date) -> date:
    """The latest day on which signing may end: a day for each day or part of one, from its end or from today."""
    days = -(-(asked.out_until - asked.out_from) // DAY)
    return max(petition.closes_on, on) + days * DAY


def _gaps(petition: Petition, asked: Extend, at: Circumstances) -> Iterator[Gap]:
    if asked.out_until <= asked.out_from:
        yield Gap("out_until", "ends_before_it_begins", "The end lies before the beginning.")
        return
    if asked.out_until > at.now:
        yield Gap("out_until", "not_over", "This is given when signing works again.")
    if london_day(asked.out_from) < petition.opened_on or london_day(asked.out_until) > petition.closes_on:
        yield Gap("out_from", "not_while_open", "The outage lies outside the days of signing.")
    if any(one.out_from < asked.out_until and asked.out_from < one.out_until for one in petition.extended):
        yield Gap("out_from", "given_before", "For some of this time days were given back before.")
    if asked.closes_on <= petition.closes_on or asked.closes_on < at.today:
        yield Gap("closes_on", "no_later", "The new last day is later than the old one, and not over.")
    elif asked.closes_on > (last := longest(petition, asked, at.today)):
        yield Gap("closes_on", "too_long", f"No more days than the outage lasted: until {in_words(last)} at most.")
    if not asked.reasons.strip():
        yield Gap("reasons", "missing", "Say what happened.")
