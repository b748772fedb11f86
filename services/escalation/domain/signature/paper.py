"""Signatures on paper: which lines are compared with the sheets, and how many count by what was found. Pure.

The machine draws the lines by a seed that is published, after all lines were entered: nobody chooses what is looked at,
and anybody can draw again. Nothing of a person stands here.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import ceil

from services.escalation.domain.petition.likeness import skeleton
from services.escalation.domain.petition.petition import Petition
from shared.policy.petition import Paper as Rules

PAPER = "paper"


class HandedInBy(StrEnum):
    """Who brought the sheets. A closed list: no name is kept."""

    ORGANISER = "organiser"
    SUPPORTER = "supporter"
    COUNCILLOR = "councillor"
    LIBRARY = "library"
    CONTACT_CENTRE = "contact_centre"
    POST = "post"


class Finding(StrEnum):
    """What was found of one line, beside its sheet."""

    RIGHT = "right"
    NOT_READABLE = "not_readable"
    NOT_OF_THE_AREA = "not_of_the_area"
    DUPLICATE = "duplicate"


class Outcome(StrEnum):
    """By which rule lines count."""

    ALL = "all"
    SHARE = "share"
    EACH = "each"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A person as a line of a sheet names them."""

    name: str
    postcode: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Sheets that came in together. `drawn` are the lines to compare, from 1; `found` what is known of them by now.

    `is_listed`: each line was typed; else they are only numbered. `entered_by` may not compare. `unseen`: the lines
    that count already though nobody compared them; `is_bounded`: the others count once they were compared, not before.
    """

    number: int
    received_on: date
    handed_in_by: HandedInBy
    sheets: int
    lines: int
    is_listed: bool
    seed: str
    drawn: tuple[int, ...]
    check_by: date
    entered_by: str
    body: str
    is_widened: bool = False
    found: Mapping[int, Finding] = field(default_factory=dict)
    outcome: Outcome | None = None
    counted: int = 0
    doubles: int = 0
    counted_on: date | None = None
    unseen: tuple[int, ...] = ()
    is_bounded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits to be compared."""
        return self.outcome is None

    @property
    def waiting(self) -> int:
        """How many of its lines wait to be compared and counted."""
        return self.lines - len(self.unseen) if self.is_open else 0

    @property
    def left(self) -> tuple[int, ...]:
        """The lines that are still to be compared, in the order of the sheets."""
        return tuple(line for line in sorted(self.drawn) if line not in self.found)

    @property
    def wrong(self) -> int:
        """How many of the compared lines were not right."""
        return sum(one is not Finding.RIGHT for one in self.found.values())


def order(lines: int, seed: str) -> tuple[int, ...]:
    """The lines from 1 in the order in which this seed draws them: by the SHA-256 of `seed:line`."""

    def lot(line: int) -> bytes:
        return hashlib.sha256(f"{seed}:{line}".encode()).digest()

    return tuple(sorted(range(1, lines + 1), key=lot))


def draw(lines: int, seed: str, rules: Rules) -> tuple[int, ...]:
    """The lines to compare with the sheets: the rule's share, and its least number, of all there are."""
    size = max(ceil(lines * rules.sample_pct / 100), rules.sample_least)
    return order(lines, seed)[:size]


def widened(batch: Batch, check_by: date) -> Batch:
    """The batch of which every line is to be compared. What was found stands."""
    every = (line for line in range(1, batch.lines + 1) if line not in batch.unseen)
    return replace(batch, is_widened=True, drawn=tuple(every), check_by=check_by)


def compared(batch: Batch, found: Mapping[int, Finding]) -> Batch:
    """The batch with what was found of more lines."""
    return replace(batch, found={**batch.found, **found})


def counting(batch: Batch, rules: Rules) -> tuple[Outcome, tuple[int, ...]] | None:
    """By which rule which lines count, once all drawn ones were compared; None when every line has to be.

    Where a share counts, the lines that follow in the order of the draw stand for it.
    """
    counts_already = set(batch.unseen)
    found = {line: one for line, one in batch.found.items() if line not in counts_already}
    drawn, wrong = len(found), sum(one is not Finding.RIGHT for one in found.values())
    left = [line for line in order(batch.lines, batch.seed) if line not in counts_already]
    fit = [line for line in left if found.get(line, Finding.RIGHT) is Finding.RIGHT]
    if drawn == batch.waiting:
        return Outcome.EACH, tuple(fit)
    if wrong * 100 <= rules.all_up_to * drawn:
        return Outcome.ALL, tuple(fit)
    if wrong * 100 <= rules.share_up_to * drawn:
        return Outcome.SHARE, tuple(fit[: batch.waiting * (drawn - wrong) // drawn])
    return None


def room(threshold: int, batches: Sequence[Batch], rules: Rules) -> int:
    """How many more lines that nobody compared may count under a petition: a share of what it needs, and no more."""
    return max(0, threshold * rules.unseen_up_to // 100 - unseen_of(batches))


def unseen_of(batches: Sequence[Batch]) -> int:
    """How many lines count that nobody compared; of a batch of which silence let all count, all of its people."""
    return sum(one.counted if one.outcome is Outcome.UNSEEN else len(one.unseen) for one in batches)


def unseen(batch: Batch, most: int) -> tuple[tuple[int, ...], bool]:
    """The lines that count though nobody compared all that were drawn, and whether that is all that are fit: those that
    were found right, and of the others so many in the order of the draw. Of those that each has to be compared, none.
    """
    if batch.is_widened:
        return (), False
    lots = order(batch.lines, batch.seed)
    right = [one for one in lots if batch.found.get(one) is Finding.RIGHT]
    others = [one for one in lots if one not in batch.found]
    return (*right, *others[:most]), len(others) <= most


def bounded(batch: Batch, lines: Sequence[int], rules: Rules, check_by: date) -> Batch:
    """The batch of which these lines count by silence. Of the others lines are drawn anew, to be compared."""
    already = {*lines, *batch.found}
    left = tuple(line for line in order(batch.lines, batch.seed) if line not in already)
    size = len(left) if batch.is_widened else max(ceil(len(left) * rules.sample_pct / 100), rules.sample_least)
    return replace(batch, unseen=tuple(lines), is_bounded=True, drawn=left[:size], check_by=check_by)


def is_in_time(about: Petition, received_on: date, *, stays_open: bool) -> bool:
    """Whether sheets received on that day count: the day they came in decides, and not the day they are entered."""
    while_open = about.opened_on <= received_on <= about.closes_on
    return while_open and (about.submitted_on is None or stays_open or received_on <= about.submitted_on)


def person(name: str, postcode: str) -> str:
    """What one person's signatures on paper and by e-mail have in common: the name as it is read, and the postcode."""
    return f"{skeleton(name)}\n{''.join(postcode.split()).upper()}"


def waiting_of(batches: Sequence[Batch]) -> int:
    """How many lines wait to be compared and counted."""
    return sum(one.waiting for one in batches)


def awaited_of(batches: Sequence[Batch]) -> int:
    """How many of them the closing of a petition waits for: not those about which silence has said what it may."""
    return sum(one.waiting for one in batches if not one.is_bounded)
