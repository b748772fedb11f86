"""What pages offer to choose from where a case is merged, an organiser leaves, or a slip is put right."""

from collections.abc import Sequence
from datetime import date

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.lookup import OtherCase
from services.escalation.domain.case.minute import Decided
from services.escalation.domain.correction.correction import steps_open
from services.escalation.domain.correction.slip import is_decided, values, what
from services.escalation.domain.course.command import Correct
from services.escalation.domain.course.guard import hosts, leavable
from services.escalation.pages.case.standing import Standing
from shared.policy import Wording
from shared.web.forms import Option
from shared.web.wording import sentence_case
from shared.working_days import in_words, london_day

MOST_SHOWN = 60  # characters of what a field says now, in the list of what may be put right
NONE_CHOSEN = Option("", "Choose one")


def case_options(standing: Standing, name: str) -> Sequence[Option] | None:
    """The choices for a field of this kind; None for any other field."""
    case = standing.case
    match name:
        case "into":
            return [NONE_CHOSEN, *(_named(standing, one) for one in hosts(case, standing.at))]
        case "organiser_of":
            return [NONE_CHOSEN, *(Option(one, one) for one in leavable(case, standing.at))]
        case "step":
            return _steps(standing)
        case "field":
            return _fields(standing)
        case _:
            return None


def is_minuted(standing: Standing, command: type[Command]) -> bool:
    """Whether a card asks for a minute: where a committee decides, or its officer may say that it did."""
    if command is Correct and not any(is_decided(one.event) for one in steps_open(standing.at)):
        return False
    return issubclass(command, Decided) or "scrutiny_officer" in standing.at.actor.roles


def _named(standing: Standing, other: OtherCase) -> Option:
    stands = standing.wording.state(other.state.value).title
    return Option(
        other.reference, f"{other.title} ({other.reference}), which stands here: {stands[:1].lower()}{stands[1:]}"
    )


def _steps(standing: Standing) -> Sequence[Option]:
    """The steps in which something may be put right, and what the last of them set off."""
    asked_on = standing.asked_on
    set_off = f"the clock that runs until {in_words(asked_on)}" if asked_on else "no clock"
    found: list[Option] = []
    for step in steps_open(standing.at):
        name = sentence_case(standing.wording.code(what(step.event)))
        ended = f" It set off {set_off}." if not found else ""
        found.append(Option(str(step.version), f"{name}, on {in_words(london_day(step.at))}.{ended}"))
    return found


def _fields(standing: Standing) -> Sequence[Option]:
    """What may be put right, with what the last such step says now."""
    known: dict[str, str | date] = {}
    for step in steps_open(standing.at):
        known = {**values(step.event), **known}
    return [NONE_CHOSEN, *(Option(field, _now(standing.wording, field, now)) for field, now in known.items())]


def _now(wording: Wording, field: str, now: str | date) -> str:
    number, _, name = field.rpartition("/")
    about = f"Recommendation {number}, {wording.code(name)}" if number else sentence_case(wording.code(name))
    said = in_words(now) if isinstance(now, date) else now
    return f"{about}: {said[:MOST_SHOWN]}{'…' * (len(said) > MOST_SHOWN)}"
