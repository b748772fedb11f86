"""Deadlines as everybody may read them: what became of each, and in words who is to do what and what follows if not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.escalation.domain.case.register import Body
from services.escalation.domain.ladder.deadline import Kind
from services.escalation.domain.obligation.deadline import Kind as Owed
from shared.policy import Ground, Wording


class Standing(StrEnum):
    """What has become of a deadline: it runs, it was met, it ran out, or nothing is due any more."""

    OPEN = "open"
    MET = "met"
    FIRED = "fired"
    CANCELLED = "cancelled"


class Shown(StrEnum):
    """The kinds that everybody may read; reminders, and what the machine counts for itself, are not among them."""

    SILENCE = Kind.SILENCE.value
    ASKED = Kind.ASKED.value
    ACKNOWLEDGEMENT = Kind.ACKNOWLEDGEMENT.value
    HEARING_DATE = Kind.HEARING_DATE.value
    SECOND = "case.second"
    CLOSING = "petition.closing"
    ASKING = Owed.ASKING.value
    FIXING = Owed.FIXING.value
    HOLDING = Owed.HOLDING.value
    TELLING = Owed.TELLING.value


# What the words of a deadline stand under that no row of the silence table names.
WORDS = {Shown.SECOND: "second", Shown.CLOSING: "draft"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deadlines are asked for; None, and an empty `names`, leave the choice open."""

    kinds: Sequence[str]
    area: str | None = None
    body: str | None = None
    names: Sequence[str] = ()
    standing: Standing = Standing.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A deadline with what it is about: the case's or petition's title, the body under duty, how often it was moved."""

    id: int
    area: str
    reference: str
    of_petition: bool
    title: str
    subject: str
    kind: Shown
    name: str
    bodies: tuple[str, ...]
    answers_owed_under: tuple[str, ...]
    leads_to: str
    due_on: date
    due_at: datetime
    working: str
    policy_version: str
    standing: Standing
    ended_at: datetime | None
    moves: int
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """Something that is due on a day, and of how many on that day in all."""

    due_on: date
    reference: str
    of_petition: bool
    title: str
    kind: Shown
    is_team: bool
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A deadline in words: who is to do what, what happens by itself otherwise, what it rests on, whom it is on."""

    deadline: Listed
    area_name: str
    who: str
    does: str
    otherwise: str
    grounds: tuple[Ground, ...]
    names: Mapping[str, str]


def said(one: Listed, *, area_name: str, bodies: Mapping[str, Body], wording: Wording) -> Said:
    """The words for a deadline, as the profile of the reader's day has them."""
    under_duty = bodies.get(one.subject)
    facts: dict[str, object] = {"area_name": area_name}
    if one.subject:
        facts["subject"] = under_duty.name if under_duty else one.subject
    words = wording.silence(
        WORDS.get(one.kind) or one.name,
        facts,
        signed_on=under_duty.signed_on if under_duty else None,
        regimes=one.answers_owed_under,
    )
    otherwise = wording.code("missed_and_told") if one.kind is Shown.ASKED else words.otherwise
    names = {body: bodies[body].name if body in bodies else body for body in one.bodies}
    return Said(
        deadline=one,
        area_name=area_name,
        who=words.who,
        does=words.does,
        otherwise=otherwise,
        grounds=words.grounds,
        names=names,
    )
