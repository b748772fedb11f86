"""Where a petition or case stands, in plain words: who is to act, by when and why then, and what follows otherwise.

Every page and every address that tells it takes its words from here; what it takes to say them comes as values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.policy.ground import Ground
from shared.policy.sentences import ended, named_day
from shared.policy.wording import Wording

NOBODY = "Nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What runs: the state, the row of its silence, by when somebody is to act, and after which day silence does.

    `asked_reckoning` is the working of the first day where it is not the second. `over` is what lies over the state,
    `paused` or `withdrawn`; `ended` how it ended, empty while it is open.
    """

    state: str
    silence: str | None = None
    asked_by: date | None = None
    due_on: date | None = None
    reckoning: str | None = None
    asked_reckoning: str = ""
    over: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """Who is to do what by which day, and what happens by itself after which day if nobody does.

    Without a day no clock runs. `grounds` is what it rests on, `rests_on` the same in words. `is_right`: they may act,
    and nobody waits for it.
    """

    who: str
    does: str
    follows: str
    asked_by: date | None
    due_on: date | None
    grounds: tuple[Ground, ...] = ()
    rests_on: str = ""
    is_right: bool = False

    @property
    def otherwise(self) -> str:
        """What happens by itself otherwise, and after which day where that is not the day already named."""
        after = f", after {named_day(self.due_on)}" if self.due_on and self.due_on != self.asked_by else ""
        return f"{self.follows}{after}."

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody is waited for: the step comes by itself in any case."""
        return self.who == NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a stranger asks, each answered in sentences."""

    where: str
    who: str
    by: str
    why_then: str
    otherwise: str


def must(
    wording: Wording,
    clock: Clock,
    facts: Mapping[str, object],
    *,
    signed_on: date | None = None,
    regimes: Iterable[str] | None = None,
) -> Must | None:
    """Who is to do what; None when it has ended, or the profile has no words for what runs.

    `facts` are `subject` and `area_name`; `signed_on` and `regimes` as for `Wording.silence`.
    """
    named = [name for name in (clock.silence or "", clock.state) if name in wording.silences]
    if clock.ended or not named:
        return None
    words = wording.silence(named[0], facts, signed_on=signed_on, regimes=regimes)
    return Must(
        who=words.who,
        does=ended(words.does),
        follows=words.otherwise,
        asked_by=clock.asked_by,
        due_on=clock.due_on,
        grounds=words.grounds,
        rests_on=wording.rests_on(words.grounds),
        is_right=words.is_right,
    )


def answers(wording: Wording, clock: Clock, acting: Must | None, today: date, beside: Sequence[str] = ()) -> Answers:
    """The five answers; `beside` are sentences on where it stands that the state does not tell."""
    where = " ".join(where_words(wording, clock, beside))
    if clock.ended:
        return Answers(
            where=where,
            who="Nobody has to act: it has ended.",
            by="No day runs any more.",
            why_then="It has ended, so no day is counted.",
            otherwise="Nobody is waited for, so nothing follows when nobody acts.",
        )
    if acting is None:
        return Answers(
            where=where,
            who="Nobody is named to act now.",
            by="No day is set.",
            why_then="No clock runs, so no day is counted.",
            otherwise="Nothing happens by itself.",
        )
    return Answers(
        where=where,
        who=f"{acting.who} {acting.does}",
        by=_by(acting, today),
        why_then=_why_then(clock, acting),
        otherwise=f"{'Then' if acting.is_nobodys else 'Otherwise'} {acting.otherwise}",
    )


def where_words(wording: Wording, clock: Clock, beside: Sequence[str] = ()) -> tuple[str, ...]:
    """Where it stands, in sentences: the state and what it means, or first what lies over it; and what is beside it."""
    state = wording.state(clock.state)
    if not clock.over:
        return (f"{state.title}.", state.means, *beside)
    over = wording.state(clock.over)
    return (f"{over.title}.", over.means, *beside, f"If it goes on, it goes on from here: {state.title}.", state.means)


def _by(acting: Must, today: date) -> str:
    if acting.asked_by is None:
        return "No day is set."
    day = named_day(acting.asked_by)
    if acting.asked_by < today:
        return f"The day was {day}, and it is over."
    until = "today" if acting.asked_by == today else day
    if acting.is_nobodys:
        return f"Nothing has to be done by a day; the next step comes by itself after the end of {until}."
    return f"{'They may do so until' if acting.is_right else 'By'} the end of {until}."


def _why_then(clock: Clock, acting: Must) -> str:
    if acting.due_on is None:
        return "No clock runs, so no day is counted."
    counted = clock.reckoning or "How it was counted is not recorded."
    if acting.due_on == acting.asked_by:
        return counted
    later = f"Nothing happens by itself before the end of {named_day(acting.due_on)}. {counted}"
    return f"{clock.asked_reckoning} {later}".strip()
