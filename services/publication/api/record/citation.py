"""What stands under a permalink, for machines: one entry of a negotiation, one step of a petition or case."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.timeline.wording import sentences
from services.publication.handlers.agreement import agreement
from services.publication.handlers.record import citation, removal
from services.publication.handlers.timeline import timeline
from services.publication.schemas.entry.entry import entry_document
from services.publication.schemas.entry.reply import voice_document
from services.publication.schemas.record.citation import citation_document, removed_document, step_document, step_path
from services.publication.schemas.register.link import encode, links
from shared.problems import NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

JSON = "application/json"

router = APIRouter(prefix="/publication/v1", dependencies=EVERYBODY)

Number = Annotated[int, Path(ge=1, le=10_000_000)]


@router.get("/agreements/{name}/entries/{number}", tags=["agreements"])
async def show_entry(request: Request, name: str, number: Number) -> Response:
    """One entry, superseded or not, and how it is cited: its permalink, its leaf and the leaf's hash."""
    read = await agreement.read(database_of(request), name)
    one = next((each for each in read.heard() if each.entry.number == number), None)
    if one is None:
        raise NotFound("This agreement has no entry of this number.")
    path, day = f"/agreements/{name}/entries/{number}", london_day(now(request))
    cited = await citation.cite(database_of(request), Kind.ENTRY, f"agreement/{name}", number=number, path=path, on=day)
    told = entry_document(one.entry) | voice_document(one)
    told["removed"] = removed_document(
        await removal.taken(database_of(request), ("entry", f"agreement/{name}", number))
    )
    told["citation"] = citation_document(cited, request.app.state.settings.public_address)
    told["links"] = links(self_=f"/publication/v1{path}", page=path, agreement=f"/publication/v1/agreements/{name}")
    return with_etag(request, Response(encode(told), media_type=JSON))


@router.get("/cases/{reference}/steps/{step}", tags=["cases"])
async def show_step(request: Request, reference: str, step: str) -> Response:
    """One step of a petition or case, and how it is cited: its permalink, its leaf and the leaf's hash."""
    read = await timeline.read(database_of(request), reference)
    day = london_day(now(request))
    said = dict(zip(read.history, sentences(read.history, read.standing, read.register, day), strict=True))
    told = timeline.step(read, step)
    cited = await citation.cite(
        database_of(request), Kind.STEP, told.stream, number=told.version, path=step_path(reference, told), on=day
    )
    taken = await removal.taken(database_of(request), ("step", told.stream, told.version))
    document = citation_document(cited, request.app.state.settings.public_address)
    return with_etag(
        request, Response(encode(step_document(reference, told, said[told], document, taken)), media_type=JSON)
    )
