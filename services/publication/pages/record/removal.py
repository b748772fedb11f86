"""The page of what was taken out of the record: from where, which words, why, who asked and who agreed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.removal import WITH, Count, Ground, Taken
from services.publication.handlers.record import removal
from services.publication.schemas.record.citation import path_of
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Fact, Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, day, number, sentence_case

GROUNDS = {
    Ground.PERSONAL_DATA: "Somebody's personal data",
    Ground.COURT_ORDER: "A court's order",
    Ground.DEFAMATION: "A notice of defamation that was upheld",
    Ground.CONFIDENTIAL: "Confidential, or exempt by law",
    Ground.SAFEGUARDING: "Somebody's safety",
    Ground.CRIME: "To prevent a crime",
    Ground.COPYRIGHT: "Copyright",
    Ground.MISTAKE: "Entered by mistake, noticed within 24 hours",
}
WHAT = {
    "agreement": "Agreement",
    "round": "Round",
    "entry": "Entry",
    "reply": "Reply",
    "overdue": "Missing answer to entry",
    "step": "Step",
    "withholding": "Withholding",
    "deed": "Publication",
    "register": "The register",
}
NAMES = {
    "party_name": "who said it",
    "item_title": "title",
    "particulars": "its further words",
    "because": "why it was published by one person",
    "compiled_by": "who put it here",
    "compiled_from": "the paper that it was taken from",
}
COUNTED = (Column("Asked by"), Column("Why"), Column("Times", is_number=True))
COLUMNS = (*(Column("Day"), Column("Where"), Column("What"), Column("Why"), Column("Asked by"), Column("Agreed by")),)

router = APIRouter(prefix="/record/removals", include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def show_removals(request: Request) -> Response:
    """All that was taken out, the last first, and how often by whom and why."""
    taken = await removal.taken(database_of(request))
    counts = await removal.counts(database_of(request))
    return with_etag(
        request,
        render(
            request,
            "removals.html",
            crumbs=(Link("Your place", "/"), Link("Can this record be changed?", "/record/proof"), "Taken out"),
            table=_taken_table(taken) if taken else None,
            counted=counts_table(counts) if counts else None,
            machine_links=[Link("As JSON", "/publication/v1/removals")],
        ),
    )


def counts_table(counts: Sequence[Count]) -> Table:
    """How often words were taken out, by the body that asked and by ground."""
    rows = [Row((one.name, GROUNDS[one.ground], number(one.removals))) for one in counts]
    return Table("Words taken out, by who asked and why", COUNTED, rows)


def tombstones(taken: Sequence[Taken]) -> Iterator[Fact]:
    """What stands on a page in the place of what was taken out of it."""
    for one in taken:
        why = GROUNDS[one.ground]
        by = f"Asked by {one.asker}, agreed by {one.agreer}."
        yield Fact(f"Taken out on {day(one.on)}", f"{sentence_case(_names(one))}. {why}. {by}")


def _taken_table(taken: Sequence[Taken]) -> Table:
    """One row for each; those of a register that were taken out together are one, with how many facts said the same."""
    alike = Counter(_alike(one) for one in taken)
    once = {_alike(one): one for one in reversed(taken)}.values()
    rows = [
        Row((one.on, _where(one, alike[_alike(one)]), _names(one), GROUNDS[one.ground], one.asker, one.agreer))
        for one in reversed(once)
    ]
    return Table("What was taken out, the last first", COLUMNS, rows, stacks=True)


def _alike(one: Taken) -> tuple[object, ...]:
    """What removals share that are told in one row."""
    at: object = path_of(one) if one.kind == Kind.REGISTER else one.leaf
    return at, one.kind, one.names, one.on, one.ground, one.asker, one.agreer


def _where(one: Taken, times: int) -> Words:
    if one.kind == Kind.REGISTER:
        return Link(f"{counted(times, 'fact')} of the register", path_of(one))
    name, what = one.title or one.subject.partition("/")[2], WHAT.get(one.kind, sentence_case(one.kind))
    return Link(f"{what} {name}" if one.kind == "agreement" else f"{what} {one.number} of {name}", path_of(one))


def _names(one: Taken) -> str:
    shown = [name for name in one.names if name not in WITH.values()]
    return ", ".join(NAMES.get(name, name.removeprefix("content.").replace("_", " ")) for name in shown)
