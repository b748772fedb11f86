"""When a committee meets, as its clerk keeps it: the days of its meetings, and the recesses in which it holds none.

Values only. Which of the days is lawful for a hearing is the second rung's to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.working_days import Skipped, Span, in_words

FARTHEST = timedelta(days=3 * 366)
OLDER = ("older", "A later version of this event was read before. Ask for the calendar anew.")
ONLY = "committee"  # the code of the one committee of an area whose register names no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """The days on which a committee meets, in order, its recesses, and days that were called off and why.

    Not kept: nobody ever wrote any day down.
    """

    days: tuple[date, ...] = ()
    recesses: tuple[Span, ...] = ()
    called_off: tuple[Skipped, ...] = ()
    is_kept: bool = False

    def recess(self, day: date) -> Span | None:
        """The recess in which the day lies, if it lies in one."""
        return next((span for span in self.recesses if day in span), None)


NONE_KEPT = Meetings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A hearing that is still ahead: of which case, before which committee, on which day, and why specially."""

    reference: str
    title: str
    committee: str
    hearing_on: date
    special: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A case whose clock runs on a committee: the row of its silence, and by when the committee is to act.

    `committee` is empty while the case has none of its own.
    """

    reference: str
    title: str
    committee: str
    silence: str
    asked_by: date


def wrong_days(kept: Meetings, days: tuple[date, ...], today: date) -> Mapping[int, tuple[str, str]]:
    """What is wrong with days that are to be added, by their place in the list: a code and a sentence each."""
    found: dict[int, tuple[str, str]] = {}
    for place, day in enumerate(days):
        recess = kept.recess(day)
        if day <= today:
            found[place] = ("not-ahead", "A meeting is entered before its day.")
        elif day > today + FARTHEST:
            found[place] = ("too-far", "A meeting is entered at most three years ahead.")
        elif recess is not None:
            found[place] = ("in-recess", f"The committee is in recess: {recess.words()}.")
        elif day in days[:place]:
            found[place] = ("twice", "This day is in the list twice.")
    return found


def wrong_recess(kept: Meetings, span: Span, today: date) -> tuple[str, str, str] | None:
    """What is wrong with a recess that is to be added: the field, a code and a sentence; None where nothing is."""
    if span.last_on < span.first_on:
        return ("last_on", "ends-before-it-begins", "The last day lies before the first.")
    if span.last_on > today + FARTHEST:
        return ("last_on", "too-far", "A recess is entered at most three years ahead.")
    if span.last_on < today:
        return ("last_on", "not-ahead", "This recess is over.")
    if any(span.first_on <= other.last_on and other.first_on <= span.last_on for other in kept.recesses):
        return ("first_on", "recesses-overlap", "Another recess covers some of these days.")
    if within := [day for day in kept.days if day in span]:
        listed = ", ".join(map(in_words, within))
        return ("first_on", "meetings-in-it", f"The committee meets in it: {listed}. Call these meetings off first.")
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A meeting as a calendar from elsewhere tells of it: its day, whether it is called off, the line it stands on.

    `uid` stays when the day moves, and `sequence` counts its versions; empty where the calendar gives it none.
    """

    on: date
    is_called_off: bool
    line: int
    uid: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a calendar from elsewhere changes. `missing` are days ahead that it does not name; they stay as they are."""

    added: tuple[date, ...]
    called_off: tuple[date, ...]
    standing: tuple[date, ...]
    missing: tuple[date, ...]
    past: int
    wrong: Mapping[int, tuple[str, str]]


def changes(kept: Meetings, brought: Sequence[Brought], read: Mapping[str, Brought], today: date) -> Changes:
    """What becomes of a committee's calendar by this one; `wrong` are its lines that cannot be, each with a reason.

    `read` is each event, by its `uid`, as a calendar told of it before: one that has moved leaves its day.
    """
    ahead = [one for one in brought if one.on > today]
    held = {one.on: one.line for one in ahead if not one.is_called_off}
    left = {read[one.uid].on for one in brought if one.uid in read and read[one.uid].on != one.on}
    off = ({one.on for one in ahead if one.is_called_off} | {on for on in left if on > today}) - held.keys()
    added = tuple(sorted(held.keys() - set(kept.days)))
    wrong = wrong_days(kept, added, today)
    older = {one.line: OLDER for one in brought if one.uid in read and one.sequence < read[one.uid].sequence}
    return Changes(
        added=added,
        called_off=tuple(sorted(off & set(kept.days))),
        standing=tuple(sorted(held.keys() & set(kept.days))),
        missing=tuple(day for day in kept.days if day > today and day not in held and day not in off),
        past=len(brought) - len(ahead),
        wrong={held[added[place]]: why for place, why in wrong.items()} | older,
    )
