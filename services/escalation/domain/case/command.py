"""What may be asked of a case: one frozen dataclass per command, named by its verb, and nothing of how it is done.

Each rung has its own; here is what all have in common, and what the machine notes on any rung.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from shared.events.escalation import Minute, TriggerRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked of a case."""

    @property
    def names(self) -> str:
        """The body that is given a part by it; whoever that is does not agree to it as a second person."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcess(Command):
    """Begin something of the process menu: which, what it is to bring, and the day on which it ends.

    `minute` where it is the committee that begins it.
    """

    process: str
    outcome: str
    until_on: date
    minute: Minute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndProcess(Command):
    """Say that a process is over, and what came of it. `number` is its number in the case."""

    number: int
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFigures(Command):
    """Add a judgement of the cited measure to the evidence; asked by the machine when figures arrive."""

    period: str
    value: str
    target: str
    verdict: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRegister(Command):
    """Note that the register now tells of another lead as of the day of the duty; asked by the machine."""

    lead: str
    since_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteJoined(Command):
    """Note that another body raised the same matter and stands behind this case; asked where triggers come in."""

    trigger: str
    failure: str
    record: TriggerRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLevel(Command):
    """Note that enough signatures or neighbourhoods make it a matter of the whole area; asked by the machine."""

    by: str
    count: int
    required: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteStanding(Command):
    """Note that the ward's councillors stand behind the case, because nobody does any more; asked by the machine."""

    ward: str
    name: str
    records: tuple[TriggerRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSuccession(Command):
    """Note that a body has ceased, so that its successor has what it had to do; asked by the machine."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeAsSecond(Command):
    """Agree, as the second person, to what somebody decided; it takes effect at once."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseAsSecond(Command):
    """Do not agree, as the second person, to what somebody decided; it has no effect."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProposal(Command):
    """Take back what waits for a second person; it has no effect."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNoSecond(Command):
    """Note that nobody spoke as second person in time; asked by the machine."""


def verb(command: type[Command]) -> str:
    """The name by which addresses, tables, words and pages call a command: `file_plan`."""
    return _with_underscores(command.__name__)


@cache
def _with_underscores(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
