"""A negotiation as a person reads it: line after line, whose words count, what was said last and since when it stands.

Written from the pages that state the rules (docs/negotiations.md, decisions 53, 74, 80, 84 to 87) and from no code
of the product; for `tests/unit/publication/judge.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.entry import EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import ItemClass, Outcome
from shared import periods

REFUSE = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED, Status.PLACEHOLDER, Status.UNDER_DISCUSSION))
TURNS = frozenset((EntryKind.PROPOSAL, EntryKind.RESPONSE, EntryKind.POSITION, EntryKind.STATEMENT))
GOVERNMENT = frozenset((Party.MINISTER, Party.DEPARTMENT, Party.GOVERNMENT_OFFICE))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as anybody reads it: the words, who typed them and when they came here, what became of them."""

    number: int
    said: Said
    typed_by: str
    on: date
    gone_by: int | None = None
    reply: str = ""
    asked_on: date | None = None
    is_withheld: bool = False

    @property
    def when(self) -> tuple[date, int]:
        """Its place in the order of what was said."""
        return (self.said.said_on.first if self.said.said_on else self.on, self.number)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A negotiation on one measure, and the place in which it is held; `kinds` are the bodies of the register."""

    lines: tuple[Line, ...]
    today: date
    began: date
    is_national: bool
    kinds: dict[str, str]
    council: str
    lead: str | None
    contributors: tuple[str, ...] = ()
    unit: str = "percent"
    tolerance: Decimal = Decimal("0.05")
    judged: frozenset[str] = frozenset()
    in_force: dict[str, Target] = field(default_factory=dict)
    set_at: int = 0
    approved_on: date | None = None


class Stands(NamedTuple):
    """What was stated last: its value and unit, and since which line of the record it stands without a break; `line` is
    the one in which it was stated then.
    """

    value: object
    unit: str
    line: Line
    since: int


# Who has said what


def counts(story: Story, line: Line) -> bool:
    """Whether a line opens anything: its body typed or confirmed it, or let five working days go by after a letter
    asked it; what the body disputes, what is superseded, and what is put down to a name that nobody knows, does not.
    """
    if line.gone_by is not None or line.reply == "disputed":
        return False
    if _is_of_papers(story, line):
        return False
    if line.said.kind in (EntryKind.CONSENT, EntryKind.DECISION) and line.when[0] < story.began:
        return False  # of before the agreement was opened
    if is_own(line) or line.reply == "confirmed":
        return True
    if line.asked_on is None or line.said.party_name not in story.kinds or _speaks_itself(story, line):
        return False
    day, left = line.asked_on, 5
    while left:
        day += timedelta(1)
        left -= day.weekday() < 5
    return story.today > day


def is_own(line: Line) -> bool:
    return line.typed_by == line.said.party_name


def _speaks_itself(story: Story, line: Line) -> bool:
    """A body that says anything of an item itself, before or after, is asked itself: no silence stands for it there. So
    is one that disputed what was typed for it, though the typist took that back since.
    """
    return any(
        (one.reply == "disputed" or ((is_own(one) or one.reply == "confirmed") and one.gone_by is None))
        and one.said.party_name == line.said.party_name
        and one is not line
        for one in story.lines
        if _is_of_the_item(one, line)
    )


def _is_of_the_item(one: Line, other: Line) -> bool:
    of_the_item = TURNS | {EntryKind.CONSENT, EntryKind.PROTOCOL, EntryKind.CONSULTATION, EntryKind.REVISION}
    decide = one.said.kind is other.said.kind is EntryKind.DECISION
    return decide or (one.said.kind in of_the_item and other.said.kind in of_the_item)


def is_no(line: Line) -> bool:
    told = line.said.particulars
    if told.consent is not None:
        return not told.consent.is_given
    if told.decision is not None:
        return told.decision.outcome is not Outcome.APPROVE
    return line.said.status in REFUSE


# What stands on the item


def statements(line: Line) -> Iterator[tuple[tuple[str, str], object]]:
    """All that a turn states, by what it is and for which period; "" is the item as a whole."""
    said, terms = line.said, line.said.particulars.terms
    if said.target_value is not None and said.target_period and (period := period_of(said.target_period)):
        yield ("value", period), said.target_value
    if said.baseline_value is not None and said.baseline_period and (began := period_of(said.baseline_period)):
        yield ("baseline", ""), (said.baseline_value, began)
    if terms is None:
        return
    if terms.item_class is not None:
        yield ("class", ""), terms.item_class
    if terms.stretch_value is not None:
        yield ("stretch", ""), terms.stretch_value
    for one in terms.targets:
        if (period := period_of(one.period)) and one.value is not None and one.period != said.target_period:
            yield ("value", period), one.value
        if (period := period_of(one.period)) and one.stretch is not None:
            yield ("stretch", period), one.stretch


def period_of(words: str) -> str | None:
    try:
        return periods.parse(words).text
    except periods.NotAPeriod:
        return None


def unit_of(words: str | None) -> str:
    return (words or "").replace("per cent", "percent")


def turns_of(story: Story) -> list[Line]:
    """The turns on the item, without what another body took from papers of before and nobody confirmed."""
    return [line for line in story.lines if line.said.kind in TURNS and not _is_of_papers(story, line)]


def _is_of_papers(story: Story, line: Line) -> bool:
    return line.when[0] < story.began and not is_own(line) and line.reply != "confirmed"


def _last(turns: list[Line], what: tuple[str, str], until: int) -> tuple[object, str, Line] | None:
    """What was stated last, as the record stood when this many lines were on it."""
    told = [
        (line.when, value, line)
        for line in turns
        if line.number <= until and (line.gone_by is None or line.gone_by > until) and line.reply != "disputed"
        for key, value in statements(line)
        if key == what and (not line.is_withheld or key[0] == "class")
    ]
    if not told:
        return None
    _, value, line = max(told, key=lambda one: one[0])
    return value, unit_of(line.said.unit) if what[0] != "class" else "", line


def standing(story: Story, what: tuple[str, str]) -> Stands | None:
    """What was stated last, and since when it has stood: read back line by line until it was something else."""
    turns = turns_of(story)
    last = _last(turns, what, len(story.lines))
    if last is None:
        return None
    since = len(story.lines)
    while since > 1 and (before := _last(turns, what, since - 1)) is not None and before[:2] == last[:2]:
        since -= 1
    first = _last(turns, what, since)
    return Stands(last[0], last[1], first[2] if first else last[2], since)


def everything(story: Story) -> dict[tuple[str, str], Stands]:
    """All that stands on the item."""
    keys = {key for line in turns_of(story) for key, _ in statements(line)}
    return {key: found for key in keys if (found := standing(story, key)) is not None}


def last_word(story: Story, *, is_government: bool | None = None) -> Line | None:
    """The last turn, of a side or of all, that says where the item stands; a yes that was typed for another only once
    it counts.
    """
    told = [
        line
        for line in turns_of(story)
        if line.said.status and line.gone_by is None and (is_no(line) or counts(story, line))
        if is_government is None or (line.said.party in GOVERNMENT) is is_government
    ]
    return max(told, key=lambda line: line.when, default=None)


def stands_by(story: Story, stood: Stands, what: tuple[str, str], *, is_government: bool) -> bool:
    """A side stated what stands, or agreed to it since; a turn that refuses, or only discusses, agrees to nothing. Who
    corrects what was stated later states what stands then.
    """
    for line in turns_of(story):
        if (line.said.party in GOVERNMENT) is not is_government or not counts(story, line) or is_no(line):
            continue
        states = any(key == what and value == stood.value for key, value in statements(line))
        states = states or (line.number == stood.since and line.said.supersedes is not None)
        agrees = line.said.status is Status.AGREED
        if line.number >= stood.since and (states or (agrees and line.when[0] >= stood.line.when[0])):
            return True
    return False


def item_class(story: Story) -> ItemClass:
    """The class last said; local where nobody said one, or the government's side left the item to the place last."""
    said, last = standing(story, ("class", "")), last_word(story)
    if said is None or (last and last.said.status is Status.DEMOTED_TO_LOCAL and last.said.party in GOVERNMENT):
        return ItemClass.LOCAL
    return ItemClass(str(said.value))
