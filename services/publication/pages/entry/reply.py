"""Whose words a negotiation's page gives: who typed them, how late, what the bodies named in them put beside them."""

from collections.abc import Iterator, Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.entry.correction import how_cleared
from services.publication.domain.entry.entry import Came
from services.publication.domain.entry.reply import (
    Confirmation,
    Heard,
    Late,
    Offered,
    Reply,
    Stance,
    Writer,
    late,
    writers,
)
from services.publication.handlers.agreement import agreement
from shared.web import negotiations as drawn
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number
from shared.working_days import Calendar, london_day

SAID = {Stance.CONFIRMED: "confirms these words", Stance.DISPUTED: "disputes these words", Stance.REPLIED: "replied"}
_TYPED = {
    Came.BY_AUTHOR: "Entered",
    Came.TRANSCRIBED: "Written down",
    Came.OWN_SIDE: "Written down",
    Came.COMPILED: "Compiled later from papers",
}

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/agreements/{name}/writers")
async def show_writers(request: Request, name: str) -> Response:
    """Who writes on an agreement's record directly, whose words others typed, and how late."""
    read = await agreement.read(database_of(request), name)
    opened = read.agreement.opened
    area = read.register.about.name if read.register.about else opened.area
    found = writers(read.heard(), read.circumstances(london_day(now(request))).calendar)
    page = render(
        request,
        "writers.html",
        place=area,
        crumbs=(
            Link(area, f"/areas/{opened.area}"),
            Link(opened.title, f"/agreements/{opened.agreement}"),
            "Who writes",
        ),
        agreement=opened,
        writing=list(_writing(found)),
        table=_table(found) if found else None,
        beside=beside_table(read.heard()),
    )
    return with_etag(request, page)


def typed_words(heard: Heard, calendar: Calendar) -> str:
    """Who typed an entry where another body did, and whether the body whose words it gives stands by them; how late."""
    entry, held = heard.entry, heard.answer
    lag = late(entry, calendar)
    recorded = _late_words(heard, lag) if lag else ""
    if not heard.is_typed_by_another:
        return recorded
    author = entry.said.party_name
    match heard.confirmation:
        case Confirmation.CONFIRMED if held:
            stands = f"Confirmed by {held.name} on {day(held.recorded_at)}{_by_link(held)}."
        case Confirmation.DISPUTED if held:
            by = f"Disputed by {held.name} on {day(held.recorded_at)}{_by_link(held)}"
            stands = f"{by}: its own text stands beside this one."
        case _:
            unasked = "" if entry.came is Came.COMPILED else "Nobody could be asked: no letter went to its author. "
            offered = _offered_words(heard.offered) if heard.offered else unasked
            stands = f"{offered}Not answered: its author has neither confirmed nor disputed these words on this record."
    return f"{_TYPED[entry.came]} by {heard.typed_by}, not by {author}. {stands} {recorded}".rstrip()


def _offered_words(offered: Offered) -> str:
    whose = "its own address" if offered.is_own else f"the address that {offered.namer} named for it"
    return f"Offered to its author on {day(offered.on)}, by a letter to {whose}. "


def _by_link(reply: Reply) -> str:
    """That a reply was said by a link, and who named the address that it went to."""
    if reply.link_named_by is None:
        return ""
    whose = "its own address" if reply.link_named_by == reply.body else f"the address that {reply.namer} named for it"
    return f", by a link sent to {whose}"


def _late_words(heard: Heard, lag: Late) -> str:
    on = f"Put on this record on {day(heard.entry.recorded_at)}"
    return f"{on}." if lag.days is None else f"{on}, {number(lag.days)} working days after it was said."


def asides(heard: Heard) -> tuple[drawn.Aside, ...]:
    """The replies that stand beside an entry."""
    earlier = {reply.number: reply for reply in heard.replies}
    return tuple(
        drawn.Aside(
            who=reply.name,
            what=SAID[reply.stance] + _by_link(reply),
            on=london_day(reply.recorded_at),
            words=reply.words or "",
            note=_note(reply, earlier),
        )
        for reply in heard.standing
    )


def _note(reply: Reply, earlier: Mapping[int, Reply]) -> str:
    how = _cleared(reply)
    if reply.supersedes is None:
        return how
    return f"Supersedes its reply of {day(earlier[reply.supersedes].recorded_at)}. Why: {reply.note} {how}".rstrip()


def _cleared(reply: Reply) -> str:
    """Who let it be published, where a second person did not do it at once."""
    return how_cleared(reply.clearance, reply.recorded_at) if reply.clearance else ""


def beside_table(told: Sequence[Heard]) -> Table | None:
    """Every reply to these entries, those that were superseded too, each with what it stands beside."""
    rows = [
        Row(
            (
                f"{heard.entry.said.item_title}, {heard.entry.said.party_name}",
                f"{reply.name} {SAID[reply.stance]}{_by_link(reply)}, {day(reply.recorded_at)}",
                _said(reply),
            )
        )
        for heard in told
        for reply in heard.replies
    ]
    columns = (Column("Beside the words of"), Column("Who replied, and when"), Column("Reply"))
    return Table("Replies of the bodies named", columns, rows, stacks=True) if rows else None


def _said(reply: Reply) -> Words:
    parts = [reply.words or "No further words."]
    if reply.note:
        parts.append(f"Supersedes an earlier reply: {reply.note}")
    if reply.superseded_by is not None:
        parts.append("A later reply supersedes this one.")
    if how := _cleared(reply):
        parts.append(how)
    return " ".join(parts)


def _writing(found: Sequence[Writer]) -> Iterator[tuple[str, list[str]]]:
    """Who writes here: each way that there is, with the bodies that go it."""
    own = [one.name for one in found if one.by_author == one.entries]
    typed = [one.name for one in found if not one.by_author]
    mixed = [one.name for one in found if 0 < one.by_author < one.entries]
    for words, names in (
        ("Writing here directly", own),
        ("Writing here directly, with some words typed by others", mixed),
        ("Not writing here: all their words were typed by others", typed),
    ):
        if names:
            yield words, names


def _table(found: Sequence[Writer]) -> Table:
    columns = (
        Column("Whose words"),
        Column("Entered by its author", is_number=True),
        Column("Written down by another body", is_number=True),
        Column("Compiled from papers", is_number=True),
        Column("Late", is_number=True),
        Column("Typed by another body and not answered", "Not answered", is_number=True),
        Column("Of these, offered by letter", "Offered by letter", is_number=True),
        Column("Disputed", is_number=True),
    )
    rows = [
        Row(
            (
                one.name,
                *(
                    number(count)
                    for count in (
                        one.by_author,
                        one.transcribed,
                        one.compiled,
                        one.late,
                        one.unconfirmed,
                        one.offered,
                        one.disputed,
                    )
                ),
            )
        )
        for one in found
    ]
    return Table("How each body's words came here", columns, rows, stacks=True)
