"""The questions that the cards of a case ask, one description each: words, kind of answer, choices, what is known.

A question that makes no sense in this case is not asked. Nothing here reads a form or draws one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.escalation.domain.case.process import MENU, running
from services.escalation.domain.case.screening import MATTERS
from services.escalation.domain.case.state import State
from services.escalation.domain.course.guard import REASON_CLASSES
from services.escalation.domain.inspection.facilitator import may_facilitate
from services.escalation.domain.inspection.guard import GRADES
from services.escalation.domain.inspection.plan import figure_of_plan
from services.escalation.domain.ladder.decision import Offer
from services.escalation.domain.screening.guard import LEVELS, reasons_for, repeated_by
from services.escalation.domain.scrutiny.guard import ANSWERS, PROGRESS
from services.escalation.domain.scrutiny.hearing import ATTENDANCES, GROUNDS
from services.escalation.pages.case.options import NONE_CHOSEN, case_options, is_minuted
from services.escalation.pages.case.standing import Standing
from services.escalation.pages.inspection.plan import in_order, interveners, passed_over, powers
from services.escalation.pages.scrutiny.scrutiny import meetings_hint, numbered_options
from services.escalation.pages.trigger.question import Answer
from services.escalation.schemas.case.command import MINUTED
from shared.web.forms import Option
from shared.web.wording import sentence_case

MOST_RADIOS = 3  # choices that are shown at once; more of them stand in a list to choose from

# What a question is asked about: the case as it stands, and the name of the command.
Choices = Callable[[Standing, str], Sequence[Option]]
Told = Callable[[Standing, str], str]
Judged = Callable[[Standing], bool]


def _nothing(standing: Standing, command: str) -> str:  # noqa: ARG001 shape of every Told
    return ""


def _always(standing: Standing) -> bool:  # noqa: ARG001 shape of every Judged
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question: its words, how it is answered, what to choose from, what helps, what the case tells already.

    `otherwise` has other words for some commands. With `is_sole_chosen` the only choice that there is counts as chosen.
    """

    label: str
    answer: Answer = Answer.LINE
    choices: Choices | None = None
    hint: str | Told = ""
    known: Told = _nothing
    is_asked: Judged = _always
    is_sole_chosen: bool = False
    otherwise: tuple[tuple[str, str], ...] = ()

    def help(self, standing: Standing, command: str) -> str:
        """What helps in answering it."""
        return self.hint if isinstance(self.hint, str) else self.hint(standing, command)

    def words(self, command: str) -> str:
        """The question as this command asks it."""
        return dict(self.otherwise).get(command, self.label)


def is_asked(standing: Standing, offer: Offer, name: str) -> bool:
    """Whether the question makes sense in this case; what is not asked is left out of what is sent."""
    if name in MINUTED:
        return is_minuted(standing, offer.command)
    return QUESTIONS[name].is_asked(standing)


def _meetings(standing: Standing, command: str) -> str:  # noqa: ARG001 shape of every Told
    return meetings_hint(standing)


def _nobody(standing: Standing, command: str) -> str:  # noqa: ARG001 shape of every Told
    return "0"


def _measure(standing: Standing, command: str) -> str:  # noqa: ARG001 shape of every Told
    return standing.case.measure


def _measures(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every Choices
    """The one measure of the case, by its name; its code is what machines send."""
    code = standing.case.measure
    return [Option(code, standing.at.measure.title or code)]


def _no_other_procedure(standing: Standing, command: str) -> str:  # noqa: ARG001 shape of every Told
    return MATTERS[0] if command == "admit" else ""


def _repeats(standing: Standing) -> bool:
    return standing.case.state is State.SCREENING and bool(repeated_by(standing.case, standing.at))  # looked up then


def _has_helpers(standing: Standing) -> bool:
    duty = standing.case.remedy.duty
    return duty is not None and bool(duty.contributors)


def _shows(standing: Standing, command: str = "") -> str:  # noqa: ARG001 shape of every Told
    held = figure_of_plan(standing.case)
    return f"For {held.period} it shows {held.value}." if held else ""


def _coded(standing: Standing, codes: Sequence[str]) -> list[Option]:
    return [Option(code, sentence_case(standing.wording.code(code))) for code in codes]


def _codes(codes: Sequence[str]) -> Choices:
    """A closed list, in the words of the profile; a long one begins with none chosen."""
    first = [NONE_CHOSEN] if len(codes) > MOST_RADIOS else []
    return lambda standing, command: [*first, *_coded(standing, codes)]  # noqa: ARG005 shape of every Choices


def _refusals(standing: Standing, command: str) -> Sequence[Option]:
    return _codes(reasons_for(standing.case.trigger))(standing, command)


def _earlier(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every Choices
    earlier = repeated_by(standing.case, standing.at)
    return [Option("", "None"), *(Option(one.reference, one.reference) for one in earlier)] if earlier else []


def _processes(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every Choices
    runs = running(standing.case.processes, standing.at.today)
    return [Option(str(one.number), sentence_case(standing.wording.code(one.process))) for one in runs]


def _numbered(name: str) -> Choices:
    return lambda standing, command: numbered_options(standing, command, name) or ()


def _of_the_course(name: str) -> Choices:
    return lambda standing, command: case_options(standing, name) or ()  # noqa: ARG005 shape of every Choices


def _anybody(standing: Standing, body: str) -> bool:  # noqa: ARG001 shape of what _bodies takes
    return True


def _may_facilitate(standing: Standing, body: str) -> bool:
    return may_facilitate(standing.case, body, standing.at)


def _is_not_the_lead(standing: Standing, body: str) -> bool:
    return body != standing.case.subject


def _bodies(may_be: Callable[[Standing, str], bool] = _anybody) -> Choices:
    """The partners that have not ceased, by name."""

    def choices(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every Choices
        held = standing.at.register
        bodies = sorted(held.bodies.values(), key=lambda body: body.name)
        named = [body for body in bodies if held.body(body.id) is not None and may_be(standing, body.id)]
        return [NONE_CHOSEN, *(Option(body.id, body.name) for body in named)]

    return choices


# Every question of every command, by the name of its field.
QUESTIONS: dict[str, Asked] = {
    "level": Asked(label="What does it concern?", answer=Answer.CHOICE, choices=_codes(LEVELS)),
    "reasons": Asked(
        label="Your reasons", answer=Answer.LONG, hint="Published as you write it. Name no private person."
    ),
    "reason_code": Asked(label="The published reason", answer=Answer.CHOICE, choices=_refusals),
    "repeats": Asked(
        label="Which earlier case does it repeat?",
        hint="Only where that is the reason.",
        answer=Answer.CHOICE,
        choices=_earlier,
        is_asked=_repeats,
    ),
    "matter": Asked(
        label="Is it about something that another procedure decides?",
        answer=Answer.CHOICE,
        choices=_codes(MATTERS),
        known=_no_other_procedure,
    ),
    "new_evidence": Asked(
        label="What is new since the last case about this measure?", answer=Answer.LONG, is_asked=_repeats
    ),
    "body": Asked(label="Which body?", answer=Answer.CHOICE, choices=_bodies(_is_not_the_lead)),
    "actions": Asked(label="What will be done, step by step? One action on each line", answer=Answer.LONG),
    "owner": Asked(label="Who answers for it?", hint="A post, not a person."),
    "target": Asked(label="What will the measure show when it is done?"),
    "by_on": Asked(label="By which day?", answer=Answer.DAY),
    "sign": Asked(
        label="How will it be seen, if the next figure comes too late?",
        hint="A measure with figures sooner, or a milestone.",
        answer=Answer.LONG,
    ),
    "until_on": Asked(label="Until which day?", answer=Answer.DAY),
    "evidence": Asked(label="What shows that it is put right?", answer=Answer.LONG),
    "together": Asked(
        label="What was done together with those who help?",
        hint="Or say why nothing was.",
        answer=Answer.LONG,
        is_asked=_has_helpers,
    ),
    "process": Asked(label="What is tried?", answer=Answer.CHOICE, choices=_codes(MENU)),
    "outcome": Asked(label="What is it to bring?", answer=Answer.LONG),
    "number": Asked(label="Which one is over?", answer=Answer.CHOICE, choices=_processes),
    "result": Asked(label="What came of it?", answer=Answer.LONG),
    "hearing_on": Asked(label="The day of the hearing", answer=Answer.DAY, hint=_meetings),
    "special": Asked(
        label="Why does the committee meet on a day that is none of its own?",
        hint="Only for a special meeting.",
        answer=Answer.LONG,
    ),
    "seat": Asked(
        label="Whose seat?", hint="The seat, not the person.", answer=Answer.CHOICE, choices=_numbered("seat")
    ),
    "notified": Asked(label="Which body is asked?", answer=Answer.CHOICE, choices=_bodies()),
    "wanted": Asked(label="For what?", answer=Answer.LONG),
    "attend_on": Asked(label="On which day is it to come?", answer=Answer.DAY),
    "notice": Asked(label="Which notice?", answer=Answer.CHOICE, choices=_numbered("notice"), is_sole_chosen=True),
    "information": Asked(label="Your answer", answer=Answer.LONG),
    "ground": Asked(label="On which ground?", answer=Answer.CHOICE, choices=_codes(GROUNDS)),
    "attendance": Asked(label="Did it come?", answer=Answer.CHOICE, choices=_codes(ATTENDANCES)),
    "questions": Asked(
        label="What else does the committee ask?",
        hint="One question to a line, beside the published ones.",
        answer=Answer.LONG,
    ),
    "question": Asked(
        label="Which question?", answer=Answer.CHOICE, choices=_numbered("question"), is_sole_chosen=True
    ),
    "signed_off_by": Asked(label="Who signs them off?", hint="A post, not a person."),
    "received_on": Asked(label="On which day did it have the notice?", answer=Answer.DAY),
    "recommendation": Asked(
        label="Which recommendation?", answer=Answer.CHOICE, choices=_numbered("recommendation"), is_sole_chosen=True
    ),
    "progress": Asked(label="What became of it?", answer=Answer.CHOICE, choices=_codes(PROGRESS)),
    "met_on": Asked(label="The day of the meeting that decided", answer=Answer.DAY),
    "reference": Asked(label="The minute's number"),
    "votes_for": Asked(label="Votes for it", answer=Answer.COUNT),
    "votes_against": Asked(label="Votes against it", answer=Answer.COUNT),
    "abstained": Asked(label="Members who did not vote either way", answer=Answer.COUNT, known=_nobody),
    "present": Asked(label="Members who were there", answer=Answer.COUNT),
    "minority": Asked(
        label="What did those hold who did not vote for it?",
        hint="Only if they ask that it be written down.",
        answer=Answer.LONG,
    ),
    "restricted": Asked(label="Were press and public kept out?", answer=Answer.CHOICE, choices=_numbered("restricted")),
    "text": Asked(label="What should be done?", answer=Answer.LONG),
    "addressee": Asked(
        label="Who should do it?",
        answer=Answer.CHOICE,
        otherwise=(("record_receipt", "Which body had the notice?"),),
        choices=_bodies(),
    ),
    "measure": Asked(label="Which measure will show it?", answer=Answer.CHOICE, known=_measure, choices=_measures),
    "value": Asked(label="At what value is it enough?"),
    "unit": Asked(label="In what unit?"),
    "resources": Asked(label="With what means?"),
    "answer": Asked(label="Your answer", answer=Answer.CHOICE, choices=_codes(ANSWERS)),
    "grounds": Asked(label="What is wrong, and what was tried?", answer=Answer.LONG),
    "authorised_by": Asked(label="Who authorised this complaint?", hint="A post, not a person."),
    "facilitator": Asked(
        label="Who tries the settlement?",
        hint="A body outside the quarrel.",
        answer=Answer.CHOICE,
        choices=_bodies(_may_facilitate),
    ),
    "declaration": Asked(
        label="What interests does it declare?", hint="Published; say so if there are none.", answer=Answer.LONG
    ),
    "terms": Asked(label="The terms of the settlement", answer=Answer.LONG),
    "scope": Asked(label="What will be inspected?", answer=Answer.LONG),
    "findings": Asked(label="The findings", answer=Answer.LONG),
    "file": Asked(label="Which file of the case holds the findings? Its number", hint="Leave it empty if none does."),
    "grade": Asked(label="How are they graded?", answer=Answer.CHOICE, choices=_codes(GRADES)),
    "intervener": Asked(label="Who imposes the plan?"),
    "intervener_kind": Asked(label="Which kind of body is that?", answer=Answer.CHOICE, choices=interveners),
    "power": Asked(label="Under which power?", answer=Answer.CHOICE, choices=powers),
    "passed_over_because": Asked(
        label="Why does none that stands nearer set it?", hint=in_order, answer=Answer.CHOICE, choices=passed_over
    ),
    "report": Asked(label="How does the plan go?", answer=Answer.LONG),
    "figure": Asked(label="What does the measure show now?", hint=_shows, is_asked=lambda one: bool(_shows(one))),
    "outputs": Asked(
        label="Which of the plan's actions are done? One on each line, by number: '1: what was seen'",
        answer=Answer.LONG,
        is_asked=lambda one: not _shows(one),
    ),
    "decided_by": Asked(label="Which governing body decided?"),
    "meeting_on": Asked(label="On which day did it meet?", answer=Answer.DAY),
    "minute_reference": Asked(label="Under which minute?"),
    "reply": Asked(label="Your reply", answer=Answer.LONG),
    "last_on": Asked(label="The plan's last day", answer=Answer.DAY),
    "reason_class": Asked(label="Why must it stand still?", answer=Answer.CHOICE, choices=_codes(REASON_CLASSES)),
    "step": Asked(
        label="The step in which it is, and what that set off",
        answer=Answer.CHOICE,
        choices=_of_the_course("step"),
        is_sole_chosen=True,
    ),
    "field": Asked(label="What is to be put right?", answer=Answer.CHOICE, choices=_of_the_course("field")),
    "correction": Asked(label="What should it say?", hint="A day like 2026-05-31.", answer=Answer.LONG),
    "into": Asked(label="Into which case?", answer=Answer.CHOICE, choices=_of_the_course("into")),
    "organiser_of": Asked(
        label="The organiser of which case?", answer=Answer.CHOICE, choices=_of_the_course("organiser_of")
    ),
    "review_on": Asked(label="Until which day?", answer=Answer.DAY),
    "letter": Asked(
        label="The reference of the court's or the authority's letter",
        hint="If one asked in writing. It is not published.",
    ),
}
