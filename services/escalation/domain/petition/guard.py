"""For what a petition may be refused or sent back, and what a decision must say. Pure. Both lists are closed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.screening import EXCLUSIONS
from services.escalation.domain.petition.flag import PERSONAL, Flag
from services.escalation.domain.petition.moderation import Moderation
from shared.events.escalation import Minute

DUPLICATE, REPEATS, NO_MEASURE = "asks_what_another_asks", "repeats_within_six_months", "no_measure_fits"
# Refused for one of these, nobody is shown the words.
HIDING = frozenset({"names_individuals", "libellous", "confidential", "before_a_court", "offensive"})
REASONS = (
    DUPLICATE,
    REPEATS,
    "not_a_matter_of_this_area",
    NO_MEASURE,
    *EXCLUSIONS,
    "party_political",
    "advertising",
    "offensive",
    "names_individuals",
    "libellous",
    "confidential",
    "before_a_court",
)
# For what it may be sent back, beside what the machine found.
FAULTS = (
    "is_unclear",
    "asks_for_nothing",
    "says_too_little",
    "names_individuals",
    "gives_an_address",
    "advertises",
    "insults",
)
RETURNABLE = (*FAULTS, *(flag.value for flag in Flag))


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The petition that another is said to repeat: whether it may be signed, or its case is open; when its matter was
    decided, if so.
    """

    reference: str
    is_open: bool
    decided_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody who decides says: reasons always, the rest as the deed needs it."""

    reasons: str
    codes: tuple[str, ...] = ()
    same_as: str = ""
    answered_by: str = ""
    minute: Minute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a decision rests on: the day and who acts; what the machine found; the petition said to be the same.

    `alleges_system`: the organiser says that the system fails, not one decision of it.
    """

    at: Circumstances
    flags: tuple[str, ...] = ()
    same: Same | None = None
    alleges_system: bool = False


def is_hidden(codes: Collection[str], flags: Collection[str]) -> bool:
    """Whether the words of a petition refused for these are shown to nobody."""
    return not HIDING.isdisjoint(codes) or not PERSONAL.isdisjoint(flags)


def reasoned(said: Said) -> Iterator[Gap]:
    """Every deed says why."""
    if not said.reasons.strip():
        yield Gap("reasons", "missing", "Say why: it is published.")


def fit_to_return(said: Said) -> Iterator[Gap]:
    """It names at least one fault of the list."""
    yield from reasoned(said)
    yield from _chosen("faults", said.codes, RETURNABLE)


def fit_to_refuse(said: Said, about: About) -> Iterator[Gap]:
    """It names reasons of the list, and what some of them need besides."""
    yield from reasoned(said)
    yield from _chosen("codes", said.codes, REASONS)
    excluded = set(said.codes) & set(EXCLUSIONS)
    if excluded and about.alleges_system and about.at.policy.safeguard.systemic_failure_override:
        yield Gap("codes", "system_alleged", "The whole system is said to fail: it may not be refused for that reason.")
    if NO_MEASURE in said.codes and not said.answered_by.strip():
        yield Gap("answered_by", "missing", "Say who answers it outside these steps, and how to reach them.")
    if {DUPLICATE, REPEATS} & set(said.codes):
        yield from _same(said, about)


def minuted(said: Said, one: Moderation, at: Circumstances) -> Iterator[Gap]:
    """A committee's decision: of a meeting held since, written down, and carried."""
    yield from reasoned(said)
    minute = said.minute
    if minute is None or not minute.reference.strip():
        yield Gap("minute/reference", "missing", "Say where the committee's decision is written down.")
        return
    if minute.met_on > at.today:
        yield Gap("minute/met_on", "not_yet", "This meeting has not been held yet.")
    if minute.met_on < one.begun_on:
        yield Gap("minute/met_on", "before_the_petition", "This day lies before the petition.")
    if not minute.is_carried:
        words = f"By these votes it was not decided: {minute.votes_for} for, {minute.votes_against} against."
        yield Gap("minute/votes_for", "not_carried", words)


def _chosen(field: str, chosen: Collection[str], of: Collection[str]) -> Iterator[Gap]:
    if not chosen:
        yield Gap(field, "missing", "Choose at least one.")
    elif not set(chosen) <= set(of):
        yield Gap(field, "not_a_choice", f"Choose of: {', '.join(of)}.")


def _same(said: Said, about: About) -> Iterator[Gap]:
    same, at = about.same, about.at
    if not said.same_as:
        yield Gap("same_as", "missing", "Give the reference of the petition or case that is the same matter.")
        return
    if same is None or same.reference != said.same_as:
        yield Gap("same_as", "not_there", "There is no petition or case of this reference here.")
        return
    if DUPLICATE in said.codes and not same.is_open:
        yield Gap(
            "same_as",
            "not_open",
            "That petition cannot be signed any more, and no case of it is open: this is no double.",
        )
    if REPEATS in said.codes and not was_decided_lately(same, at):
        yield Gap("same_as", "not_lately", "That matter was not decided so lately that this one repeats it.")


def was_decided_lately(same: Same, at: Circumstances) -> bool:
    """Whether the matter was decided within the period in which the scheme takes it no second time."""
    if same.decided_on is None:
        return False
    return at.policy.petition.repeat.reckon(same.decided_on, at.calendar).due_on >= at.today


def minute_of(said: Said, about: About) -> Minute | None:
    """The minute that was said, as the committee's; None where none was."""
    minute = said.minute
    if minute is None:
        return None
    return Minute(
        met_on=minute.met_on,
        reference=minute.reference,
        votes_for=minute.votes_for,
        votes_against=minute.votes_against,
        abstained=minute.abstained,
        body=about.at.register.committee,
    )
