"""The page with every row that somebody sent: what would become of each, what is wrong with it, and what is asked."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.indicators.handlers.figure.preview import Preview
from services.indicators.pages.figure.preview import odd_line, open_row, unlike_lines, would_show
from services.indicators.pages.figure.row import columns, first_of, heading, listed, rows_of, sentence, totals
from services.indicators.schemas.figure.preview import document
from services.indicators.schemas.figure.sheet import Sent, cells
from services.indicators.schemas.figure.upload import NAMED, SAID
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Fault, Problem
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render
from shared.web.tables import UploadSheet

CRUMBS = (Link("Places", "/areas"), "Send figures")
ANOTHER_TABLE = frozenset({"missing-column", "unknown-column"})
HOW_TO_MAP = (
    "If this is a table of your own, choose below the mapping that reads it. Whoever looks after your systems can have "
    "one proposed from a sample: the documentation of the API says how."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks besides: when the figures shall be public, why they change; and where its rows come from."""

    time: Field | None = None
    reason: Field | None = None
    origin: str = ""


def show_sheet(request: Request, caller: Caller, sent: Sent, looked: Preview, asked: Asked) -> Response:
    """The page; its status is 422 while something is to be mended."""
    time = (asked.time or time_field()) if looked.may_hold else None
    reason = asked.reason or reason_field()
    found: dict[str, Any] = document(looked.examined, looked.compared, looked.shown, looked.more, looked.odd)
    faults = found["errors"]
    header, lines = cells(sent.text)
    rows = rows_of(header, lines, sent, found)
    wrong = [Link(one.error, f"#{one.id}") for one in (reason, time) if one and one.error]
    summary = ErrorSummary(heading(found, len(wrong)), [*wrong, *listed(header, found)])
    shown = first_of(rows)
    return render(
        request,
        "upload_check.html",
        status=422 if summary.errors else 200,
        crumbs=CRUMBS,
        caller=caller,
        viewer=caller.name,
        token=token(request),
        summary=summary if summary.errors else None,
        totals=totals(found),
        origin=asked.origin,
        sheet=UploadSheet("What you sent, and what we make of it", columns(header), shown),
        hidden=len(rows) - len(shown),
        shown=[would_show(one) for one in looked.shown],
        more=looked.more,
        left_open=[open_row(one) for one in looked.examined.left_open[:NAMED]],
        odd=[odd_line(one) for one in looked.odd[:NAMED]],
        unlike=[line for one in looked.shown for line in unlike_lines(one)][:NAMED],
        open_rows=len(looked.examined.left_open),
        rows=sent.text,
        numbers=sent.written,
        is_ready=not faults,
        once=str(new_id()),
        reason=reason if found["without_reason"] else None,
        time=time,
        is_for_clearance=looked.is_for_clearance,
        figures=found["new"] + found["revised"] + found["withdrawn"],
    )


def time_field(value: str = "", error: str = "") -> Field:
    """The question when figures shall be public."""
    return Field(
        name="publish_at",
        label="Publish them later",
        hint="A date and a time in the United Kingdom. Until then nobody else sees them. May be left empty.",
        input_type="datetime-local",
        value=value,
        error=error,
    )


def reason_field(value: str = "", error: str = "") -> Field:
    """The question why figures that stand are changed."""
    return Field(
        name="reason",
        label="Why do these figures change?",
        hint="Everybody can read this. Leave it empty, and they read that no reason was given.",
        value=value,
        error=error,
    )


def in_short(problem: Problem) -> str:
    """What is wrong with a file that has no rows to show it in: the first faults, and how many more there are."""
    said = [_line(error) for error in problem.errors[:SAID]] or [problem.detail]
    more = problem.total_errors - len(problem.errors[:SAID])
    if more > 0:
        said.append(f"And {more:,} more like this.")
    if any(error.code in ANOTHER_TABLE for error in problem.errors):
        said.append(HOW_TO_MAP)
    return " ".join(said)


def _line(fault: Fault) -> str:
    where = f"row {fault.row}" if fault.row and not fault.cell else ""
    return sentence(f"{where}: {fault.message}" if where else fault.message)
