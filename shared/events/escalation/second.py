"""A second person: asked before a decision takes effect, and what came of it."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep, Deed


@event("case.second_asked", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAsked(Deed):
    """A decision waits for a second person. `command` is its name, `of` who is asked, `second_by` their last day,
    `about` what in the case it is about, where that may be one of several.
    """

    command: str
    of: str
    second_by: date
    about: str = ""


@event("case.second_agreed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAgreed(CaseStep):
    """The second person agreed; the decision follows. `by` is the body for which they spoke."""

    command: str
    by: str
    reasons: str


@event("case.second_refused", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRefused(CaseStep):
    """The second person did not agree: the decision has no effect."""

    command: str
    by: str
    reasons: str


@event("case.second_withdrawn", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondWithdrawn(CaseStep):
    """Whoever had asked for it took it back before the second person spoke: the decision has no effect. `by` is the
    body for which they did so.
    """

    command: str
    by: str
    reasons: str


@event("case.second_missing", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondMissing(CaseStep):
    """Nobody spoke as second person in time: the decision has no effect."""

    command: str


@event("case.second_set_aside", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSetAside(CaseStep):
    """What waited for a second person, asked for by the body that answers, gave way to what another body asks for: it
    has no effect, and may be asked for again. `command` is what gave way.
    """

    command: str
