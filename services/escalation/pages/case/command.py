"""Commands as cards: what is open to this person now, with its questions, and what is not, with the reason.

The fields are those of the commands themselves; the words for deeds and what follows are the profile's.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.state import OPEN_STATES, PLACES, RUNGS
from services.escalation.domain.course.command import AT_ANY_TIME
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.decision import NOT_HERE, NOT_YOURS, Offer
from services.escalation.domain.remedy.command import GrantMoreTime
from services.escalation.pages.case.options import NONE_CHOSEN
from services.escalation.pages.case.question import MOST_RADIOS, QUESTIONS, is_asked
from services.escalation.pages.case.second import until_of
from services.escalation.pages.case.standing import Standing
from services.escalation.pages.trigger.question import Answer
from services.escalation.schemas.case.command import asked_on_a_page
from services.escalation.schemas.scrutiny.recommendation import BESIDE, COMMAND, written_before
from shared.problems import Fault, Malformed, Problem
from shared.web.components import Words
from shared.web.forms import Action, Button, Field, FieldKind, NotOpen, NotOpenGroup, Option
from shared.web.wording import sentence_case

# Deeds that shut something for somebody else.
GRAVE = frozenset(
    {
        *("reject", "uphold_rejection", "refuse_as_second", "refuse_remedy", "refuse_more_time", "exhaust"),
        *("refuse_information", "contest_resolution", "oppose_resolution"),
        *("decline_inspection", "impose_plan", "pause", "renew_pause", "withdraw", "merge", "step_back"),
    }
)
SEES: Mapping[str, str] = {
    "lodge_complaint": "The number of complaints; your name when more than one partner complains.",
    "withdraw_complaint": "The number of complaints that are left, not whose was taken back.",
    "draft_findings": "Only that a draft exists.",
    "refuse_information": "That you refused; your ground and reasons, if the committee publishes them.",
    "file_reply": "That you replied; your words, when the findings appear.",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A command's form as it was filled in: which command, what was typed, what is wrong beside which field."""

    command: str
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that was sent and not taken: which, what was typed, what is wrong beside which field, the problem."""

    command: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    problem: Problem

    @property
    def filled(self) -> Filled:
        """Its form as it was filled in."""
        return Filled(self.command, self.typed, self.errors)


@dataclass(frozen=True, slots=True)
class Cards:
    """What is open to somebody: at this step, at any time; and what is not open, by what keeps it shut."""

    here: Sequence[Action]
    at_any_time: Sequence[Action]
    closed: Sequence[NotOpenGroup]


def cards(standing: Standing, offers: Sequence[Offer], *, seen_version: int, refused: Refusal | None = None) -> Cards:
    """The commands open to this person as forms, and those that are not open with the reason."""
    is_open = [offer for offer in offers if offer.is_open]
    filled = refused.filled if refused else None
    return Cards(
        here=[card(standing, one, seen_version, filled) for one in is_open if one.command not in AT_ANY_TIME],
        at_any_time=[card(standing, one, seen_version, filled) for one in is_open if one.command in AT_ANY_TIME],
        closed=_closed(standing, [offer for offer in offers if not offer.is_open]),
    )


def _closed(standing: Standing, offers: Sequence[Offer]) -> list[NotOpenGroup]:
    """What is not open: what others may do now, by who may; what waits for something; what belongs to other steps."""
    theirs: dict[str, list[NotOpen]] = {}
    waits: list[NotOpen] = []
    elsewhere: dict[str, list[NotOpen]] = {}
    for offer in offers:
        title = standing.wording.action(offer.name).button
        match offer.rule:
            case _ if offer.rule == NOT_YOURS:
                theirs.setdefault(offer.reason.rstrip("."), []).append(NotOpen(title))
            case _ if offer.rule == NOT_HERE:
                elsewhere.setdefault(_where(standing, offer), []).append(NotOpen(title))
            case _:
                waits.append(NotOpen(title, offer.reason))
    groups = [NotOpenGroup(who, commands) for who, commands in theirs.items()]
    if waits:
        groups.append(NotOpenGroup("Something else keeps these shut", waits))
    return [*groups, *(NotOpenGroup(where, commands) for where, commands in elsewhere.items())]


def _where(standing: Standing, offer: Offer) -> str:
    """At which step of the ladder a command belongs."""
    if not standing.case.is_open:
        return "The case has ended, and these cannot be done any more"
    rungs = dict.fromkeys(PLACES[state].rung for state in OPEN_STATES if chain.rows(state, offer.command))
    if len(rungs) != 1:
        return "At other steps"
    (rung,) = rungs
    return f"At another point of: {_lower(standing.wording.rungs_of(standing.case.trigger)[RUNGS.index(rung)])}"


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def led(found: Cards, begun: Collection[str] = ()) -> Cards:
    """The same cards, each with a button that leads to a page of its own, where the questions are asked; of those that
    the reader has begun, the button says so.
    """

    def leads(one: Action) -> Action:
        button = f"Go on: {_lower(one.button)}" if one.href.rpartition("/")[2] in begun else one.button
        return replace(one, button=button, fields=(), hidden=(), leads=True)

    return replace(
        found, here=[leads(one) for one in found.here], at_any_time=[leads(one) for one in found.at_any_time]
    )


def card(standing: Standing, offer: Offer, version: int, filled: Filled | None = None) -> Action:
    """One command with its questions; as it was filled in, and with what is wrong, where it was."""
    words = standing.wording.action(offer.name)
    asked = [
        _field(standing, offer.name, name, filled if filled and filled.command == offer.name else None)
        for name in asked_on_a_page(offer.command)
        if is_asked(standing, offer, name)
    ]
    return Action(
        title=words.button,
        follows=_follows(standing, offer),
        public_sees=SEES.get(offer.name, "What you write, word for word, and the day." if asked else "The day."),
        clock=_clock(standing, offer),
        button=words.button,
        href=f"/cases/{standing.case.reference}/{offer.name}",
        fields=asked,
        hidden=(("version", str(version)), *_carried(offer, filled)),
        weight=Button.WARNING if offer.name in GRAVE else Button.MAIN,
        is_refused=filled is not None and filled.command == offer.name,
    )


def _carried(offer: Offer, filled: Filled | None) -> tuple[tuple[str, str], ...]:
    """What goes along with a form unseen: the recommendations that were written before the one on it."""
    typed = filled.typed if filled and filled.command == offer.name else {}
    return ((BESIDE, typed[BESIDE]),) if typed.get(BESIDE) else ()


def _follows(standing: Standing, offer: Offer) -> str:
    """What follows; first that a second person must agree, where one must."""
    follows = standing.wording.action(offer.name).follows
    if offer.second is None:
        return follows
    within = standing.at.policy.safeguard.second_decider.words()
    of = sentence_case(standing.wording.code(offer.second.value))
    return f"{of} has to agree within {within}; without that it has no effect. Once agreed: {_lower(follows)}"


def _clock(standing: Standing, offer: Offer) -> Words:
    case = standing.case
    if offer.command in (AgreeAsSecond, GrantMoreTime) and offer.second is None and (moved := _moved(standing)):
        return moved
    if offer.leads_to is None or offer.leads_to is case.state or offer.second is not None:
        return ("No change: ", standing.asked_on, ".") if standing.asked_on else "No change."
    title = standing.wording.state(offer.leads_to.value).title
    return f"This step's clock stops. The case then stands at: {title}."


def _moved(standing: Standing) -> Words:
    """What a yes does to the clock where the case stays where it is: the day moves, or stands still."""
    waits, case = standing.at.proposal, standing.case
    asked = waits.command if waits else GrantMoreTime(reasons="")
    until = until_of(case, asked)
    if until is None:
        return ""
    if isinstance(asked, GrantMoreTime):
        return ("The day moves to ", until, ".")
    return ("The clock stands still, at the latest until ", until, ".")


def _field(standing: Standing, command: str, name: str, filled: Filled | None) -> Field:
    asked = QUESTIONS[name]
    options = asked.choices(standing, command) if asked.choices else ()
    value = filled.typed.get(name, "") if filled else asked.known(standing, command)
    if asked.is_sole_chosen and len(options) == 1:
        value = options[0].value
    is_day, is_count = asked.answer is Answer.DAY, asked.answer is Answer.COUNT
    return Field(
        name=name,
        label=asked.words(command),
        kind=_kind(asked.answer, options),
        value=value,
        hint=asked.help(standing, command),
        error=filled.errors.get(name, "") if filled else "",
        options=options,
        input_type="date" if is_day else "text",
        inputmode="numeric" if is_count else "",
        width=10 if is_day else (3 if is_count else None),
        rows=3,
        prefix=command,
    )


def _kind(answer: Answer, options: Sequence[Option]) -> FieldKind:
    """How it is asked; a choice of which there is nothing to choose is written down."""
    if answer is Answer.LONG:
        return FieldKind.TEXTAREA
    if not options:
        return FieldKind.INPUT
    return FieldKind.SELECT if len(options) > MOST_RADIOS or options[0] == NONE_CHOSEN else FieldKind.RADIOS


def others(name: str, typed: Mapping[str, str]) -> Sequence[str]:
    """The words of the recommendations that were written before the one on the form, and are issued with it."""
    return [one.get("text", "") for one in written_before(typed.get(BESIDE, ""))] if name == COMMAND else ()


def beside(refused: Malformed, typed: Mapping[str, str]) -> Mapping[str, str]:
    """The sentences for each field. A recommendation's are named by its place in the list: the page writes the last,
    and what is wrong with one before it stands by its number.
    """
    found: dict[str, list[str]] = {}
    before = len(others(COMMAND, typed)) if typed.get(BESIDE) else 0
    for fault in refused.errors:
        place = re.match(r"/recommendations/(\d+)", fault.pointer or "")
        if place is not None and int(place[1]) < before:
            found.setdefault("text", []).append(f"Number {int(place[1]) + 1}: {_plainly(fault)}")
            continue
        parts = [part for part in (fault.pointer or "").split("/")[1:] if not part.isdecimal()]
        own = parts[1:] or ["text"] if parts[:1] == ["recommendations"] else parts
        own = own[1:] or ["reference"] if own[:1] == ["minute"] else own
        found.setdefault(own[0] if own else "version", []).append(_plainly(fault))
    return {name: " ".join(sentences) for name, sentences in found.items()}


def _plainly(fault: Fault) -> str:
    """What is wrong, in words of the page: the codes of a choice are the machines'."""
    return "Choose one from the list." if fault.code == "not-a-choice" else fault.message
