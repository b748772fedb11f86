"""My work: the open cases of one's areas, whoever silence moves next first; and what could not be done by itself."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.trigger import ORGANISER, ROLE_OF
from services.escalation.domain.desk.work import Position
from services.escalation.domain.evidence.decision import REVIEWING
from services.escalation.domain.evidence.evidence import Evidence
from services.escalation.domain.person.data_request import ROLES
from services.escalation.domain.petition.decision import LATE
from services.escalation.domain.petition.notice import DECIDING as NOTICES
from services.escalation.handlers.case import case, deadline
from services.escalation.handlers.case.case import Seen
from services.escalation.handlers.desk import errand, work
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.obligation import obligation
from services.escalation.handlers.person.councillor import KEEPING
from services.escalation.handlers.petition import moderation
from services.escalation.handlers.signature import held
from services.escalation.handlers.signature import paper as papers
from services.escalation.handlers.signature import second as seconds
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.desk import work as parts
from services.escalation.pages.desk.assignment import colleagues, with_others
from services.escalation.pages.desk.errand import failures
from services.escalation.pages.obligation.obligation import work_table
from services.escalation.pages.petition.check import asked, waiting
from services.escalation.pages.signature import second
from services.escalation.pages.signature.comparison import to_compare
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.desk.work import ListForm, ListRemovalForm, query_of, wanted_of
from shared.auth import Caller
from shared.problems import Malformed
from shared.settings import AT_DESK
from shared.web.callers import database_of, officer
from shared.web.components import Empty, Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render
from shared.web.requests import now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import in_words, london_day

DECIDING = frozenset({"case_worker"})  # about signatures that are held, and those on paper
NOTHING = Empty("Nothing waits for you", "No case is open in your areas.", Link("Read the petitions", "/petitions"))

router = APIRouter(include_in_schema=False)

COUNCILLOR = "councillor"
Working = Annotated[Caller, Depends(officer(*WORKING))]
Entering = Annotated[Caller, Depends(officer(*AT_DESK))]


@router.get("/desk")
async def show_desk(request: Request, entering: Entering) -> Response:
    """The open cases that the address asks for, the gravest consequence of silence first, a page at a time. Whoever is
    a councillor and nothing else finds their ward.
    """
    caller = entering.acting_as(WORKING)
    if caller is None:
        return RedirectResponse("/desk/ward", status_code=303)
    return await _page(request, caller, entering)


@router.post("/desk/lists")
async def keep_list(request: Request, caller: Working) -> Response:
    """Keep what the list asks for under a name."""
    try:
        sent = await read_form(request, ListForm)
        query = query_of(wanted_of(dict(parse_qsl(sent.query))))
        await work.keep_list(database_of(request), sent.name, query, caller=caller)
    except Malformed as refused:
        return await _page(request, caller, caller, Form.refused(request, refused))
    return RedirectResponse(f"/desk?{query}", status_code=303)


@router.post("/desk/lists/remove")
async def remove_list(request: Request, caller: Working) -> Response:
    """Take a kept list out."""
    sent = await read_form(request, ListRemovalForm)
    await work.remove_list(database_of(request), sent.name, caller=caller)
    return RedirectResponse("/desk", status_code=303)


async def _page(request: Request, caller: Caller, entering: Caller, form: Form = UNTOUCHED) -> Response:
    database, moment = database_of(request), now(request)
    said = dict(parse_qsl(form.typed["query"])) if "query" in form.typed else dict(request.query_params)
    wanted, today = wanted_of(said), london_day(moment)
    after = Position.parse(said.get("after", ""))
    found, following = await case.desk(database, caller=caller, now=moment, wanted=wanted, after=after)
    overview = await work.overview(database, caller=caller, wanted=wanted, now=moment)
    names, wordings = overview.names, overview.wordings
    standings = [(stands.standing(one), one) for one in found]
    known = await colleagues(request, caller)
    people = await with_others(request, caller, known, (one.account for one in found if one.account))
    shown = parts.groups(standings, people, caller.id)
    ahead = await deadline.diary(
        database, caller=caller, from_on=today, until_on=today + timedelta(days=parts.DAYS), each=3, now=moment
    )
    name_field = _name_field(form)
    to_check = await moderation.to_check(database, caller=caller, now=moment)
    to_refuse = await moderation.to_agree(database, caller=caller, now=moment)
    return render(
        request,
        "desk.html",
        status=form.status,
        place=", ".join(names.values()),
        viewer=caller.name,
        navigation=DESK,
        sentence=parts.sentence(shown, overview.count, parts.petitions(to_check, len(to_refuse), today)),
        to_check=waiting(to_check),
        total=overview.count.total,
        asked=overview.asked.total,
        is_everything=wanted.is_everything,
        lists=parts.lists(wanted, overview),
        kept=[name for name, _ in overview.lists],
        fields=parts.fields(wanted, overview, next(iter(wordings.values()))) if wordings else (),
        name_field=name_field,
        summary=ErrorSummary.of([name_field]),
        query=query_of(wanted),
        token=token(request),
        groups=shown,
        may_choose=any(one.choose for group in shown for one in group.works),
        days=parts.two_weeks(ahead, today),
        nothing=NOTHING,
        failures=failures(await errand.failures(database, caller.areas)),
        clockless=_clockless(standings),
        onward=Link("More of these cases", parts.onward(wanted, following)) if following else None,
        owed=work_table(await obligation.waiting(database, caller), wordings, names),
        signatures=_signatures(await held.undecided(database, caller)) if caller.acting_as(DECIDING) else None,
        to_compare=to_compare(await papers.to_compare(database, caller=caller, now=now(request))),
        to_refuse=asked(to_refuse),
        to_agree=second.table(await seconds.to_agree(database, caller, now(request))),
        files=_files(await evidence.list_waiting(database, caller=caller)) if caller.acting_as(REVIEWING) else None,
        may_answer=caller.acting_as(ROLES) is not None,
        may_check=caller.acting_as(LATE) is not None,
        may_decide=caller.acting_as(NOTICES) is not None,
        may_keep=caller.acting_as(KEEPING) is not None,
        has_ward=entering.acting_as([COUNCILLOR]) is not None,
        may_raise=entering.acting_as(ROLE_OF.values()) is not None,
    )


def _name_field(form: Form) -> Field:
    return Field(
        name="name",
        label="Keep this list as",
        value=form.typed.get("name", ""),
        error=form.errors.get("name", ""),
        width=20,
    )


def _clockless(standings: Sequence[tuple[stands.Standing, Seen]]) -> Table | None:
    """The open cases that no date moves, and since when they stand there."""
    rows = [
        Row(
            (
                Link(standing.case.title, f"/cases/{standing.case.reference}"),
                standing.wording.state(standing.case.state.value).title,
                standing.case.since_on,
            )
        )
        for standing, _ in standings
        if standing.case.due_on is None
    ]
    columns = (Column("Case"), Column("Where it stands"), Column("Since"))
    return Table("Open cases without a date", columns, rows, stacks=True) if rows else None


def _signatures(found: Sequence[tuple[str, str, int, int]]) -> Table | None:
    """The petitions on which somebody is to decide about signatures, with the pages where that is done."""
    rows = [
        Row(
            (
                Link(title, f"/petitions/{reference}"),
                Link(f"{number(held_back)} to decide about", f"/petitions/{reference}/held") if held_back else "None",
                Link(f"{number(batches)} to compare", f"/petitions/{reference}/paper/batches") if batches else "None",
            )
        )
        for reference, title, held_back, batches in found
    ]
    columns = (Column("Petition"), Column("Held signatures"), Column("Batches of sheets"))
    return Table("Petitions with signatures to decide about", columns, rows, stacks=True) if rows else None


def _files(found: Sequence[Evidence]) -> Table | None:
    """Files and pictures that somebody must look at before the public sees them, the oldest first."""
    rows = [
        Row(
            (
                Link(f"File {one.number} of {one.case}", f"/cases/{one.case}/files/{one.number}"),
                "A picture from whoever started the petition" if one.by == ORGANISER else "A file put to the case",
                in_words(london_day(one.received_at)),
            )
        )
        for one in found
    ]
    columns = (Column("File"), Column("What it is"), Column("Came in on"))
    return Table("Files to look at", columns, rows, stacks=True, has_hidden_caption=True) if rows else None
