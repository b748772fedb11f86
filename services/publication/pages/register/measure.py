"""Who is responsible for one measure? One sentence naming a body, since when, on what basis, what to do if it fails."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.counterpart import subject_of
from services.publication.domain.register.delivery import delivered_for
from services.publication.domain.register.lineage import drivers, served
from services.publication.domain.register.measure import Promise
from services.publication.domain.register.partnership import boards_of
from services.publication.domain.register.register import Register, Tenure, lead_on, name_of, tenures
from services.publication.domain.search.lookup import answering, since, steps_if_it_fails
from services.publication.domain.timeline.wording import wording_on
from services.publication.handlers.record import citation
from services.publication.handlers.register import measure as promises
from services.publication.handlers.register import register
from services.publication.pages.record.citation import cited_facts
from services.publication.pages.register.delivery import delivered_table
from services.publication.pages.register.ending import names_of, what_came_after
from services.publication.pages.register.promise import figure_of, period_words, promised
from services.publication.pages.search.lookup import steps_words
from shared.events.publication import BoardRegistered, MeasureRegistered, PartnerRegistered
from shared.problems import NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Fact, Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.working_days import london_day

_VERDICTS = {"met": "met", "missed": "not met", "near": "near the target", "not_judged": "not judged"}

router = APIRouter(prefix="/who", include_in_schema=False, dependencies=EVERYBODY)


@router.get("/{area}/{measure}")
async def show_measure(
    request: Request,
    area: str,
    measure: str,
    on: date | None = None,
) -> Response:
    """Who is responsible for one thing, on a day."""
    held = await register.read(database_of(request), area)
    known = held.measures.get(measure)
    if known is None:
        raise NotFound("The register of this area knows no such measure.")
    promise = await promises.read(database_of(request), area, measure)
    day = on or london_day(now(request))
    tenure = lead_on(held, measure, day)
    body = held.partners.get(answering(held, tenure.lead.lead, day)) if tenure else None
    late = await register.leads_stated_late(database_of(request), held, measure)
    delivered = delivered_for(held, day, measure=measure)
    subject = subject_of(tenure.lead if tenure else known)
    path = f"/who/{area}/{measure}?on={day}"
    cited = await citation.cite(database_of(request), Kind.REGISTER, subject, path=path, on=london_day(now(request)))
    return with_etag(
        request,
        render(
            request,
            "who.html",
            place=_name(held),
            crumbs=(Link(_name(held), f"/areas/{area}"), Link("Who is responsible?", f"/who/{area}"), known.title),
            measure=known,
            on=day,
            answer=_answer(held, known, body, day),
            since=since(held, tenure, day) if tenure else None,
            stated_on=late.get((measure, tenure.lead.since_on)) if tenure else None,
            helped=names_of(held, tenure.lead.contributors) if tenure else "",
            facts=_facts(held, promise, tenure, body, day),
            if_it_fails=steps_words(steps_if_it_fails(held, measure, max(day, london_day(now(request))))),
            history=_history(held, measure, day, late),
            delivered=delivered_table(held, delivered, "What was delivered for it, latest first")
            if delivered
            else None,
            serves=[(one.link, one.goals) for one in served(measure, held.links.values(), held.goals)],
            replaces=[link for link in held.links.values() if (link.measure, link.relation) == (measure, "replaces")],
            drivers=drivers(measure, held.links.values()),
            titles={code: each.title for code, each in held.measures.items()},
            cite=cited_facts(request, cited),
        ),
    )


def _answer(held: Register, measure: MeasureRegistered, body: PartnerRegistered | None, day: date) -> str:
    where = f"{_name(held)}, on {day_words(day)}"
    if body is None:
        return f"Nobody had agreed to answer for this in {where}."
    return f"{body.name} is responsible for this in {_name(held)}: {measure.title}."


def _facts(
    held: Register, promise: Promise, tenure: Tenure | None, body: PartnerRegistered | None, day: date
) -> list[Fact]:
    link = Link(_promised(promise, held), f"/measures/{held.area}/{promise.measure}")
    facts = [_parts(held, promise) or Fact("Promised", (link, *_papers(promise), ".", f" {_latest(promise)}"))]
    known = held.measures[promise.measure]
    if known.part_of is not None:
        facts.append(Fact("Part of", _who(held, known.part_of)))
    if tenure and body:
        facts.append(Fact("Basis", f"{tenure.lead.basis}. {_binding(held, body, day)}"))
        named = dict.fromkeys((tenure.lead.lead, body.partner))
        facts.extend(fact for one in named if (fact := what_came_after(held, one, day)))
    if boards := boards_of(held, promise.measure, day):
        facts.append(Fact("Board", tuple(word for board in boards for word in ("; ", _board(held, board)))[1:]))
    if held.about:
        facts.append(Fact("Watched by", held.about.committee))
    return facts


def _board(held: Register, board: BoardRegistered) -> Link:
    return Link(board.name, f"/who/{held.area}/partnerships/{board.partnership}")


def _parts(held: Register, promise: Promise) -> Fact | None:
    """Where a measure that has parts is promised: in each of them."""
    parts = sorted((one.part or "", one.measure) for one in held.measures.values() if one.part_of == promise.measure)
    if not parts:
        return None
    named: list[Words] = [word for letter, code in parts for word in (", ", f"{letter}: ", _who(held, code))]
    return Fact("Promised", ("In each of its parts: ", *named[1:], f". All together: {_VERDICTS[promise.verdict]}."))


def _who(held: Register, measure: str) -> Link:
    known = held.measures.get(measure)
    return Link(known.title if known else measure, f"/who/{held.area}/{measure}")


def _promised(promise: Promise, held: Register) -> str:
    if promise.target is None:
        return "No target that can be judged yet"
    return f"{promised(promise, held, promise.unit)} for {period_words(promise.period or '')}"


def _papers(promise: Promise) -> tuple[Words, ...]:
    """That a target was compiled from papers, with where they are named."""
    if not promise.papers:
        return ()
    at = f"/agreements/{promise.agreement}"
    return (", taken from ", Link(promise.papers, at if promise.entry is None else f"{at}/entries/{promise.entry}"))


def _latest(promise: Promise) -> str:
    if promise.value is None:
        return "No figure is on this record yet."
    return f"Latest: {figure_of(promise.value, promise.unit)}, {_VERDICTS[promise.verdict]}."


def _binding(held: Register, body: PartnerRegistered, day: date) -> str:
    """What binds the body: the protocol it signed by then, or nothing."""
    wording = wording_on(held, day)
    has_signed = body.signed_on is not None and body.signed_on <= day
    signed = f"It signed the {wording.role('agreement')} on {day_words(body.signed_on)}." if body.signed_on else ""
    unsigned = f"It has not signed the {wording.role('agreement')}: it is asked, and has no duty here."
    return signed if has_signed else unsigned


def since_and_stated(day: date, stated_on: date | None) -> Words:
    """Since when somebody leads; beside it the day on which that was stated here, where that was later."""
    return day if stated_on is None else (day, ", stated on ", stated_on)


def _history(held: Register, measure: str, day: date, late: Mapping[register.Lead, date]) -> Table | None:
    rows = [
        Row(
            (
                since_and_stated(tenure.lead.since_on, late.get((measure, tenure.lead.since_on))),
                tenure.until or "now",
                name_of(held, tenure.lead.lead),
                names_of(held, tenure.lead.contributors) or "nobody named",
                tenure.lead.basis,
            ),
            is_now=tenure.lead.since_on <= day and (tenure.until is None or day <= tenure.until),
        )
        for tenure in tenures(held, measure)
    ]
    columns = (Column("From"), Column("To"), Column("Leads"), Column("Helps"), Column("Basis"))
    return Table("Latest first", columns, rows) if rows else None


def _name(held: Register) -> str:
    return held.about.name if held.about else held.area
