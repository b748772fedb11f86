"""Who is responsible? One sentence naming a body, since when, on what basis, and what to do if it fails."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.leaf.compilation import Loading
from services.publication.domain.register.ending import has_ended
from services.publication.domain.register.register import Register, lead_on, seats_on
from services.publication.domain.search.lookup import answering, since
from services.publication.domain.search.search import Kind
from services.publication.handlers.register import register
from services.publication.handlers.search import search
from services.publication.pages.register.delivery import contributions_table
from services.publication.pages.register.ending import UNREAD, ended_table, names_of
from services.publication.pages.register.measure import since_and_stated
from services.publication.pages.register.partnership import partnerships_table
from shared.events.publication import MeasureRegistered
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Link, Strong, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.web.wording import sentence_case
from shared.working_days import london_day

KINDS = {
    "fire": "fire and rescue service",
    "icb": "NHS integrated care board",
    "jobcentre": "employment service",
    "nhs_trust": "NHS trust",
    "pct": "NHS primary care trust",
    "police": "police force",
}

HEARS = {
    "ordinary": "Every case that no other committee hears",
    "crime": "Cases about the police and community safety",
    "health": "Cases about health services",
    "district": "Cases about ",
    "joint": "Cases for which another committee has too few members left",
}

router = APIRouter(prefix="/who", include_in_schema=False, dependencies=EVERYBODY)

Search = Annotated[str, Query(max_length=200)]


@router.get("/{area}")
async def list_measures(
    request: Request,
    area: str,
    about: Search = "",
    on: date | None = None,
) -> Response:
    """Everything somebody answers for in an area, and who does; `about` narrows it by words."""
    held = await register.read(database_of(request), area)
    day = on or london_day(now(request))
    found = list(held.measures.values())
    if about.strip():
        meant = {(one.kind, one.code) for one in await search.answered_for(database_of(request), area, about.strip())}
        found = [
            one for one in found if (Kind.MEASURE, one.measure) in meant or (Kind.BODY, _lead(held, one, day)) in meant
        ]
    columns = (Column("What"), Column("Who is responsible"), Column("Since"))
    late = await register.leads_stated_late(database_of(request), held)
    rows = [_measure_row(held, measure, day, late) for measure in sorted(found, key=lambda measure: measure.title)]
    nothing = Empty(
        "Nobody has agreed to answer for this here",
        "The register knows no measure with these words. The council is the first to ask.",
        Link("Show everything somebody answers for", f"/who/{area}"),
    )
    return with_etag(
        request,
        render(
            request,
            "who_area.html",
            place=_name(held),
            crumbs=(Link(_name(held), f"/areas/{area}"), "Who is responsible?"),
            about=about,
            on=day,
            area=area,
            table=Table(f"Who is responsible on {day_words(day)}", columns, rows, stacks=True),
            partners=_partners(held, day),
            partnerships=partnerships_table(held, day),
            contributions=contributions_table(held, day),
            ended=ended_table(held, day),
            committees=_committees(held, day),
            councillors=_councillors(held, day),
            closures=_closures(held, day),
            elections=_elections(held, day),
            loadings=_loadings(await register.loadings(database_of(request), area)),
            nothing=nothing,
        ),
    )


def _lead(held: Register, measure: MeasureRegistered, day: date) -> str | None:
    """The body that answers for a measure on that day."""
    tenure = lead_on(held, measure.measure, day)
    return answering(held, tenure.lead.lead, day) if tenure else None


def _measure_row(held: Register, measure: MeasureRegistered, day: date, late: Mapping[register.Lead, date]) -> Row:
    tenure = lead_on(held, measure.measure, day)
    body = held.partners.get(_lead(held, measure, day) or "")
    who: Words = Strong(body.name) if body else "nobody has agreed to answer for this"
    name = Link(measure.title, f"/who/{held.area}/{measure.measure}?on={day}")
    if tenure is None:
        return Row((name, who, "not recorded"))
    return Row(
        (name, who, since_and_stated(since(held, tenure, day), late.get((measure.measure, tenure.lead.since_on))))
    )


def _partners(held: Register, day: date) -> Table:
    """The bodies of the register that have not ceased by this day."""
    rows = [
        Row(
            (
                Link(partner.name, f"/areas/{held.area}/partners/{partner.partner}"),
                KINDS.get(partner.partner_kind, partner.partner_kind.replace("_", " ")),
                partner.signed_on or "not signed",
            )
        )
        for partner in sorted(held.partners.values(), key=lambda partner: partner.name)
        if not has_ended(held.endings, partner.partner, day)
    ]
    return Table(
        "Bodies in the register", (Column("Body"), Column("Kind"), Column("Signed the agreement")), rows, stacks=True
    )


def _committees(held: Register, day: date) -> Table | None:
    """The scrutiny committees, what each hears, and on whose boards members sit as well, who then stand aside."""
    standing = seats_on(held, day)
    rows = []
    for one in held.committees.values():
        seats = [seat for seat in standing if seat.committee == one.committee]
        boards = dict.fromkeys(board for seat in seats for board in seat.boards)
        about = names_of(held, one.bodies) if one.bodies else ""
        rows.append(
            Row(
                (
                    one.name,
                    f"{HEARS.get(one.regime, sentence_case(UNREAD))}{about}",
                    f"{len(seats)}; {one.quorum or 'it is not told how many'} are needed to decide"
                    if seats
                    else "Not told",
                    names_of(held, tuple(boards)) or "None",
                )
            )
        )
    columns = (
        *(Column("Committee"), Column("What it hears"), Column("Members")),
        Column("Members also sit on the boards of"),
    )
    return Table("Councillors who ask why in public", columns, rows, stacks=True) if rows else None


def _councillors(held: Register, day: date) -> Table | None:
    """The councillors' posts that are held on this day, by ward."""
    posts = [one for one in held.councillors.values() if one.since_on <= day <= (one.until_on or day)]
    rows = [
        Row((one.ward_name, one.name, names_of(held, (one.council,)), one.since_on))
        for one in sorted(posts, key=lambda one: (one.ward_name, one.name))
    ]
    columns = (Column("Ward"), Column("Post"), Column("Council"), Column("Since"))
    return Table("Councillors by ward", columns, rows, stacks=True) if rows else None


def _closures(held: Register, day: date) -> Table | None:
    """The days, from this one on, on which no clock of the area counts although it is no bank holiday."""
    ahead = [held.closures[closed_on] for closed_on in sorted(held.closed) if closed_on >= day]
    rows = [Row((closure.closed_on, closure.reason, closure.basis)) for closure in ahead]
    columns = (Column("Day"), Column("Why"), Column("Basis"))
    return Table("Days that do not count as working days here", columns, rows, stacks=True) if rows else None


def _elections(held: Register, day: date) -> Table | None:
    """The weeks before elections, not over on this day, in which what the area's rules name waits."""
    ahead = [one for on in sorted(held.waiting) if (one := held.elections[on]).ends_on >= day]
    rows = [Row((one.starts_on, one.ends_on, one.election, one.basis)) for one in ahead]
    columns = (Column("From"), Column("To"), Column("Election"), Column("Basis"))
    return Table("Weeks before elections, when hearings wait", columns, rows, stacks=True) if rows else None


def _loadings(found: Sequence[Loading]) -> Table | None:
    """Who put facts of this register on the record from a paper, the latest first."""
    rows = [
        Row((one.on, one.compilation.by, one.compilation.body, one.compilation.paper or "Not told", str(one.facts)))
        for one in found
    ]
    columns = (Column("Day"), Column("Who"), Column("For"), Column("From which paper"), Column("Facts"))
    return Table("Who put this register together on the server", columns, rows, stacks=True) if rows else None


def _name(held: Register) -> str:
    return held.about.name if held.about else held.area
