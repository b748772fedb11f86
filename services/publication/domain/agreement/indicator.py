"""What was asked for on one indicator in every place, and what was answered: read together, and never ranked. Pure.

An answer is the first that the other side gave after it was asked; what it disputes was none. Days are counted where
both are known to the day. What is not on this record may have been said elsewhere. A code of the national set means the
same in every place; any other is its agreement's own, and is never read together with what merely has the same letters.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from services.publication.domain.entry.entry import Came, EntryKind, Party, Status
from services.publication.domain.leaf.day import Day

ANSWERING = frozenset({EntryKind.RESPONSE, EntryKind.APPROVAL, EntryKind.PROPOSAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one side said on the indicator in one agreement."""

    area: str
    agreement: str
    agreement_title: str
    number: int
    code: str
    title: str
    party: Party
    party_name: str
    kind: EntryKind
    status: Status | None
    said_on: Day | None
    came: Came
    recorded_at: datetime
    is_superseded: bool
    is_disputed: bool = False
    is_confirmed: bool = False

    @property
    def is_put_down(self) -> bool:
        """Whether another body typed it as it was said here, and its own has not confirmed it."""
        return self.came in (Came.TRANSCRIBED, Came.OWN_SIDE) and not self.is_confirmed


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator that was negotiated, and in how many agreements; `agreement` is whose own a local code is."""

    code: str
    agreement: str
    title: str
    agreements: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How it went in one agreement: what was asked first, what answered it, and where it stood last (`is_disputed`
    where a side's last word on that is disputed by the body whose words these are said to be).

    Papers may hold an answer to something that they do not hold; then nothing was `asked` on this record.
    """

    area: str
    agreement: str
    agreement_title: str
    title: str
    asked: Turn | None
    answer: Turn | None
    last_status: Status | None
    days: int | None
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Department:
    """How one of the other side answered: how often, how often by agreeing, and in how many days at the middle. Beside
    them stand the answers that another body typed for it and that it has not confirmed: these are counted nowhere else.
    """

    name: str
    answers: int
    agreed: int
    days: float | None
    counted: int
    put_down: int = 0


def code_of(typed: str) -> str:
    """The one spelling of a code: NI 117, ni-117 and NI117 are NI-117."""
    parts = typed.strip().upper().replace("_", "-").replace(" ", "-")
    return f"NI-{parts[2:]}" if parts.startswith("NI") and parts[2:3].isdigit() else parts


def is_national(code: str) -> bool:
    """Whether a code of this one spelling means the same in every place; every other is its agreement's own."""
    return code.startswith("NI-") and code[3:4].isdigit()


def asked_everywhere(turns: Iterable[Turn]) -> tuple[Asked, ...]:
    """How it went in each agreement, by area and name; superseded words count for nothing."""
    by_agreement: defaultdict[tuple[str, str], list[Turn]] = defaultdict(list)
    for turn in turns:
        if not turn.is_superseded and turn.kind is not EntryKind.NOTE:
            by_agreement[turn.area, turn.agreement].append(turn)
    return tuple(_asked(sorted(said, key=_when)) for _, said in sorted(by_agreement.items()))


def departments(asked: Sequence[Asked]) -> tuple[Department, ...]:
    """How each that answered did so, by name: no order of merit."""
    by_name: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        if one.answer is not None:
            by_name[one.answer.party_name].append(one)
    return tuple(_department(name, by_name[name]) for name in sorted(by_name))


def _asked(said: list[Turn]) -> Asked:
    asked = next((turn for turn in said if turn.kind is EntryKind.PROPOSAL), None)
    answers = [turn for turn in said if _answers(turn, asked)]
    answer = next((turn for turn in answers if not turn.is_put_down), next(iter(answers), None))
    last = next((turn.status for turn in reversed(said) if turn.status), None)
    words = {turn.party.side: turn for turn in said if turn.status}.values()
    one = said[0]
    return Asked(
        one.area,
        one.agreement,
        one.agreement_title,
        one.title,
        asked,
        answer,
        last,
        _days(asked, answer),
        is_disputed=any(turn.is_disputed for turn in words),
    )


def _answers(turn: Turn, asked: Turn | None) -> bool:
    if turn.is_disputed:
        return False
    if asked is None:
        return turn.kind is EntryKind.RESPONSE
    return turn.kind in ANSWERING and turn.party.side is not asked.party.side and _when(turn) > _when(asked)


def _days(asked: Turn | None, answer: Turn | None) -> int | None:
    if asked is None or answer is None or asked.said_on is None or answer.said_on is None:
        return None
    is_known = all(day.first == day.last for day in (asked.said_on, answer.said_on))
    return (answer.said_on.first - asked.said_on.first).days if is_known else None


def _department(name: str, asked: Sequence[Asked]) -> Department:
    own = [one for one in asked if one.answer is not None and not one.answer.is_put_down]
    days = [one.days for one in own if one.days is not None]
    agreed = sum(one.answer is not None and one.answer.status is Status.AGREED for one in own)
    return Department(name, len(own), agreed, median(days) if days else None, len(days), len(asked) - len(own))


def _when(turn: Turn) -> tuple[bool, str, int]:
    return (turn.said_on is None, turn.said_on.first.isoformat() if turn.said_on else "", turn.number)
