"""A batch that waits, for the people of its body: what will stand, until when, and the buttons of a second person."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.figure.held import HeldBatch, Move, State
from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.measure.measure import PERCENT, sign
from services.indicators.handlers.figure import batch, held, preview, supply
from services.indicators.handlers.figure.preview import Awaited
from services.indicators.pages.figure import source
from services.indicators.pages.figure.preview import would_show
from services.indicators.schemas.figure.held import Cleared, Given, Moving
from services.indicators.schemas.figure.upload import SHOWN, instant, local
from shared import auth
from shared.auth import Caller
from shared.events import new_id
from shared.periods import parse, words
from shared.problems import Malformed, NotNow, NotYours, Problem, Stale
from shared.web.callers import database_of, identity, officer
from shared.web.components import Fact, Link, Words, rounded
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render
from shared.web.requests import by_field, now, once_of_press, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import moment

router = APIRouter(include_in_schema=False)

Sender = Annotated[Caller, Depends(officer("partner"))]

HEADINGS = {
    State.RETURNED: "These figures were sent back",
    State.REFUSED: "None of these figures could be stored",
}
EFFECTS = {
    Effect.NEW: "New",
    Effect.SAME: "Same as before",
    Effect.REVISED: "Changes what stands",
    Effect.WITHDRAWN: "Withdraws what stands",
    Effect.REFUSED: "Cannot be stored as things stand",
}
AT = "/upload/held/{id}"


@router.get(AT)
async def show_held(request: Request, id: UUID, caller: Sender) -> Response:
    """The batch, its figures as they would stand, and what this person may do."""
    return await _page(request, id, caller)


@router.post(f"{AT}/clear")
async def clear(request: Request, id: UUID, caller: Sender) -> Response:
    """A second person lets the figures be public."""
    form = await read_form(request, Cleared)
    try:
        await held.clear(
            database_of(request),
            id,
            caller=caller,
            keys=await auth.ids_of_person(identity(request), caller),
            once=once_of_press(request, caller, form.once),
            now=now(request),
        )
    except (NotNow, NotYours) as refused:
        return await _page(request, id, caller, refused=refused)
    return _back(id)


@router.post(f"{AT}/return")
async def give_back(request: Request, id: UUID, caller: Sender) -> Response:
    """A second person sends the figures back."""
    try:
        form = await read_form(request, Given)
        once = once_of_press(request, caller, form.once)
        keys = await auth.ids_of_person(identity(request), caller)
        await held.give_back(
            database_of(request), id, form.reason, caller=caller, keys=keys, once=once, now=now(request)
        )
    except (Malformed, NotNow, NotYours) as refused:
        return await _page(request, id, caller, refused=refused)
    return _back(id)


@router.post(f"{AT}/move")
async def move(request: Request, id: UUID, caller: Sender) -> Response:
    """Another time for figures that wait for one."""
    form = await read_form(request, Moving)
    try:
        await held.move(
            database_of(request),
            id,
            instant(form.publish_at or ""),
            caller=caller,
            seen=form.version,
            once=once_of_press(request, caller, form.once),
            now=now(request),
        )
    except (Malformed, NotNow, NotYours, Stale) as refused:
        return await _page(request, id, caller, refused=refused)
    return _back(id)


def _back(id: UUID) -> Response:
    return RedirectResponse(f"/upload/held/{id}", status_code=303)


async def _page(request: Request, id: UUID, caller: Caller, *, refused: Problem | None = None) -> Response:
    database, body = database_of(request), caller.acting_body()
    shown = await batch.show(database, id, body)
    found = shown.held
    if found is None or shown.receipt is not None:
        return RedirectResponse(f"/upload/receipts/{id}", status_code=303)
    errors = by_field(refused) if isinstance(refused, Malformed) else {}
    fields = (_time(found, errors.get("publish_at", "")), _reason(errors.get("reason", "")))
    is_own = found.sender in {caller.id, *await auth.ids_of_person(identity(request), caller)}
    awaited = await preview.of_held(database, id, body, now(request))
    name = await supply.name(database, found.areas, found.partner)
    names = await auth.names_of(identity(request), [found.sender], found.partner)
    return render(
        request,
        "held.html",
        status=refused.status if refused else 200,
        crumbs=(Link("Places", "/areas"), Link("Send figures", "/upload"), "Figures that wait"),
        caller=caller,
        viewer=caller.name,
        token=token(request),
        batch=found,
        heading=HEADINGS.get(found.state) or heading(found),
        refused=refused.detail if refused and not errors else "",
        summary=ErrorSummary.of(fields),
        time=fields[0],
        reason=fields[1],
        may_clear=found.waits_for_clearance and not is_own,
        is_sender=is_own,
        moves=moves(shown.moves),
        facts=facts(found, caller, name, names),
        figures=figures(awaited),
        hidden=max(0, awaited.figures.height - SHOWN),
        shown=[would_show(one) for one in awaited.shown],
        more=awaited.more,
        once=[str(new_id()) for _ in range(3)],
    )


def heading(found: HeldBatch) -> str:
    """What a batch waits for."""
    if found.waits_for_clearance:
        return "These figures wait for a second person"
    return f"These figures wait until {moment(found.publish_at)}" if found.publish_at else "These figures wait"


def facts(found: HeldBatch, caller: Caller, name: str, names: Mapping[str, str]) -> list[Fact]:
    """Who sent the batch and when. Only its own body sees this."""
    sender = source.sent_by(found.sender, names) or "fetched from a public address"
    sender = "you" if found.sender == caller.id else sender
    rows = f"{found.rows:,} row{'' if found.rows == 1 else 's'}"
    return [
        Fact("Sent by", f"{name}: {sender}"),
        Fact("Sent at", f"{moment(found.received_at)}, {rows}"),
    ]


def figures(awaited: Awaited) -> Table:
    """The first figures of a batch by their names, and what each would do as things stand."""
    rows = [
        Row(_cells(one, awaited), is_now=one["effect"] == Effect.REFUSED)
        for one in awaited.figures.head(SHOWN).iter_rows(named=True)
    ]
    columns = (
        Column("Measure"),
        Column("Place"),
        Column("Period"),
        Column("Figure", is_number=True),
        Column("What it does"),
    )
    return Table("The figures, as they would stand", columns, rows, stacks=True)


def _cells(one: dict[str, Any], awaited: Awaited) -> Sequence[Words]:
    """Any: a figure's cells by name."""
    named = awaited.measures.get((one["area"], one["measure"]))
    unit = "" if named is None else sign(named.unit) if named.unit == PERCENT else f" {named.unit}"
    said, standing = EFFECTS[Effect(one["effect"])], one["standing_value"]
    is_change = one["effect"] == Effect.REVISED and standing is not None
    value = one["value"]
    return (
        one["measure"] if named is None else Link(named.title, f"/measures/{one['area']}/{one['measure']}"),
        awaited.places.get(one["place"], one["place"]),
        words(parse(one["text"])),
        one["missing"] or _untold(one) if value is None else rounded(Decimal(value), unit=unit),
        (f"{said}: now ", rounded(Decimal(standing), unit=unit)) if is_change else said,
    )


def _untold(one: dict[str, Any]) -> str:
    """Any: a figure's cells by name."""
    return f"known, but not told: {one['reason'] or one['suppressed']}" if one["suppressed"] else "withdrawn"


def moves(made: Sequence[Move]) -> list[str]:
    """Each change of the time, in words."""
    return [
        f"Changed at {moment(one.moved_at)}: from {moment(one.before)} to {moment(one.after)}."
        f"{' That is less than a day ahead, and will be shown.' if one.is_late else ''}"
        for one in made
    ]


def _time(found: HeldBatch, error: str) -> Field:
    return Field(
        name="publish_at",
        label="Another date and time",
        hint="The time in the United Kingdom. Everybody will see how often it was changed, and how late.",
        value=local(found.publish_at) if found.publish_at else "",
        input_type="datetime-local",
        error=error,
    )


def _reason(error: str) -> Field:
    return Field(
        name="reason",
        label="If they are wrong, say what is wrong",
        kind=FieldKind.TEXTAREA,
        hint="Only people of your body can read this.",
        error=error,
        rows=3,
    )
