"""Whether a recommendation is SMART: five criteria, each with a verdict and a sentence why.

It reads words as a clerk would check them before a meeting; it does not judge whether a recommendation is wise. All
five must hold before recommendations are issued, and a person signs them off by issuing them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from services.escalation.domain.case.measure import NOT_KNOWN, REACHED, Measure, number, wrong_amount, wrong_unit
from services.escalation.domain.case.post import names_a_post
from shared.events.escalation import Recommendation
from shared.working_days import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A recommendation as it is written; empty where nothing is said. `value` and `unit` say what would be enough."""

    text: str
    addressee: str
    owner: str = ""
    measure: str = ""
    value: str = ""
    unit: str = ""
    by_on: date | None = None
    resources: str = ""


class Criterion(StrEnum):
    """The five letters of SMART."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIME_BOUND = "time-bound"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says of one criterion, and why."""

    criterion: Criterion
    holds: bool
    why: str


# Verbs that ask for thought instead of a deed: the work may be done and nothing have changed.
NO_DEED = frozenset(
    {
        "consider",
        "explore",
        "note",
        "support",
        "encourage",
        "endeavour",
        "aim",
        "seek",
        "try",
        "discuss",
        "monitor",
        "review",
        "study",
        "investigate",
        "welcome",
        "look",
        "continue",
        "keep",
        "urge",
        "recognise",
        "acknowledge",
        "promote",
        "work",
    }
)
# Words that leave the amount, the case or the occasion open.
OPEN_ENDED = (
    "where possible",
    "if possible",
    "as appropriate",
    "where appropriate",
    "regularly",
    "as soon as",
    "in due course",
    "some",
    "realistic",
    "adequate",
    "clear mechanism",
    "clear target",
    "when resources allow",
    "under review",
)
# Words that promise without saying how much or when; a number beside them says it.
VAGUE = frozenset(
    {
        *("better", "soon", "sooner", "quickly", "faster", "promptly", "urgently", "timely"),
        *("properly", "effectively", "sufficient", "sufficiently", "enough", "significantly", "substantially"),
    }
)
AMOUNTS = frozenset({"all", "every", "each", "none", "no", "nobody", "nothing", "half"})
FARTHEST = timedelta(days=3 * 366)
USUAL = timedelta(days=182)
LEAST_WORDS_OF_AN_ACT = 4
LEAST_WORDS_OF_A_NOTE = 2


def lint(draft: Draft, *, case_measure: str, today: date, known: Measure = NOT_KNOWN) -> tuple[Verdict, ...]:
    """The five verdicts on a draft, in the order of the word SMART; `known` is what is known of the case's measure."""
    return (
        _specific(draft),
        _measurable(draft, known),
        _achievable(draft),
        _relevant(draft, case_measure, known),
        _time_bound(draft, today),
    )


def advice(criterion: Criterion, *, case_measure: str, today: date, known: Measure = NOT_KNOWN) -> str:
    """How a draft that does not hold by this criterion may be mended, with what is known of the case's measure."""
    match criterion:
        case Criterion.SPECIFIC:
            return (
                "Begin with a deed, such as publish, open, mend or employ; then what, and for whom. "
                "Name the post that answers for it, such as Head of waste services."
            )
        case Criterion.MEASURABLE:
            target = str(known.target) if known.target is not None else "60"
            return f"Give a number and its unit, such as {target} {known.unit or 'percent'}, or an amount, such as all."
        case Criterion.ACHIEVABLE:
            return "Say where the means come from, or that the post which answers has said that it can be done."
        case Criterion.RELEVANT:
            better = f", at a value better than {known.value}" if known.value is not None else ""
            return f"Tie it to {known.title or case_measure}{better}."
        case Criterion.TIME_BOUND:
            return f"Name a day, such as {in_words(today + USUAL)}; {in_words(today + FARTHEST)} is the last one."
    assert_never(criterion)


def numbered(number: int, draft: Draft) -> Recommendation:
    """The recommendation as it is issued. The draft has passed the check."""
    if draft.by_on is None:
        raise ValueError("a recommendation without a date has not passed the check")
    return Recommendation(
        number=number,
        text=draft.text,
        addressee=draft.addressee,
        owner=draft.owner,
        measure=draft.measure,
        value=draft.value,
        unit=draft.unit,
        by_on=draft.by_on,
        resources=draft.resources,
    )


def _specific(draft: Draft) -> Verdict:
    words = _words(draft.text)
    open_ended = _found(draft.text, OPEN_ENDED)
    if not draft.owner.strip():
        return _fails(Criterion.SPECIFIC, "It names nobody who is to do it.")
    if not names_a_post(draft.owner):
        return _fails(Criterion.SPECIFIC, f"'{draft.owner}' is no post that answers for it.")
    if len(words) < LEAST_WORDS_OF_AN_ACT:
        return _fails(Criterion.SPECIFIC, "It does not say what is to be done to what.")
    if words[0] in NO_DEED:
        return _fails(Criterion.SPECIFIC, f"'{words[0].capitalize()}' asks for thought, not for a deed.")
    if open_ended:
        return _fails(Criterion.SPECIFIC, f"'{open_ended}' leaves open what would be enough.")
    if (vague := next((word for word in words if word in VAGUE), "")) and not re.search(r"\d", draft.text):
        why = f"'{vague}' says neither how much nor when: name a number or a day beside it, or what is to be done."
        return _fails(Criterion.SPECIFIC, why)
    return _holds(Criterion.SPECIFIC, f"It says what {draft.owner} is to do.")


def _measurable(draft: Draft, known: Measure) -> Verdict:
    said = f"{draft.measure} {draft.value} {draft.unit}"
    open_ended = _found(said, OPEN_ENDED)
    missing = [name for name in ("measure", "value", "unit") if not getattr(draft, name).strip()]
    if missing:
        return _fails(Criterion.MEASURABLE, f"Nothing is said for: {', '.join(missing)}.")
    if not re.search(r"\d", draft.value) and not AMOUNTS & set(_words(draft.value)):
        return _fails(Criterion.MEASURABLE, "The value is no amount to reach or miss, such as 60 or all.")
    if open_ended:
        return _fails(Criterion.MEASURABLE, f"'{open_ended}' is no value that a figure could reach or miss.")
    if why := _out_of_measure(draft, known):
        return _fails(Criterion.MEASURABLE, why)
    return _holds(
        Criterion.MEASURABLE, f"Reached when {known.title or draft.measure} shows {draft.value} {draft.unit}."
    )


def _achievable(draft: Draft) -> Verdict:
    if len(_words(draft.resources)) < LEAST_WORDS_OF_A_NOTE:
        return _fails(Criterion.ACHIEVABLE, "Neither the means nor the owner's word that it can be done is recorded.")
    return _holds(Criterion.ACHIEVABLE, "The means, or the owner's word on them, are recorded.")


def _relevant(draft: Draft, case_measure: str, known: Measure) -> Verdict:
    if not draft.measure.strip() or _plain(draft.measure) != _plain(case_measure):
        return _fails(Criterion.RELEVANT, f"It is not tied to the measure of the case, {known.named(case_measure)}.")
    amount = number(draft.value)
    if amount is not None and (stands := [why for code, why in wrong_amount(known, amount) if code == REACHED]):
        return _fails(Criterion.RELEVANT, stands[0])
    return _holds(Criterion.RELEVANT, "It is tied to the measure of the case.")


def _out_of_measure(draft: Draft, known: Measure) -> str:
    """What keeps a figure of the case's measure from reaching the value: not written as one, another unit, no such
    amount. Empty where nothing does, or nothing is known of the measure.
    """
    if known == NOT_KNOWN:
        return ""
    if why := wrong_unit(known, draft.unit):
        return why
    amount = number(draft.value)
    if amount is None:
        is_amount = set(_words(draft.value)) <= AMOUNTS
        return "" if is_amount else "Give the value as a number, such as 60, and its unit beside it."
    return next((why for code, why in wrong_amount(known, amount) if code != REACHED), "")


def _time_bound(draft: Draft, today: date) -> Verdict:
    if draft.by_on is None:
        return _fails(Criterion.TIME_BOUND, "It names no day.")
    if draft.by_on <= today:
        return _fails(Criterion.TIME_BOUND, "Its day is not in the future.")
    if draft.by_on > today + FARTHEST:
        return _fails(Criterion.TIME_BOUND, "Its day is more than three years ahead.")
    return _holds(Criterion.TIME_BOUND, "It names its last day.")


def _holds(criterion: Criterion, why: str) -> Verdict:
    return Verdict(criterion, holds=True, why=why)


def _fails(criterion: Criterion, why: str) -> Verdict:
    return Verdict(criterion, holds=False, why=why)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9'%]+", text.casefold())


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _found(text: str, phrases: Iterable[str]) -> str | None:
    plain = f" {_plain(text)} "
    return next((phrase for phrase in phrases if f" {phrase} " in plain), None)
