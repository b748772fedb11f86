"""Answers: what a rejection must rest on, by when a proposal is to be answered, what answers it.

A clock runs only for what was put on this record as it was said: old papers compiled later owe nobody an answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.publication.domain.agreement.item import known_as
from services.publication.domain.entry.entry import Came, EntryKind, Mark, Said, Side, Status, bare_name
from services.publication.domain.entry.particulars import ReasonCode, Rejection
from services.publication.domain.register.refusal import Wrong
from shared.working_days import Calendar, OutsideCalendar, Period, Reckoning, in_words

_GROUNDS = {
    "department": "Say which department rejects it.",
    "code": "Say the reason by its code.",
    "evidence": "Say what evidence the rejection rests on.",
    "interest": "Declare what interest the department has in it, or that it has none.",
}


def wrongs_of_rejecting(said: Said, at: str) -> Iterator[Wrong]:
    """Every fault of a rejection: whoever rejects here says who, why, on what evidence, with what interest.

    Of one compiled from papers the papers' reason is enough: nothing is filled in.
    """
    if said.status is not Status.REJECTED:
        return
    if not said.reason:
        yield Wrong(f"{at}/reason", "reason-missing", "A rejection needs its reason.")
    given = said.particulars.rejection or Rejection()
    if said.came is not Came.COMPILED:
        for name, words in _GROUNDS.items():
            if getattr(given, name) is None:
                yield Wrong(f"{at}/rejection/{name}", f"{name}-missing", words)
    if given.code is ReasonCode.OTHER and given.other is None:
        yield Wrong(f"{at}/rejection/other", "other-missing", "Say in words what the other reason is.")


def wrongs_of_answering(said: Said, at: str, marks: Mapping[int, Mark]) -> Iterator[Wrong]:
    """A response, and words that call an item agreed, need something that the other side said on it and that stands.

    What is compiled from papers is not asked: the papers may begin with the answer.
    """
    answers = said.kind is EntryKind.RESPONSE or said.status is Status.AGREED
    if not answers or not said.kind.is_of_an_item or said.party.side is Side.BETWEEN:
        return
    other = Side.GOVERNMENT if said.party.side is Side.LOCAL else Side.LOCAL
    heard = [
        mark
        for mark in marks.values()
        if mark.party.side is other and mark.kind.is_of_an_item and mark.is_about(said.item) and not mark.is_superseded
    ]
    if not heard or heard[-1].status is Status.WITHDRAWN:
        does = (
            "say where you stand on it, or propose it" if said.kind is EntryKind.RESPONSE else "nobody agrees to it yet"
        )
        words = f"The other side has nothing on this item on the record that could be answered: {does}."
        yield Wrong(f"{at}/kind", "nothing-to-answer", words)


def wrongs_of_exploring(said: Said, at: str, *, today: date, most: Period, calendar: Calendar) -> Iterator[Wrong]:
    """An exploratory item is looked at again within the time that a placeholder may stand; old papers excepted."""
    terms = said.particulars.terms
    if terms is None or terms.review_on is None or not terms.is_exploratory or said.came is Came.COMPILED:
        return
    last = most.reckon(today, calendar).due_on
    if terms.review_on > last:
        words = f"What is exploratory is looked at again within {most.words()}: by {in_words(last)}."
        yield Wrong(f"{at}/terms/review_on", "review-too-late", words)


def answer_due(said: Said, came: Came, *, today: date, within: Period, calendar: Calendar) -> Reckoning | None:
    """By when the government is to answer this entry, with its working; None for what owes no answer.

    The days run from today, on which it comes onto the record: nobody can answer here what does not stand here.
    """
    awaits = said.status is not None and said.status.awaits_answer and said.party.side is Side.LOCAL
    if came is Came.COMPILED or not awaits or not said.kind.is_of_an_item:
        return None
    try:
        return within.reckon(today, calendar)
    except OutsideCalendar:
        return None


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer that is owed by a day, and how far that is: which entry answered it, whether it was told as late.

    `written_down` is the entry of an answer that another body typed, and that nobody of its own body stands for yet, or
    that it disputes (`is_disputed`): that is no answer.
    """

    entry: int
    item: str
    due_on: date
    answered_by: int | None
    answered_on: date | None
    written_down: int | None = None
    is_disputed: bool = False

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed without an answer."""
        return self.answered_by is None and self.due_on < today

    @property
    def was_late(self) -> bool:
        """Whether it was answered after its day."""
        return self.answered_on is not None and self.answered_on > self.due_on


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that nobody has given yet, with the agreement in which it is owed."""

    area: str
    agreement: str
    title: str
    owed: Owed


def owed(
    marks: Mapping[int, Mark],
    promised: Mapping[str, date] | None = None,
    disputed: Collection[int] = (),
    unheard: Collection[int] = (),
) -> Iterator[Owed]:
    """Every answer that a clock was set for and that is not superseded or taken back, the earliest day first.

    The entries `disputed` by the body whose words they are answer nothing, nor do those that another body typed while
    they are `unheard`: the clock goes on.

    Whoever sets a target on an item settles what was asked there and whose day had not passed: `promised` tells by
    measure on which day that was. What was overdue by then was never answered, and stays so; and an item of which
    nothing is promised goes on waiting, whatever else of the agreement is approved.
    """
    settled = {name: day for measure, day in (promised or {}).items() for name in known_as(measure, marks)}
    said = {number: mark for number, mark in marks.items() if number not in disputed}
    heard = {number: mark for number, mark in said.items() if number not in unheard}
    answers, own = _by_item(heard, Side.GOVERNMENT), _by_item(said, Side.LOCAL)
    typed = {number: mark for number, mark in marks.items() if number not in heard and not mark.is_superseded}
    unsaid = _by_item(typed, Side.GOVERNMENT)
    found = []
    for number, mark in marks.items():
        if mark.facts is None or mark.facts.answer_due_on is None or mark.is_superseded:
            continue
        answer = _first(answers, number, mark)
        if answer is None and _is_taken_back(own, number, mark):
            continue
        came_on = _heard_on(marks[answer]) if answer is not None else None
        written = _first(unsaid, number, mark) if answer is None else None
        one = Owed(number, mark.item, mark.facts.answer_due_on, answer, came_on, written, written in disputed)
        days = [settled[name] for name in mark.names if name in settled]
        if answer is not None or not any(mark.facts.recorded_on <= day <= one.due_on for day in days):
            found.append(one)
    yield from sorted(found, key=lambda one: (one.due_on, one.entry))


def _by_item(marks: Mapping[int, Mark], side: Side) -> Mapping[str, Sequence[tuple[int, Mark]]]:
    """What one side said on each item that may answer or take back, in the order of the record."""
    said: defaultdict[str, list[tuple[int, Mark]]] = defaultdict(list)
    for number, mark in sorted(marks.items()):
        is_said = mark.kind.is_of_an_item and (mark.status is not None or mark.kind is EntryKind.RESPONSE)
        for name in mark.names if is_said and mark.party.side is side else ():
            said[name].append((number, mark))
    return said


def _first(answers: Mapping[str, Sequence[tuple[int, Mark]]], asked: int, mark: Mark) -> int | None:
    """The number of the first entry of the other side, said no earlier, that answers this one; None for none."""
    later = (n for name in mark.names for n, one in answers.get(name, ()) if n > asked and not _is_before(one, mark))
    return min(later, default=None)


def _is_taken_back(own: Mapping[str, Sequence[tuple[int, Mark]]], asked: int, mark: Mark) -> bool:
    later = (one for n, one in own.get(bare_name(mark.item), ()) if n > asked and not one.is_superseded)
    return any(one.status in (Status.WITHDRAWN, Status.AGREED) for one in later)


def _is_before(one: Mark, other: Mark) -> bool:
    return one.said_on is not None and other.said_on is not None and one.said_on.last < other.said_on.first


def _heard_on(mark: Mark) -> date | None:
    """The day an answer came: when it was said; where that is not known, when it was handed in or recorded."""
    if mark.said_on is not None:
        return mark.said_on.first
    return (mark.facts.received_on or mark.facts.recorded_on) if mark.facts else None
