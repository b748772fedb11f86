"""Notices about what a petition says: on which grounds, until when they are decided, who may decide what. Pure.

A notice by itself hides nothing: otherwise anybody could silence a petition by reporting it, and whoever it is about by
not answering. So the text stays until somebody decides, and a notice that is late is told as late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import NotYourPart
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.petition.petition import Petition
from shared.events.escalation import notice as told
from shared.working_days import Calendar, add_working_days

DECIDING = ("case_worker", "monitoring_officer", "partner")
# 48 hours without weekends and bank holidays: the Defamation (Operators of Websites) Regulations 2013, SI 2013/3028.
DECIDE_WITHIN = 2


class Ground(StrEnum):
    """On what somebody may say that a text may not stand. That it embarrasses somebody is none."""

    PERSONAL_DATA = "personal_data"
    DEFAMATION = "defamation"
    SAFEGUARDING = "safeguarding"
    CRIME = "crime"
    COPYRIGHT = "copyright"


class Outcome(StrEnum):
    """What was decided."""

    KEPT = "kept"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. `words` are whoever's who sent it: for those who decide alone, and gone once it is decided."""

    petition: str
    number: int
    area: str
    ground: Ground
    told_on: date
    due_on: date
    words: str = ""
    outcome: Outcome | None = None
    decided_on: date | None = None
    reasons: str = ""
    by: str = ""

    def is_late(self, today: date) -> bool:
        """Whether it was decided after its day, or is not decided and its day is over."""
        return (self.decided_on or today) > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many notices of an area named a ground: those that wait, that changed nothing, that hid a text, late ones."""

    area: str
    ground: Ground
    waiting: int
    kept: int
    hidden: int
    late: int


def due_on(today: date, calendar: Calendar) -> date:
    """The last day to decide about a notice of this day."""
    return add_working_days(today, DECIDE_WITHIN, calendar=calendar).due_on


def report(petition: Petition, number: int, ground: Ground, due: date) -> Sequence[object]:
    """A notice was given."""
    return (told.PetitionReported(petition=petition.reference, notice=number, ground=ground.value, due_on=due),)


def decide(one: Notice, outcome: Outcome, reasons: str, *, at: Circumstances, role: str) -> Sequence[object]:
    """What a decision tells. A text is hidden by nobody whose own body it is about: raises NotYourPart then."""
    by = at.actor.public_name
    if outcome is Outcome.KEPT:
        return (told.NoticeDismissed(petition=one.petition, notice=one.number, reasons=reasons, by=by, role=role),)
    if is_own_cause((at.register.answering,), at):
        raise NotYourPart("own_cause", "It is about your own body: somebody of another body decides to hide its text.")
    ground = one.ground.value
    return (
        told.TextHidden(petition=one.petition, notice=one.number, ground=ground, reasons=reasons, by=by, role=role),
    )
