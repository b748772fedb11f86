"""Commands as cards: what is open to this person now, with its questions, and what is not, with the reason.

The fields are those of the commands themselves; the words for deeds and what follows are the profile's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.escalation.domain.case.minute import Decided
from services.escalation.domain.case.process import MENU, running
from services.escalation.domain.case.screening import MATTERS
from services.escalation.domain.course.guard import REASON_CLASSES
from services.escalation.domain.inspection.guard import GRADES, may_facilitate
from services.escalation.domain.ladder.decision import Offer
from services.escalation.domain.screening.guard import LEVELS, reasons_for, repeated_by
from services.escalation.domain.scrutiny.guard import ANSWERS, PROGRESS
from services.escalation.domain.scrutiny.hearing import ATTENDANCES, GROUNDS
from services.escalation.pages.chain import Standing
from services.escalation.pages.course import NONE_CHOSEN, course_options
from services.escalation.pages.scrutiny import meetings_hint, numbered_options
from services.escalation.schemas.command import MINUTED, asked_on_a_page
from shared.problems import Problem
from shared.web.components import Words
from shared.web.forms import Action, Button, Field, FieldKind, NotOpen, Option
from shared.web.wording import sentence_case

PUBLISHED = "Published as you write it. Name no private person."
LABELS = {
    "level": "What does it concern?",
    "reasons": "Your reasons",
    "reason_code": "The published reason",
    "repeats": "Which earlier case does it repeat? Only where that is the reason",
    "matter": "Is it about something that another procedure decides?",
    "new_evidence": "What is new since the last case about this measure?",
    "body": "Which body?",
    "actions": "What will be done, step by step?",
    "owner": "Who answers for it? A post, not a person",
    "target": "What will the measure show when it is done?",
    "by_on": "By which day?",
    "sign": "How will it be seen, if the next figure comes too late? A measure with figures sooner, or a milestone",
    "until_on": "Until which day?",
    "evidence": "What shows that it is put right?",
    "together": "What was done together with those who help? Or why nothing?",
    "process": "What is tried?",
    "outcome": "What is it to bring?",
    "number": "Which one is over?",
    "result": "What came of it?",
    "hearing_on": "The day of the hearing",
    "special": "Why does the committee meet on a day that is none of its own? Only for a special meeting",
    "seat": "Whose seat? The seat, not the person",
    "notified": "Which body is asked?",
    "wanted": "For what?",
    "attend_on": "On which day is it to come?",
    "notice": "Which notice?",
    "information": "Your answer",
    "ground": "On which ground?",
    "attendance": "Did it come?",
    "questions": "What else does the committee ask? One question to a line, beside the published ones",
    "question": "Which question?",
    "signed_off_by": "Who signs them off? A post, not a person",
    "received_on": "On which day did it have the notice?",
    "recommendation": "Which recommendation?",
    "progress": "What became of it?",
    "met_on": "The day of the meeting that decided",
    "reference": "The minute's number",
    "votes_for": "Votes for it",
    "votes_against": "Votes against it",
    "abstained": "Members who did not vote either way",
    "present": "Members who were there",
    "minority": "What did those hold who did not vote for it? Only if they ask that it be written down",
    "restricted": "Were press and public kept out?",
    "text": "What should be done?",
    "addressee": "Who should do it?",
    "measure": "Which measure will show it?",
    "value": "At what value is it enough?",
    "unit": "In what unit?",
    "resources": "With what means?",
    "answer": "Your answer",
    "grounds": "What is wrong, and what was tried?",
    "authorised_by": "Who authorised this complaint? A post, not a person",
    "facilitator": "Who tries the settlement? A body outside the quarrel",
    "declaration": "What interests does it declare? Published; say so if there are none",
    "terms": "The terms of the settlement",
    "scope": "What will be inspected?",
    "findings": "The findings",
    "grade": "How are they graded?",
    "intervener": "Who imposes the plan?",
    "intervener_kind": "Which kind of body is that?",
    "power": "Under which power?",
    "report": "How does the plan go?",
    "figure": "What does the measure show now? A number, in its own unit",
    "outputs": "Which of the plan's actions are done? Only where no figure can tell",
    "decided_by": "Which governing body decided?",
    "meeting_on": "On which day did it meet?",
    "minute_reference": "Under which minute?",
    "reply": "Your reply",
    "last_on": "The plan's last day",
    "reason_class": "Why must it stand still?",
    "step": "The step in which it is, and what that set off",
    "field": "What is to be put right?",
    "correction": "What should it say? A day like 2026-05-31",
    "into": "Into which case?",
    "organiser_of": "The organiser of which case?",
    "review_on": "Until which day?",
    "letter": "The reference of the court's or the authority's letter, if one asked in writing. It is not published",
}
DAYS = frozenset(
    {"by_on", "hearing_on", "last_on", "until_on", "attend_on", "received_on", "met_on", "meeting_on", "review_on"}
)
NUMBERED = frozenset({"notice", "question", "recommendation", "step"})
COUNTS = frozenset({"votes_for", "votes_against", "abstained", "present"})
LONG = frozenset(
    {
        *("special", "minority", "reasons", "actions", "sign", "evidence", "together", "questions"),
        *("text", "grounds", "scope", "findings", "reply", "new_evidence", "outcome", "result"),
        *("wanted", "correction", "information", "declaration", "terms", "report", "outputs"),
    }
)
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
class Refusal:
    """A command that was sent and not taken: which, what was typed, what is wrong beside which field, the problem."""

    command: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    problem: Problem


def cards(
    standing: Standing, offers: Sequence[Offer], *, seen_version: int, refused: Refusal | None = None
) -> tuple[list[Action], list[NotOpen]]:
    """The commands open to this person as forms, and those that are not open with the reason."""
    is_open = [_card(standing, offer, seen_version, refused) for offer in offers if offer.is_open]
    return is_open, _closed(standing, [offer for offer in offers if not offer.is_open])


def _closed(standing: Standing, offers: Sequence[Offer]) -> list[NotOpen]:
    """What is not open, with its reason; a reason that many share is given once."""
    by_reason: dict[str, list[str]] = {}
    for offer in offers:
        by_reason.setdefault(offer.reason, []).append(standing.wording.action(offer.name).button)
    return [
        NotOpen(titles[0], reason)
        if len(titles) == 1
        else NotOpen(reason.rstrip("."), f"{'; '.join([titles[0], *map(_lower, titles[1:])])}.")
        for reason, titles in by_reason.items()
    ]


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _card(standing: Standing, offer: Offer, version: int, refused: Refusal | None) -> Action:
    words = standing.wording.action(offer.name)
    asked = [
        _field(standing, offer.name, name, refused if refused and refused.command == offer.name else None)
        for name in asked_on_a_page(offer.command)
        if _is_asked(standing, offer, name)
    ]
    return Action(
        title=words.button,
        follows=_follows(standing, offer),
        public_sees=SEES.get(offer.name, "What you write, word for word, and the day." if asked else "The day."),
        clock=_clock(standing, offer),
        button=words.button,
        href=f"/cases/{standing.case.reference}/{offer.name}",
        fields=asked,
        hidden=(("version", str(version)),),
        weight=Button.WARNING if offer.name in GRAVE else Button.MAIN,
    )


def _follows(standing: Standing, offer: Offer) -> str:
    """What follows; first that a second person must agree, where one must."""
    follows = standing.wording.action(offer.name).follows
    if offer.second is None:
        return follows
    within = standing.at.policy.safeguard.second_decider.words()
    of = sentence_case(standing.wording.code(offer.second.value))
    return f"{of} has to agree within {within}; without that it has no effect. Once agreed: {_lower(follows)}"


def _is_asked(standing: Standing, offer: Offer, name: str) -> bool:
    """Whether the question makes sense in this case; what is not asked is left out of what is sent."""
    match name:
        case "repeats" | "new_evidence":
            return bool(repeated_by(standing.case, standing.at))
        case "together":
            return standing.case.remedy.duty is not None and bool(standing.case.remedy.duty.contributors)
        case _ if name in MINUTED:
            return issubclass(offer.command, Decided) or "scrutiny_officer" in standing.at.actor.roles
        case _:
            return True


def _clock(standing: Standing, offer: Offer) -> Words:
    case = standing.case
    if offer.leads_to is None or offer.leads_to is case.state or offer.second is not None:
        return ("No change: ", case.due_on, ".") if case.due_on else "No change."
    title = standing.wording.state(offer.leads_to.value).title
    return f"This step's clock stops. The case then stands at: {title}."


def _field(standing: Standing, command: str, name: str, refused: Refusal | None) -> Field:
    options = _options(standing, command, name)
    value = refused.typed.get(name, "") if refused else _known(standing, command, name)
    if name in NUMBERED and len(options) == 1:
        value = options[0].value
    return Field(
        name=name,
        label=LABELS[name],
        kind=_kind(name, options),
        value=value,
        hint=_hint(standing, name),
        error=refused.errors.get(name, "") if refused else "",
        options=options,
        input_type="date" if name in DAYS else "text",
        inputmode="numeric" if name in COUNTS else "",
        width=10 if name in DAYS else (3 if name in COUNTS else None),
        rows=3,
        prefix=command,
    )


def _hint(standing: Standing, name: str) -> str:
    if name == "hearing_on":
        return meetings_hint(standing)
    return PUBLISHED if name == "reasons" else ""


def _kind(name: str, options: Sequence[Option]) -> FieldKind:
    if name in LONG:
        return FieldKind.TEXTAREA
    if not options:
        return FieldKind.INPUT
    return FieldKind.SELECT if len(options) > len(ANSWERS) or options[0] == NONE_CHOSEN else FieldKind.RADIOS


def _options(standing: Standing, command: str, name: str) -> Sequence[Option]:
    wording = standing.wording
    codes = {
        "level": LEVELS,
        "reason_code": reasons_for(standing.case.trigger),
        "reason_class": REASON_CLASSES,
        "matter": MATTERS,
        "process": MENU,
        "answer": ANSWERS,
        "ground": GROUNDS,
        "attendance": ATTENDANCES,
        "progress": PROGRESS,
        "grade": GRADES,
    }.get(name)
    if codes is not None:
        choices = [Option(code, sentence_case(wording.code(code))) for code in codes]
        return [NONE_CHOSEN, *choices] if len(codes) > len(ANSWERS) else choices
    kinds = standing.at.policy.directive.interveners if name == "intervener_kind" else ()
    if kinds:
        return [Option(code, sentence_case(wording.code(code))) for code in kinds]
    if name == "repeats":
        earlier = repeated_by(standing.case, standing.at)
        return [Option("", "None"), *(Option(one.reference, one.reference) for one in earlier)] if earlier else []
    if name == "number":
        runs = running(standing.case.processes, standing.at.today)
        return [Option(str(one.number), sentence_case(wording.code(one.process))) for one in runs]
    known = numbered_options(standing, command, name)
    if known is None:
        known = course_options(standing, name)
    if known is not None:
        return known
    if name in ("addressee", "facilitator", "body", "notified"):
        bodies = sorted(standing.at.register.bodies.values(), key=lambda body: body.name)
        may_be = [body for body in bodies if _may_be_named(standing, name, body.id)]
        return [NONE_CHOSEN, *(Option(body.id, body.name) for body in may_be)]
    return []


def _may_be_named(standing: Standing, name: str, body: str) -> bool:
    if standing.at.register.body(body) is None:  # it has ceased
        return False
    match name:
        case "facilitator":
            return may_facilitate(standing.case, body, standing.at)
        case "body":
            return body != standing.case.subject
        case _:
            return True


def _known(standing: Standing, command: str, name: str) -> str:
    """What the case tells already, or what is nearly always so, so that nobody writes it a second time."""
    if name == "abstained":
        return "0"
    known = {("admit", "matter"): MATTERS[0]}
    return standing.case.measure if name == "measure" else known.get((command, name), "")
