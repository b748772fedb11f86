"""A persistent miss, by which the figures themselves open a case where the area's own policy says so. Pure."""

from collections.abc import Callable, Mapping
from functools import partial

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.lookup import Earlier
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.trigger.trigger import LOCAL
from shared.events.escalation import CaseOpened
from shared.periods import NotAPeriod, Period, parse

MISSED, NOT_JUDGED = "missed", "not_judged"
MOST_NAMED = 4  # periods in a title


def missed_running(verdicts: Mapping[str, str]) -> tuple[str, ...]:
    """The latest periods that all missed the target, oldest first; a period that cannot be judged ends nothing."""
    running: list[str] = []
    for period in sorted(_read(verdicts), reverse=True):
        verdict = verdicts[period.text]
        if verdict == MISSED:
            running.append(period.text)
        elif verdict != NOT_JUDGED:
            break
    return tuple(reversed(running))


def opening(
    *,
    area: str,
    measure: str,
    title: str,
    missed: tuple[str, ...],
    earlier: tuple[Earlier, ...],
    at: Circumstances,
) -> Callable[..., CaseOpened] | None:
    """The first event of the case that these misses open, still without its reference; None where they are too few.

    Also None where a case about the measure, however it ended, ended so lately that this would be its repetition.
    """
    repeat = at.policy.petition.repeat
    is_lately = any(repeat.reckon(one.closed_on, at.calendar).due_on >= at.today for one in earlier)
    if len(missed) < at.policy.trigger.missed_periods or is_lately:
        return None
    periods = f"{', '.join(missed[:-1])} and {missed[-1]}" if len(missed) <= MOST_NAMED else _running(missed)
    return partial(
        CaseOpened,
        state="screening",
        area=area,
        trigger=Kind.FIGURES.value,
        title=f"{title}: target missed in {periods}",
        measure=measure,
        signatures=0,
        policy_version=at.policy.version,
        raised_by="the figures",
        level=LOCAL,
        failure=f"The target was missed in {periods}.",
    )


def _running(missed: tuple[str, ...]) -> str:
    return f"{len(missed)} periods running, from {missed[0]} to {missed[-1]}"


def _read(verdicts: Mapping[str, str]) -> list[Period]:
    found = []
    for text in verdicts:
        try:
            found.append(parse(text))
        except NotAPeriod:
            continue
    return found
