"""Raising a matter without a petition, by hand: what one's role allows, and a form for each kind.

The forms come to the same handler as the machines' posts. What is wrong stands beside its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.case.screening import MATTERS
from services.escalation.domain.case.trigger import ROLE_OF, Kind
from services.escalation.domain.trigger.gathering import Gathering
from services.escalation.domain.trigger.trigger import FORUM_KINDS, LEVELS
from services.escalation.handlers.trigger import trigger
from services.escalation.handlers.trigger.trigger import Place
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.trigger.gathering import WAITING
from services.escalation.pages.trigger.matter import ALONE, first_of, join_field, open_matters, rule_of, words_of
from services.escalation.pages.trigger.question import FIRST, LAST, OWN, QUESTIONS, Answer, plainly
from services.escalation.schemas.trigger.trigger import BODIES, RaiseForm
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Malformed, NotFound, NotNow, NotYours, Problem
from shared.settings import AT_DESK
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import Navigation, render
from shared.web.requests import filled, now, once_of_press, read_form
from shared.web.wording import sentence_case

RAISE = "/desk/raise"
ROLES = tuple(dict.fromkeys(ROLE_OF.values()))

DEEDS: dict[Kind, tuple[str, str]] = {
    Kind.NEIGHBOURHOOD: (
        "Hand in your forum's decision",
        "For a neighbourhood forum that voted to raise a failure, under its agreement on outcomes.",
    ),
    Kind.INTEREST_GROUP: (
        "Hand in your group's decision",
        "For an interest group that voted to raise a failure, under its agreement on outcomes.",
    ),
    Kind.AREA_COMMITTEE: (
        "Hand in your committee's decision",
        "For an area committee that voted to raise a failure.",
    ),
    Kind.PEERS: ("Hand in what peers found", "For whoever led an assessment by peers from another place."),
    Kind.PARTNER: (
        "Give notice of another body's failure",
        "For a partner that has tried other steps first.",
    ),
    Kind.COUNCILLOR: (
        "Call for action",
        "For a councillor who has tried everything else. The last resort.",
    ),
    Kind.OWN_FINDING: ("Report a failure of your own", "For a body that found that its own service fails."),
}
router = APIRouter(include_in_schema=False)

Raising = Annotated[Caller, Depends(officer(*ROLES))]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was filled in and not taken: the words, what is wrong beside each field, the problem."""

    words: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None


@router.get(RAISE)
async def choose_kind(request: Request, caller: Raising, raised: str = "") -> Response:
    """The ways of raising a matter that the reader's role allows; and the case that was just raised."""
    places = await trigger.places(database_of(request), caller=caller, now=now(request))
    kinds = [kind for kind in DEEDS if any(_is_open(kind, place, caller) for place in places)]
    crumbs, navigation, viewer = _frame(caller)
    return render(
        request,
        "raise.html",
        crumbs=crumbs,
        navigation=navigation,
        viewer=viewer,
        kinds=[(Link(DEEDS[kind][0], f"{RAISE}/{kind.value}"), DEEDS[kind][1]) for kind in kinds],
        waiting=WAITING,
        raised=raised if is_reference(raised) else "",
    )


@router.get(f"{RAISE}/{{kind}}")
async def show_form(request: Request, kind: str, caller: Raising, area: str = "") -> Response:
    """The form of one kind, for the place that was chosen, or the only one there is."""
    return await _form(request, _kind(kind), caller, Typed({"area": area} if area else {}))


@router.post(f"{RAISE}/{{kind}}")
async def raise_matter(request: Request, kind: str, caller: Raising) -> Response:
    """Raise it, once however often the button is pressed; else the form again with what is wrong beside its field."""
    of = _kind(kind)
    acting = caller.acting_as([ROLE_OF[of]])
    if acting is None:
        raise NotYours("Your role does not raise a matter in this way.", rule="not_your_role")
    try:
        form = await read_form(request, RaiseForm)
        once = once_of_press(request, caller, form.once)
        sent = form.sent(of).trigger(of)
        answer = await trigger.raise_once(database_of(request), sent, caller=acting, once=once, now=now(request))
    except ForgedRequest:
        raise
    except Malformed as refused:
        return await _form(request, of, caller, Typed(filled(request), _beside(refused), refused))
    except (NotNow, NotYours) as refused:
        return await _form(request, of, caller, Typed(filled(request), {}, refused))
    reference = answer.headers["Location"].rpartition("/")[2]
    if answer.status == 202:
        return RedirectResponse(f"{WAITING}#{reference}", status_code=303)
    is_at_work = caller.acting_as(WORKING) is not None
    return RedirectResponse(f"/cases/{reference}" if is_at_work else f"{RAISE}?raised={reference}", status_code=303)


def _kind(name: str) -> Kind:
    if name not in {kind.value for kind in BODIES}:
        raise NotFound("No matter is raised in this way.")
    return Kind(name)


def _is_open(kind: Kind, place: Place, caller: Caller) -> bool:
    """Whether the caller holds the role there; of the kinds of forum, only the one that their body is."""
    if not any(grant.area == place.area.area and grant.role == ROLE_OF[kind] for grant in caller.grants):
        return False
    return kind not in FORUM_KINDS or (place.forum is not None and place.forum.forum_kind == FORUM_KINDS[kind])


def _beside(refused: Malformed) -> Mapping[str, str]:
    """The sentences for each field; one that stands a level down is named by its own name."""
    found: dict[str, list[str]] = {}
    for fault in refused.errors:
        name = (fault.pointer or "").rpartition("/")[2]
        found.setdefault(name, []).append(plainly(name, fault.code, fault.message))
    return {name: " ".join(sentences) for name, sentences in found.items()}


async def _form(request: Request, kind: Kind, caller: Caller, typed: Typed) -> Response:
    places = await trigger.places(database_of(request), caller=caller, now=now(request))
    own = [place for place in places if _is_open(kind, place, caller)]
    if not own:
        raise NotYours("Your role does not raise a matter in this way.", rule="not_your_role")
    chosen = own[0] if len(own) == 1 else next((one for one in own if one.area.area == typed.words.get("area")), None)
    same = await trigger.find_matters(database_of(request), open_matters(typed.words, typed.problem))
    fields = _fields(kind, chosen, typed, same) if chosen else []
    crumbs, navigation, viewer = _frame(caller, DEEDS[kind][0])
    return render(
        request,
        "raise_kind.html",
        crumbs=crumbs,
        navigation=navigation,
        viewer=viewer,
        status=typed.problem.status if typed.problem else 200,
        title=DEEDS[kind][0],
        meaning=DEEDS[kind][1],
        places=[] if chosen else [Link(one.area.name, f"{RAISE}/{kind.value}?area={one.area.area}") for one in own],
        chosen=chosen,
        fields=fields,
        summary=_summary(fields, typed),
        once=typed.words.get("once") or str(new_id()),
        address=f"{RAISE}/{kind.value}",
        token=token(request),
    )


def _frame(caller: Caller, here: str = "") -> tuple[Sequence[Link | str], Navigation | None, str]:
    """What stands around the page: the way to it, and the desk for those who have one."""
    crumbs: tuple[Link | str, ...] = (Link("Raise a matter", RAISE), here) if here else ("Raise a matter",)
    if caller.acting_as(AT_DESK) is None:
        return crumbs, None, ""
    return (Link("My work", "/desk"), *crumbs), DESK, caller.name


def _summary(fields: Sequence[Field], typed: Typed) -> ErrorSummary | None:
    beside = ErrorSummary.of(fields)
    if typed.problem is None or beside is not None:
        return beside
    return ErrorSummary(typed.problem.title, [Link(words_of(typed.problem), first_of(typed.problem))])


def _fields(kind: Kind, place: Place, typed: Typed, same: Sequence[Case | Gathering]) -> list[Field]:
    names = [*FIRST, *OWN[kind], *LAST]
    found = [_field(name, place, typed) for name in names]
    if same:
        found.append(join_field(same, typed.words, typed.errors))
    if same or typed.words.get("apart") or rule_of(typed.problem) == ALONE:
        found.append(_field("apart", place, typed))
    return found


def _field(name: str, place: Place, typed: Typed) -> Field:
    question = QUESTIONS[name]
    kinds = {
        Answer.LONG: FieldKind.TEXTAREA,
        Answer.YES_OR_NO: FieldKind.RADIOS,
        Answer.CHOICE: FieldKind.SELECT,
    }
    is_of_own_wards = name == "ward" and bool(place.wards)
    is_count = question.answer is Answer.COUNT
    return Field(
        name=name,
        label=question.label,
        hint=question.hint,
        kind=FieldKind.SELECT if is_of_own_wards else kinds.get(question.answer, FieldKind.INPUT),
        options=_options(name, place),
        input_type="date" if question.answer is Answer.DAY else "text",
        inputmode="numeric" if is_count else "",
        width=4 if is_count else None,
        value=typed.words.get(name, "") or _only_ward(name, place),
        error=typed.errors.get(name, "") or typed.errors.get(_above(name), ""),
    )


def _only_ward(name: str, place: Place) -> str:
    """What stands in the question of the ward already: a councillor of one ward need not choose it."""
    return next(iter(place.wards)) if name == "ward" and len(place.wards) == 1 else ""


def _above(name: str) -> str:
    """The first question of a group speaks for a group that is missing as a whole."""
    return {"present": "vote", "ward": "checklist"}.get(name, "-")


def _options(name: str, place: Place) -> Sequence[Option]:
    """What a question may be answered with; none where people write."""
    if QUESTIONS[name].answer is Answer.YES_OR_NO:
        return (Option("yes", "Yes"), Option("no", "No"))
    words = place.wording
    match name:
        case "measure":
            found = [Option(one.measure, one.title) for one in place.measures]
        case "level":
            return [Option(one, sentence_case(words.code(one))) for one in LEVELS]
        case "agreement":
            found = [Option(one.agreement, one.title) for one in place.agreements]
        case "assessed":
            found = [Option(one.id, one.name) for one in place.bodies]
        case "ward" if place.wards:
            found = [Option(code, called) for code, called in place.wards.items()]
        case "matter":
            found = [Option(one, sentence_case(words.code(one))) for one in MATTERS]
        case _:
            return ()
    return [Option("", "Choose one"), *found]
