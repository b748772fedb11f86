"""The pages under permalinks, one entry of a negotiation or one step of a case, and how any page is cited."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.entry.reply import Heard
from services.publication.domain.leaf.compilation import Compilation
from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.citation import Citation
from services.publication.domain.register.register import named
from services.publication.domain.timeline.wording import sentences
from services.publication.handlers.agreement import agreement
from services.publication.handlers.agreement.agreement import Read
from services.publication.handlers.record import citation, removal
from services.publication.handlers.timeline import timeline
from services.publication.pages.entry.turn import turn_of
from services.publication.pages.record.removal import tombstones
from services.publication.schemas.record.citation import proof_of, step_path
from shared.problems import NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Fact, Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now
from shared.web.wording import day as day_words
from shared.web.wording import number as number_words
from shared.working_days import london_day

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Number = Annotated[int, Path(ge=1, le=10_000_000)]


@router.get("/agreements/{name}/entries/{number}")
async def show_entry(request: Request, name: str, number: Number) -> Response:
    """One entry, for good: what was said, by whom, what superseded it, and how it is cited."""
    read = await agreement.read(database_of(request), name)
    one = next((each for each in read.heard() if each.entry.number == number), None)
    if one is None:
        raise NotFound("This agreement has no entry of this number.")
    opened, today = read.agreement.opened, london_day(now(request))
    area = read.register.about.name if read.register.about else opened.area
    path = f"/agreements/{name}/entries/{number}"
    taken = await removal.taken(database_of(request), ("entry", f"agreement/{name}", number))
    cited = await citation.cite(
        database_of(request), Kind.ENTRY, f"agreement/{name}", number=number, path=path, on=today
    )
    offer_report(request, opened.area, named(read.register, (one.entry.said.party_name,)))
    return with_etag(
        request,
        render(
            request,
            "entry.html",
            place=area,
            crumbs=(
                Link(area, f"/areas/{opened.area}"),
                Link(opened.title, f"/agreements/{name}"),
                f"Entry {number}",
            ),
            kicker=opened.title,
            title=f"Entry {number}: {one.entry.said.item_title}",
            turn=turn_of(one, read.circumstances(today).calendar, ""),
            facts=[*_facts(read, one), *tombstones(taken)],
            cite=cited_facts(request, cited),
            machine_links=[Link("As JSON", f"/publication/v1{path}")],
        ),
    )


@router.get("/record/{reference}/steps/{step}")
async def show_step(request: Request, reference: str, step: str) -> Response:
    """One step of a petition or case, for good, and how it is cited."""
    read = await timeline.read(database_of(request), reference)
    today = london_day(now(request))
    told = timeline.step(read, step)
    said = dict(zip(read.history, sentences(read.history, read.standing, read.register, today), strict=True))
    area = read.register.about.name if read.register.about else read.standing.area
    path = step_path(reference, told)
    taken = await removal.taken(database_of(request), ("step", told.stream, told.version))
    cited = await citation.cite(database_of(request), Kind.STEP, told.stream, number=told.version, path=path, on=today)
    offer_report(request, read.standing.area)
    return with_etag(
        request,
        render(
            request,
            "entry.html",
            place=area,
            crumbs=(
                Link(area, f"/areas/{read.standing.area}"),
                Link(reference, f"/record/{reference}"),
                f"Step {told.version}",
            ),
            kicker=read.standing.title or reference,
            title=f"What happened on {day_words(told.on)}",
            turn=None,
            said=said[told],
            facts=[Fact("All that happened", Link(f"Case {reference}", f"/record/{reference}")), *tombstones(taken)],
            cite=cited_facts(request, cited),
            machine_links=[Link("As JSON", path.replace("/record/", "/publication/v1/cases/", 1))],
        ),
    )


def cited_facts(request: Request, cited: Citation | None) -> list[Fact]:
    """What somebody writes down who cites a page; nothing for what has no leaf."""
    if cited is None:
        return []
    address = request.app.state.settings.public_address
    place = "Not in the signed list yet. That takes seconds: look again."
    facts = [
        Fact("Address", f"{address}{cited.path}"),
        Fact("Seen on", cited.seen_on),
        Fact("Place in the signed list", place if cited.leaf is None else f"Number {number_words(cited.leaf)}"),
        Fact("Its fingerprint", cited.sha256),
    ]
    if cited.entered_late_on is not None:
        late = f"On {day_words(cited.entered_late_on)}, later than it was recorded"
        facts.append(Fact("Added to the list", late))
    if cited.compiled is not None:
        facts.append(Fact("Put here by", compiled_words(cited.compiled)))
    proof = proof_of(cited)
    if proof is not None:
        facts.append(Fact("To check it", (Link("The same text with its proof", proof), ", or ", _WHOLE, ".")))
    return facts


def compiled_words(compiled: Compilation) -> str:
    """Who put something on the record from the command line, for whom, and from which paper."""
    paper = f", from this paper: {compiled.paper}" if compiled.paper else ""
    return f"{compiled.by}, for {compiled.body}, on the server's command line{paper}"


_WHOLE = Link("check the whole list", "/record/proof")


def _facts(read: Read, one: Heard) -> Iterator[Fact]:
    """Where the entry belongs, and which entries it takes the place of."""
    name, said = read.agreement.opened.agreement, one.entry.said
    at = f"/agreements/{name}"
    yield Fact("About", Link(f"{said.item_code or ''} {said.item_title}".strip(), f"{at}#{said.anchor}"))
    yield Fact("On this record since", london_day(one.entry.recorded_at))
    if said.supersedes is not None:
        yield Fact("Takes the place of", Link(f"Entry {said.supersedes}", f"{at}/entries/{said.supersedes}"))
    if one.entry.superseded_by is not None:
        yield Fact("Superseded by", Link(f"Entry {one.entry.superseded_by}", f"{at}/entries/{one.entry.superseded_by}"))
