"""The page on which anybody can see that the record is whole, who else watches it, and how to find out for oneself."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.record.record import Standstill
from services.publication.handlers.leaf import leaf
from services.publication.handlers.leaf.leaf import State, WatchedBy
from services.publication.handlers.record import record, removal
from services.publication.pages.record.removal import counts_table
from shared.settings import Settings
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render, with_own_script
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import in_words, london_day

COLUMNS = (Column("Who runs it"), Column("Its name"), Column("Facts it saw", is_number=True), Column("Last on"))
NOBODY = (
    "Nobody watches this record from outside. Whoever runs this place could show you one record and your neighbour "
    "another, and nobody would notice."
)
OWN_ONLY = (
    "All who watch this record belong to whoever runs this place. They could be told to look away. A watch by somebody "
    "else would be worth more."
)
WATCHED = "Somebody who does not run this place watches this record, and would notice if anything in it was changed."

router = APIRouter(prefix="/record/proof", include_in_schema=False, dependencies=[*EVERYBODY, Depends(with_own_script)])


@router.get("")
async def show_proof(request: Request) -> Response:
    """What the record rests on."""
    settings: Settings = request.app.state.settings
    found, book = await leaf.state(database_of(request)), record.book_of(settings)
    witnesses = leaf.witnesses_of(settings)
    gone = await removal.counts(database_of(request))
    return with_etag(
        request,
        render(
            request,
            "record.html",
            crumbs=(Link("Your place", "/"), "Can this record be changed?"),
            key=str(book.key.verifier()) if book else "",
            facts=number(found.last.checkpoint.size) if found.last else "",
            root=found.last.checkpoint.root.hex() if found.last else "",
            signed_at=found.last.signed_at if found.last else None,
            waiting=number(found.waiting) if found.waiting else "",
            stopped=_stopped(found),
            watch=_watch(witnesses, found),
            table=Table("Who watches this record", COLUMNS, list(_rows(witnesses, found))) if witnesses else None,
            gone=counts_table(gone) if gone else None,
            address=settings.public_address,
            machine_links=[
                Link("The last checkpoint", "/record/checkpoint"),
                Link("Key and witnesses, as JSON", "/record/record.json"),
            ],
        ),
    )


def _stopped(found: State) -> str:
    if not found.stopped or found.stopped_at is None:
        return ""
    return f"Since {in_words(london_day(found.stopped_at))}: {Standstill(found.stopped).words}"


def _watch(witnesses: Sequence[WatchedBy], found: State) -> str:
    """What the watch is worth: of witnesses that were never heard of, nothing."""
    heard = {one.witness for one in found.cosigned}
    known = [one for one in witnesses if one.key.name in heard]
    if not known:
        return NOBODY
    return OWN_ONLY if all(one.is_own for one in known) else WATCHED


def _rows(witnesses: Sequence[WatchedBy], found: State) -> Iterator[Row]:
    seen = {one.witness: one for one in found.cosigned}
    for one in witnesses:
        last = seen.get(one.key.name)
        whose = f"{one.by} (runs this place)" if one.is_own else one.by
        if last is None:
            yield Row((whose, one.key.name, "none yet", "not heard of yet"))
        else:
            yield Row((whose, one.key.name, number(last.size), in_words(london_day(last.cosigned_at))))
