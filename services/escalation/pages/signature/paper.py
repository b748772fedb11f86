"""Pages of signatures on paper: the sheet to print; for staff, ways to enter sheets and to compare drawn lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.belief import HIDING
from services.escalation.domain.signature.paper import Batch, HandedInBy
from services.escalation.domain.signature.signature import Relation
from services.escalation.handlers.petition import petition
from services.escalation.handlers.signature import paper
from services.escalation.handlers.signature.comparison import COMPARING
from services.escalation.handlers.signature.paper import ENTERING
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs
from services.escalation.schemas.signature.paper import (
    GRID,
    HEADINGS,
    CountForm,
    GridForm,
    PaperIn,
    ProvenanceForm,
    counted,
    lines_of_csv,
    with_lines,
)
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Malformed, NotFound, NotNow
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.files import read_file_form, require
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import now, once_of_press, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted as in_number
from shared.working_days import in_words

LIMIT = 1 << 20
AT_ONCE = 20
PRINTED = 12
BROUGHT = {
    HandedInBy.ORGANISER: "Whoever started the petition",
    HandedInBy.SUPPORTER: "Somebody who supports it",
    HandedInBy.COUNCILLOR: "A councillor",
    HandedInBy.LIBRARY: "A library",
    HandedInBy.CONTACT_CENTRE: "A contact centre",
    HandedInBy.POST: "The post",
}
RELATIONS = {Relation.LIVE: "lives", Relation.WORK: "works", Relation.STUDY: "studies"}
OUTCOMES = {
    None: "waits to be compared",
    "all": "counted",
    "share": "counted by its share",
    "each": "counted",
    "unseen": "counted, though nobody compared them in time",
}
WAYS = ("lines", "count", "file")
EACH_NAMED = "Some lines of the file are not right. Each is named below."

router = APIRouter(include_in_schema=False)

Entering = Annotated[Caller, Depends(officer(*ENTERING))]
Comparing = Annotated[Caller, Depends(officer(*COMPARING))]
Number = Annotated[int, Path(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A row of the grid: its number, its cells, what is wrong with it."""

    number: int
    cells: Sequence[Field]
    relation: Field


@router.get("/petitions/{reference}/paper", dependencies=EVERYBODY)
async def show_form(request: Request, reference: str) -> Response:
    """The petition as a sheet to print and sign: its words, a line for each person, where to bring it and by when."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    return render(
        request,
        "paper_form.html",
        place=seen.place.area.name,
        crumbs=(*crumbs(seen), "On paper"),
        about=seen.kept.petition,
        area=seen.place.area,
        is_open=seen.is_open,
        paragraphs=[part for part in seen.kept.text.split("\n\n") if part.strip()],
        lines=range(1, PRINTED + 1),
    )


@router.get("/petitions/{reference}/paper/batches")
async def list_batches(request: Request, reference: str, caller: Comparing) -> Response:
    """The batches of sheets of a petition, and the ways to enter another."""
    seen = await paper.see(
        database_of(request), reference, None, caller=caller, seal=request.app.state.seal, now=now(request)
    )
    rows = [_row(reference, one) for one in seen.batches]
    names = ("Batch", "Received on", "Handed in by", "Sheets", "Lines", "Where it stands", "Count")
    columns = [Column(name, is_number=name in ("Sheets", "Lines", "Count")) for name in names]
    return render(
        request,
        "paper_batches.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "Signatures on paper"),
        about=seen.kept.petition,
        table=Table("Sheets that came in", columns, rows, stacks=True) if rows else None,
        may_enter=bool(caller.roles & set(ENTERING)),
        may_extend="case_worker" in caller.roles,
        may_hide=bool(caller.roles & set(HIDING)),
    )


@router.get("/petitions/{reference}/paper/enter/{way}")
async def show_enter(request: Request, reference: str, way: str, caller: Entering) -> Response:
    """One of the ways to enter sheets: line by line, by a file, or as a number of lines."""
    return await _enter_page(request, reference, way, caller, UNTOUCHED)


@router.post("/petitions/{reference}/paper/enter/{way}")
async def enter(request: Request, reference: str, way: str, caller: Entering) -> Response:
    """Enter them, once however often the button is pressed; else the form again with every fault of every line."""
    rows: Sequence[int] = ()
    try:
        said, sent, rows = await _read(request, way)
    except Malformed as refused:
        rows = getattr(request.state, "rows", ())
        return await _enter_page(request, reference, way, caller, _refused(request, refused, rows), refused=refused)
    try:
        once = once_of_press(request, caller, said.once)
        database, seal, moment = database_of(request), request.app.state.seal, now(request)
        await paper.enter_once(database, reference, sent, caller=caller, seal=seal, now=moment, once=once)
    except Malformed as refused:
        return await _enter_page(request, reference, way, caller, _refused(request, refused, rows), refused=refused)
    except NotNow as refused:
        form = Form(_typed(request), {"received_on": refused.detail}, refused.status)
        return await _enter_page(request, reference, way, caller, form)
    return RedirectResponse(f"/petitions/{reference}/paper/batches", status_code=303)


async def _read(request: Request, way: str) -> tuple[ProvenanceForm, PaperIn, Sequence[int]]:
    """What the form of this way says; which row of the grid each line stood in."""
    if way == "count":
        said = await read_form(request, CountForm)
        return said, counted(said), ()
    if way == "file":
        from_file, sent_file = await read_file_form(request, ProvenanceForm, field="file", limit=LIMIT)
        return from_file, with_lines(from_file, lines_of_csv(require(sent_file))), ()
    grid = await read_form(request, GridForm)
    rows = grid.rows()
    request.state.rows = tuple(rows)
    return grid, with_lines(grid, list(rows.values())), tuple(rows)


def _typed(request: Request) -> Mapping[str, str]:
    typed: dict[str, str] = getattr(request.state, "filled", {})
    return typed


def _refused(request: Request, refused: Malformed, rows: Sequence[int]) -> Form:
    """The form as it was filled in; a fault of a line stands beside its cell of the grid."""
    errors: dict[str, str] = {}
    for fault in refused.errors:
        parts = (fault.pointer or "/").split("/")[1:]
        if parts[0] == "lines" and len(parts) > 2 and rows:
            errors.setdefault(f"{parts[2]}_{rows[int(parts[1])]}", fault.message)
        else:
            is_file = request.path_params.get("way") == "file"
            said = EACH_NAMED if is_file and len(parts) > 2 else fault.message
            errors.setdefault(("file" if is_file else "name_1") if parts[0] == "lines" else parts[0], said)
    return Form(_typed(request), errors, refused.status)


async def _enter_page(
    request: Request, reference: str, way: str, caller: Caller, form: Form, *, refused: Malformed | None = None
) -> Response:
    seen = await paper.see(
        database_of(request), reference, None, caller=caller, seal=request.app.state.seal, now=now(request)
    )
    if way not in WAYS:
        raise NotFound("Sheets are entered line by line, by a file, or as a number of lines.")
    fields = [*_provenance(form), *_what(form, way)]
    grid = _grid(form) if way == "lines" else []
    cells = [cell for row in grid for cell in (*row.cells, row.relation)]
    faults = _faults(refused) if refused is not None and way == "file" else None
    return render(
        request,
        "paper_enter.html",
        status=form.status,
        crumbs=(*beneath(reference), "Enter sheets"),
        viewer=caller.name,
        navigation=DESK,
        about=seen.kept.petition,
        way=way,
        fields=fields,
        grid=grid,
        faults=faults,
        summary=ErrorSummary.of([*fields, *cells]),
        once=form.typed.get("once") or str(new_id()),
        token=token(request),
    )


def beneath(reference: str) -> tuple[Link, ...]:
    """Where a page about sheets lies for staff."""
    return Link("My work", "/desk"), Link("Signatures on paper", f"/petitions/{reference}/paper/batches")


def _row(reference: str, one: Batch) -> Row:
    link = Link(f"Batch {one.number}", f"/petitions/{reference}/paper/batches/{one.number}")
    standing = (
        f"{in_number(len(one.left), 'line')} to compare by {in_words(one.check_by)}"
        if one.is_open
        else OUTCOMES[one.outcome]
    )
    cells = (
        link,
        in_words(one.received_on),
        BROUGHT[one.handed_in_by],
        str(one.sheets),
        str(one.lines),
        standing,
        str(one.counted) if not one.is_open else "none yet",
    )
    return Row(cells)


def _provenance(form: Form) -> list[Field]:
    brought = [Option("", "Choose"), *(Option(one.value, words) for one, words in BROUGHT.items())]
    return [
        _filled(
            form, Field(name="received_on", label="On which day did the sheets come in?", input_type="date", width=10)
        ),
        _filled(form, Field(name="handed_in_by", label="Who handed them in?", kind=FieldKind.SELECT, options=brought)),
        _filled(form, Field(name="sheets", label="How many sheets are there?", width=4)),
    ]


def _what(form: Form, way: str) -> list[Field]:
    if way == "count":
        hint = "Number the lines through all sheets, from 1. You will be told which of them are compared."
        return [_filled(form, Field(name="count", label="How many signed lines are there in all?", hint=hint, width=5))]
    if way == "file":
        hint = "CSV with the columns name, postcode and relation. The relation is live, work or study."
        return [_filled(form, Field(name="file", label="The file with the lines", hint=hint, kind=FieldKind.FILE))]
    return []


def _grid(form: Form) -> list[GridRow]:
    relations = [Option("", "Choose"), *(Option(one.value, words) for one, words in RELATIONS.items())]
    return [
        GridRow(
            number=row,
            cells=[
                _filled(form, Field(name=f"{name}_{row}", label=name.capitalize(), width=20 if name == "name" else 10))
                for name in HEADINGS[:2]
            ],
            relation=_filled(
                form, Field(name=f"relation_{row}", label="This person here", kind=FieldKind.SELECT, options=relations)
            ),
        )
        for row in range(1, GRID + 1)
    ]


def _filled(form: Form, field: Field) -> Field:
    """The question with what was typed, and what is wrong with it."""
    return replace(field, value=form.typed.get(field.name, ""), error=form.errors.get(field.name, ""))


def _faults(refused: Malformed) -> Table | None:
    """Every fault of every line of a file: the line of the file, the column, what is wrong."""
    found = [((fault.pointer or "/").split("/")[1:], fault.message) for fault in refused.errors]
    rows = [
        Row((str(int(parts[1]) + 2), parts[2].replace("_", " "), message))
        for parts, message in found
        if parts[0] == "lines" and len(parts) > 2
    ]
    columns = (Column("Line of the file"), Column("Column"), Column("What is wrong"))
    return Table("What is wrong in the file", columns, rows) if rows else None
