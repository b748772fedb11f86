"""What people ask of something that is owed to a petition, and with which roles. What stands in no row is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.obligation.obligation import What

CLERK, WORKER = "scrutiny_officer", "case_worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFor:
    """Ask for what is held on request only. Whoever writes it down for somebody says how they asked."""

    reasons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Fix the day, or move it. `committee` is a code, empty for the usual one; `post` and `body` are who answers.

    `special`: why the committee meets on a day that is none of its own. `reasons`: why not the first meeting that
    could, or why the day is moved.
    """

    meets_on: date
    committee: str = ""
    post: str = ""
    body: str = ""
    special: str = ""
    reasons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write down that it was held: the day, the minute's number, the votes if any; what came of it, if known."""

    held_on: date
    minute_reference: str
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellResult:
    """Tell what came of it, or give the reply."""

    result: str


Command = AskFor | Schedule | Record | TellResult

# Who may ask what of which: a pair that is not here is refused.
MAY: Mapping[tuple[What, type[Command]], frozenset[str]] = {
    (What.DEBATE, AskFor): frozenset({ORGANISER, WORKER}),
    (What.EVIDENCE, AskFor): frozenset({ORGANISER, WORKER}),
    (What.DEBATE, Schedule): frozenset({CLERK, WORKER}),
    (What.EVIDENCE, Schedule): frozenset({CLERK}),
    (What.DEBATE, Record): frozenset({CLERK, WORKER}),
    (What.EVIDENCE, Record): frozenset({CLERK}),
    (What.DEBATE, TellResult): frozenset({CLERK, WORKER}),
    (What.EVIDENCE, TellResult): frozenset({CLERK}),
    (What.REPLY, TellResult): frozenset({WORKER}),
}
STAFF = (CLERK, WORKER)


def may(what: What, command: type[Command]) -> frozenset[str]:
    """The roles that may ask this of it; none for a pair that is not in the table."""
    return MAY.get((what, command), frozenset())
