"""One step over several cases: which steps they share, a preview of what it does in each, and the one button for it.

And how one case went from hand to hand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.chain import roles_for
from services.escalation.handlers.case import case
from services.escalation.handlers.case.case import Seen
from services.escalation.handlers.desk import caseload
from services.escalation.handlers.desk.assignment import Held
from services.escalation.pages.case import command
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.desk import work
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.desk.caseload import (
    MOST_CASES,
    STEP_FORMS,
    TOGETHER,
    command_of,
    seen_cases,
    written_cases,
)
from shared.auth import Caller
from shared.problems import Malformed, NotFound
from shared.web.callers import database_of, officer
from shared.web.components import Link, Words
from shared.web.csrf import token
from shared.web.forms import Action, ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form, received_at
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import london_day

BASE = "/desk/together"

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A step over the cases: in which it may be taken, with what the card says there; why not in the others. In those
    of `for_two` somebody from elsewhere has to agree first.
    """

    cards: Mapping[str, Action]
    refused: Mapping[str, str]
    for_two: Collection[str]

    @property
    def first(self) -> Action | None:
        """The card that stands for all of them."""
        return next(iter(self.cards.values()), None)


@router.get(BASE)
async def show(request: Request, caller: Working) -> Response:
    """Choose a step that the chosen cases allow; with one chosen, the preview of it."""
    references = request.query_params.getlist("case")[:MOST_CASES]
    found = await case.see_all(database_of(request), references, caller=caller, now=now(request))
    chosen = request.query_params.get("step", "")
    if chosen in TOGETHER and found:
        return _preview(request, caller, chosen, found, UNTOUCHED)
    shared_steps = _steps(found)
    field = Field(
        name="step",
        label="Which step?",
        kind=FieldKind.RADIOS,
        options=[Option(name, words, hint=hint) for name, words, hint in shared_steps],
    )
    return render(
        request,
        "together.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "One step for several cases"),
        cases=[(one.case.reference, one.case.title) for one in found],
        field=field if shared_steps else None,
    )


@router.post(f"{BASE}/{{name}}")
async def do(request: Request, name: str, caller: Working) -> Response:
    """Do it in all of them, or in none; only in those that allow it, where that was said."""
    if name not in TOGETHER:
        raise NotFound("There is no such step for several cases.")
    try:
        form = await read_form(request, STEP_FORMS[name])
        seen = seen_cases(form.cases)
        outcome = await caseload.do_together(
            database_of(request),
            caseload.Together(
                command=command_of(name, form),
                seen=seen,
                others_only=bool(form.others),
                caller=caller.acting_as(roles_for(name)) or caller,
                now=now(request),
                received_at=received_at(request),
            ),
        )
    except Malformed as refused:
        again = Form.refused(request, refused)
        return await _again(request, caller, name, seen_cases(again.typed.get("cases", "")), again)
    if outcome.refused and not outcome.done:
        return await _again(request, caller, name, seen, Form(filled(request), dict(outcome.refused), 409))
    if outcome.refused:
        return await _again(request, caller, name, [one for one in seen if one[0] not in outcome.done], UNTOUCHED)
    return RedirectResponse("/desk", status_code=303)


async def _again(request: Request, caller: Caller, name: str, seen: Sequence[tuple[str, int]], form: Form) -> Response:
    references = [reference for reference, _ in seen]
    found = await case.see_all(database_of(request), references, caller=caller, now=now(request))
    return _preview(request, caller, name, found, form)


def _preview(request: Request, caller: Caller, name: str, found: Sequence[Seen], form: Form) -> Response:
    preview = _looked(name, found)
    refused = {**preview.refused, **{one: words for one, words in form.errors.items() if one in preview.cards}}
    first = preview.first
    fields = [
        replace(one, value=form.typed.get(one.name, one.value), error=form.errors.get(one.name, ""))
        for one in (first.fields if first else ())
    ]
    allowed = [one for one in found if one.case.reference in preview.cards]
    title = found[0].wording.action(name).button if found else name
    return render(
        request,
        "together_preview.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "One step for several cases"),
        title=title,
        follows=first.follows if first else "",
        public_sees=first.public_sees if first else "",
        table=_table(found, preview, refused),
        fields=fields,
        is_warning=first is not None and first.weight == "warning",
        some_refused=len(allowed) < len(found),
        allowed=len(allowed),
        total=len(found),
        hidden=(
            ("cases", written_cases([(one.case.reference, one.case.version) for one in found])),
            ("version", "0"),
        ),
        action=f"{BASE}/{name}",
        token=token(request),
        summary=ErrorSummary.of(fields) or _nothing_done(form),
    )


def _nothing_done(form: Form) -> ErrorSummary | None:
    if form.status != 409:
        return None
    said = [Link(f"{reference}: {words}", "#h-cases") for reference, words in form.errors.items()]
    return ErrorSummary("Nothing was done in any case", said)


def _looked(name: str, found: Sequence[Seen]) -> Preview:
    cards: dict[str, Action] = {}
    refused: dict[str, str] = {}
    for_two: set[str] = set()
    for one in found:
        offer = next((each for each in one.offers if each.name == name), None)
        if offer is None or not offer.is_open:
            refused[one.case.reference] = offer.reason if offer else "This is not a step for you in this case."
            continue
        action = command.card(stands.standing(one), offer, one.case.version)
        if offer.second is not None:
            for_two.add(one.case.reference)
        if cards and _questions(action) != _questions(next(iter(cards.values()))):
            refused[one.case.reference] = "This case asks other questions for it: take the step on its own page."
        else:
            cards[one.case.reference] = action
    return Preview(cards=cards, refused=refused, for_two=for_two)


def _questions(action: Action) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.name, tuple(option.value for option in field.options)) for field in action.fields]


def _steps(found: Sequence[Seen]) -> list[tuple[str, str, str]]:
    """The steps that at least one of the cases allows: name, words, and in how many."""
    counted: dict[str, int] = {}
    for one in found:
        for offer in one.offers:
            if offer.is_open and offer.name in TOGETHER:
                counted[offer.name] = counted.get(offer.name, 0) + 1
    order = sorted(counted, key=lambda name: (-counted[name], name))
    return [(name, found[0].wording.action(name).button, f"Open in {counted[name]} of {len(found)}") for name in order]


def _table(found: Sequence[Seen], preview: Preview, refused: Mapping[str, str]) -> Table:
    rows = [Row((_link(one), _what(one, preview, refused))) for one in found]
    columns = (Column("Case"), Column("What happens"))
    return Table("What the step does in each case", columns, rows, stacks=True, has_hidden_caption=True)


def _what(one: Seen, preview: Preview, refused: Mapping[str, str]) -> Words:
    reference = one.case.reference
    if reference in refused:
        return f"Not possible: {refused[reference]}"
    is_for_two = reference in preview.for_two
    return ("A second person from elsewhere has to agree first. " if is_for_two else "", preview.cards[reference].clock)


def _link(one: Seen) -> Link:
    return Link(f"{one.case.title} ({one.case.reference})", f"/cases/{one.case.reference}")


def came_table(held: Held, people: Mapping[str, str]) -> Table | None:
    """How a case went from one to the next inside a body, the last first; None where nobody has had it."""
    rows = [
        Row(
            (
                london_day(one.assigned_at),
                sentence_case(people.get(one.account, work.LEFT)) if one.account else "The team",
                sentence_case(people.get(one.assigned_by, work.LEFT)),
                one.note or "None",
            )
        )
        for one in held.history
    ]
    columns = (Column("Since"), Column("Who had it"), Column("Who said so"), Column("Note"))
    return Table("Who has had it", columns, rows, stacks=True, has_hidden_caption=True) if rows else None
