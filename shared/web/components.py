"""What the components of pages are given: frozen values, without markup and without a rule of any service.

The macros under templates/components/ draw them. Words may be plain text, a bold part, a link, a day, a chip, or a
tuple of these; whatever comes from people goes in as plain text and is escaped when it is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.measures import readable
from shared.web.chips import Chip
from shared.web.wording import number

SAFE_BEGINNINGS = ("/", "#", "?", "http://", "https://", "mailto:")
ELSEWHERE = ("//", "/\\")  # browsers read these as the beginning of another host


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold, or a day: the subject of a duty, a date that matters."""

    words: str | date


@dataclass(frozen=True, slots=True)
class New:
    """Words that are new in this version of a target."""

    words: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that stand where something is missing: "to be confirmed", "none given"."""

    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number shown large inside a sentence."""

    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere. An address of a scheme that pages do not follow is shown as words only."""

    words: str
    href: str

    @property
    def is_safe(self) -> bool:
        """Whether the address is one of ours or of the web."""
        return self.href.startswith(SAFE_BEGINNINGS) and not self.href.startswith(ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number shown shorter than it was sent, with every digit for whoever asks."""

    words: str
    exact: str


Word = str | Strong | New | Gap | Figure | Rounded | Link | Chip | date
Words = Word | tuple["Words", ...]


def rounded(value: Decimal, beside: Decimal | None = None, unit: str = "") -> str | Rounded:
    """A number as it is shown, kept apart from the one `beside` it; with all its digits where some are left out."""
    shown = readable(value, beside)
    return f"{number(shown)}{unit}" if shown == value else Rounded(f"{number(shown)}{unit}", f"{number(value)}{unit}")


def width(value: Words) -> int:
    """How many characters words take, roughly."""
    match value:
        case str():
            return len(value)
        case tuple():
            return sum(width(part) for part in value)
        case Strong() | date():
            return 16
        case Chip():
            return len(value.words) + 4
        case _:
            return len(value.words)


class RungState(StrEnum):
    """Where a rung of the ladder stands. `tried`: it is behind, and what it was there for did not come of it."""

    DONE = "done"
    TRIED = "tried"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: its name for a resident, the date or the condition above it, and a sentence below."""

    state: RungState
    name: str
    standing: str
    words: Words = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The four rungs, and one line on what they rest on: statute, guidance or local agreement."""

    rungs: Sequence[Rung]
    basis: Words = ""

    def __post_init__(self) -> None:
        if len(self.rungs) != 4:
            raise ValueError("the ladder has four rungs")
        if sum(rung.state is RungState.NOW for rung in self.rungs) > 1:
            raise ValueError("a case stands on one rung at a time")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened, or is due, on a day. `remark` is the quiet line below ("One working day early").

    `href` is its permalink, for whoever wants to cite it.
    """

    on: date
    words: Words
    remark: str = ""
    is_next: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what belongs to it."""

    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing is here: what is absent, why, and the next thing to do."""

    absent: str
    why: Words
    onward: Link | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong: what happened, what is kept, one link onward. A reference is fine print, never alone.

    `standing` says as whom the reader is here, where that is why.
    """

    happened: str
    explanation: str
    kept: str
    onward: Link
    faults: Sequence[str] = ()
    reference: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The lines under a finding: where it comes from, how sure it is, what it cannot show. `finding` is the heading."""

    finding: str
    words: Words
    source: Words
    certainty: Words
    cannot_show: Words


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of signatures that makes something happen, and when it was reached, for ever; a note beside it."""

    signatures: int
    consequence: str
    reached_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignatureCount:
    """How many have signed, and the marks on the way."""

    signatures: int
    thresholds: Sequence[Threshold]

    @property
    def next_threshold(self) -> Threshold | None:
        """The next mark that has not been reached."""
        return next((mark for mark in self.thresholds if mark.reached_on is None), None)

    @property
    def share(self) -> float:
        """How far the bar is filled: the count against the largest mark, at most 1."""
        largest = max((mark.signatures for mark in self.thresholds), default=self.signatures) or 1
        return min(self.signatures / largest, 1)

    @property
    def ticks(self) -> list[float]:
        """Where on the bar the marks below the largest stand."""
        largest = max((mark.signatures for mark in self.thresholds), default=1) or 1
        return [mark.signatures / largest for mark in self.thresholds if mark.signatures < largest]


class Weight(StrEnum):
    """Why a piece of work stands in a list; the value is the class of its edge."""

    LATE = "late"
    SOON = "soon"
    MINE = "mine"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of work in a list: its day, what to do, what silence does, its reference, and the deed as a link.

    `beside` says who has it, and leads to where that is changed. `choose` is the value with which it is chosen in a
    form of several; empty where it cannot be.
    """

    on: date
    days_left: int
    title: Link
    silence: Words
    reference: str
    deed: Link
    weight: Weight = Weight.OTHERS
    beside: Words = ""
    choose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A promise that is not being met: its figure beside what was promised, and who must do what about it."""

    title: Link
    figure: str
    promised: str
    subject: str
    duty: Words
    otherwise: Words
    values: Sequence[Decimal | None] = ()
    target: Decimal | None = None
