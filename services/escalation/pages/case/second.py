"""What a second person is asked to agree to, in the questions that were answered: seen by whoever may agree, and by
nobody else while it waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Proposal
from services.escalation.domain.case.command import AgreeAsSecond, Command, verb
from services.escalation.domain.course.command import Pause, RenewPause
from services.escalation.domain.ladder.decision import Offer
from services.escalation.domain.ladder.wording import name_of
from services.escalation.domain.remedy.command import GrantMoreTime
from services.escalation.pages.case.question import QUESTIONS
from services.escalation.pages.case.standing import Standing
from shared.events.escalation import Minute
from shared.web.components import Fact, Words
from shared.web.wording import sentence_case
from shared.working_days import in_words


@dataclass(frozen=True, slots=True)
class Proposed:
    """What waits for the reader's yes: a sentence with who proposed it, and what was said."""

    heading: str
    facts: Sequence[Fact]


def proposed(standing: Standing, offers: Sequence[Offer]) -> Proposed | None:
    """What the reader is asked to agree to; None for whoever may not."""
    may_agree = any(one.is_open and one.command is AgreeAsSecond for one in offers)
    waits = standing.at.proposal if may_agree else None
    if waits is None:
        return None
    return Proposed(sought(standing, waits), [*_known(standing, waits.command), *said_in(standing, waits.command)])


def sought(standing: Standing, waits: Proposal) -> str:
    """Who asks for a second person's yes, and to what; with the day until which something would wait."""
    by = name_of(waits.by.public_name, standing.at.register.bodies)
    until = until_of(standing.case, waits.command)
    day = f" until {in_words(until)}" if until else ""
    deed = standing.wording.code(verb(type(waits.command)))
    to_agree = "" if deed.startswith("to agree") else "to agree "
    return f"{sentence_case(by)} asks you {to_agree}{deed}{day}"


def until_of(case: Case, asked: Command) -> date | None:
    """Until which day a decision lets something wait: the one that the body that answers asked for, or its own."""
    if isinstance(asked, GrantMoreTime):
        return case.remedy.plan.more_time_until if case.remedy.plan else None
    return asked.review_on if isinstance(asked, Pause | RenewPause) else None


def _known(standing: Standing, asked: Command) -> list[Fact]:
    """What stands beside the answers: by when to say yes or no, and from when to when a day would move."""
    case = standing.case
    found = [Fact("Answer by", case.waiting.second_by)] if case.waiting else []
    until = until_of(case, asked)
    if isinstance(asked, GrantMoreTime) and until and case.remedy.plan:
        found.append(Fact("The day now, and then", (case.remedy.plan.remedy_on, ", then ", until)))
    return found


def said_in(standing: Standing, asked: Command) -> list[Fact]:
    """What a command says, in the questions that it answers; what says nothing is left out."""
    said = [(field.name, getattr(asked, field.name)) for field in fields(asked)]
    return [Fact(_label(name, asked), _words(standing, asked, name, value)) for name, value in said if value]


def _label(name: str, asked: Command) -> str:
    return QUESTIONS[name].words(verb(type(asked))) if name in QUESTIONS else sentence_case(name.replace("_", " "))


def _words(standing: Standing, asked: Command, name: str, value: object) -> Words:
    """What was answered, by the name of the choice where one was made."""
    if isinstance(value, date):
        return value
    if isinstance(value, Minute):
        return str(value)
    if isinstance(value, tuple):
        return "; ".join(getattr(one, "text", "") or str(one) for one in value)
    choices = QUESTIONS[name].choices if name in QUESTIONS else None
    named = {option.value: option.words for option in choices(standing, verb(type(asked)))} if choices else {}
    return named.get(str(value), "; ".join(str(value).splitlines()))
