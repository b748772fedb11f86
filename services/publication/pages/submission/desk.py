"""The desk of negotiations: what waits for the reader's body, its words that others typed, what it may say."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.stated import on_record
from services.publication.domain.entry.embargo import shown_on
from services.publication.domain.entry.entry import EntryKind
from services.publication.domain.submission.deed import What
from services.publication.domain.submission.desk import (
    Waits,
    Wanted,
    closed_to,
    waits_for,
    wanted_of,
    wanted_of_revision,
)
from services.publication.domain.submission.draft import Draft
from services.publication.domain.submission.submission import Standing, Submission
from services.publication.handlers.register import register
from services.publication.handlers.submission import deed as deeds
from services.publication.handlers.submission import desk, draft, submission
from services.publication.pages.submission.change import changed_lately
from services.publication.pages.submission.deed import NAMES, told_apart, why
from services.publication.pages.submission.question import SAID
from services.publication.pages.submission.seat import HERE, Seat, Speaker, seat_at
from shared.auth import PUBLIC
from shared.problems import Problem
from shared.web.callers import database_of
from shared.web.components import Link, Strong, Words
from shared.web.forms import NotOpen, NotOpenGroup
from shared.web.must_line import MustLine
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import in_words, london_day, working_days_left

TOLD = {
    "public": "It is on the record. Everybody can read it now.",
    "later": "It is agreed to. It is shown on its day, and nobody reads of it before.",
    "waits": "It is handed in. Nobody else reads it until a second person of your body has published it.",
    "returned": "It is sent back to whoever handed it in. Nobody else reads it.",
    "kept": "It is kept as a draft, for you alone. Nothing of it is said.",
    "forgotten": "It is thrown away. Nothing of it was said.",
    "withdrawn": "You took it back. Nobody else has read it.",
}
_NEEDED = {
    EntryKind.CONSTRAINTS: "What binds it, or that it waives: the first round waits for it",
    EntryKind.ADVICE: "Its advice, for which {} asks",
    EntryKind.CONSENT: "Its consent",
    EntryKind.PROTOCOL: "Its protocol, since it leads on it",
    EntryKind.CONSULTATION: "Its word, or that of who leads, that those who do the work were asked",
    EntryKind.RESPONSE: "That its side agrees to all that stands: something was said since it last did",
}
router = APIRouter(include_in_schema=False)


@router.get(HERE)
async def show_desk(request: Request, caller: Speaker, told: str = "") -> Response:
    """Every agreement of the reader's areas, with how much waits for their body."""
    database = database_of(request)
    handed_in = await submission.waiting(database, caller)
    places = sorted((caller.acting_as({"registrar"}) or PUBLIC).areas)
    known = [await register.read(database, area) for area in places]
    rows = [
        _line(one.title, one.agreement, found.but_answered(waits), waits)
        for one, found in await desk.waiting(database, caller, london_day(now(request)))
        for waits in (handed_in.get(one.agreement, ()),)
    ]
    columns = (
        Column("Agreement"),
        Column("Wait for your answer", is_number=True),
        Column("Wait for a second person of yours", is_number=True),
        Column("Your words, typed by others", is_number=True),
        Column("Next day"),
    )
    return render(
        request,
        "negotiations.html",
        viewer=caller.name,
        crumbs=(Link("Negotiations", "/agreements"), "Your desk"),
        table=Table("Agreements of your places", columns, rows, stacks=True) if rows else None,
        openings=_openings(handed_in),
        changed=changed_lately(await register.changed_lately(database, caller.areas, london_day(now(request)))),
        drafts=_drafts([one for one in await draft.kept(database, caller) if one.kind is What.OPENING]),
        told=TOLD.get(told, ""),
        open_one=[
            Link(f"Open a negotiation in {one.about.name if one.about else one.area}", f"{HERE}/{one.area}/opening")
            for one in known
        ],
    )


@router.get(HERE + "/{name}")
async def show_agreement(
    request: Request,
    name: str,
    caller: Speaker,
    told: str = "",
) -> Response:
    """One agreement: what waits for the reader's body, and everything that it may say."""
    seat = await seat_at(request, name, caller)
    handed_in = await submission.unsettled(database_of(request), name, caller)
    found = waits_for(seat.body, seat.read.items(seat.today), seat.read.heard()).but_answered(handed_in)
    closed = {
        kind: why
        for kind in SAID
        if (why := closed_to(seat.body, kind, seat.read.agreement, is_registrar=seat.is_registrar))
    }
    against = await desk.hindered(database_of(request), name, handed_in, caller=caller, now=now(request))
    return seat.render(
        "negotiation.html",
        told=TOLD.get(told, ""),
        must=_must(seat, found),
        handed_in=_handed_in(seat, handed_in, against),
        drafts=_drafts([one for one in await draft.kept(database_of(request), caller) if one.agreement == name]),
        items=_items(found, name),
        wanted=await _wanted(seat),
        words=_words(found, name),
        say=[(Link(SAID[kind][0], f"{HERE}/{name}/say/{kind}"), SAID[kind][1]) for kind in SAID if kind not in closed],
        closed=_closed(closed),
        do=_doable(seat) if seat.is_registrar else (),
        many=Link("Enter many at once, from a table", f"{HERE}/{name}/rows"),
        public=Link("What everybody reads of this agreement", f"/agreements/{name}"),
    )


def _doable(seat: Seat) -> list[tuple[Link, str]]:
    """What a registrar may do to the agreement as it stands, each with what it is."""
    here, is_approved = f"{HERE}/{seat.name}", seat.read.agreement.approved is not None
    found = [
        (Link("Open a round", f"{here}/round"), "The next draft, or the first when all have said what binds them.")
    ]
    if is_approved:
        words = "Change, add or remove targets that are in force: the old figure beside the new one."
        return [*found, (Link("Revise targets", f"{here}/revision"), words)]
    words = "Every item with its figures, what each still needs, and how many targets there may be."
    return [*found, (Link("Approve the agreement", f"{here}/approval"), words)]


def _line(title: str, name: str, found: Waits, handed_in: Sequence[Submission]) -> Row:
    """One agreement; its next day is that of an answer, or that on which what was handed in is published by itself."""
    days = [item.waits_until for item in found.items if item.waits_until] + [one.due_on for one in handed_in]
    counts = (number(len(waits)) for waits in (found.items, handed_in, found.words))
    return Row((Link(title, f"{HERE}/{name}"), *counts, min(days, default=None) or "no day set"))


def _must(seat: Seat, found: Waits) -> MustLine | None:
    """The answer that is due first; None where no clock runs for this body's side."""
    days = [(item.waits_until, item) for item in found.items if item.waits_until is not None]
    if not days:
        return None
    on, item = min(days, key=lambda one: one[0])
    today = london_day(now(seat.request))
    return MustLine.running(
        on=on,
        days_left=working_days_left(today, on, calendar=seat.read.circumstances(today).calendar),
        subject=seat.body.name,
        duty=("is asked to answer on ", _name(item), "."),
        otherwise="The record says that no answer came, and keeps saying so.",
        is_readers=True,
    )


def _handed_in(seat: Seat, found: Sequence[Submission], against: Mapping[int, Problem]) -> Table | None:
    """What waits for a second person, what of it can no longer be published, and what one has sent back; and why."""
    elections, rule = seat.read.register.before_elections, seat.by.policy.pre_election.negotiation_entries
    columns = (Column("Goes out by itself on"), Column("About"), Column("Handed in"), Column("How it stands"))
    rows = [
        Row(
            (
                _goes_out(one),
                told_apart(one, seat.read),
                (london_day(one.received_at), ", by you" if one.account == seat.caller.id else ", by a colleague"),
                _standing(one, seat.name, against.get(one.submission))
                if one.standing is Standing.WAITING
                else f"Shown from {in_words(shown_on(one.ends_on, elections=elections, rule=rule))}"
                if one.standing is Standing.LATER
                else f"Sent back: {one.because}",
            )
        )
        for one in found
    ]
    return Table("Handed in by your body", columns, rows, stacks=True) if rows else None


def _goes_out(one: Submission) -> Words:
    """The day on which it is published by itself; silence sets no targets."""
    if one.standing is Standing.RETURNED:
        return "never"
    return f"never: sent back after {in_words(one.ends_on)}" if one.what.sets_targets else one.ends_on


def _standing(one: Submission, name: str, against: Problem | None) -> Words:
    """Where it is looked at; where it cannot be published as things stand, why, and what is left to do with it."""
    looked_at = f"{HERE}/{name}/submissions/{one.submission}"
    if against is None:
        return Link(f"Look at number {one.submission}", looked_at)
    rest = Link(f"Send number {one.submission} back, or take it back", looked_at)
    return (Strong("Cannot be published as things stand."), f" {why(against)} ", rest)


def _drafts(kept: Sequence[Draft]) -> Table | None:
    """What the reader has begun to write here."""
    columns = (Column("What you began"), Column("Kept on"), Column("Kept until"))
    rows = [Row((_begun(one), london_day(one.kept_at), one.ends_on)) for one in kept]
    return Table("Your drafts, which nobody else sees", columns, rows, stacks=True) if rows else None


def _begun(one: Draft) -> Link:
    """Where somebody goes on with what they began."""
    if isinstance(one.kind, What):
        words = f"{NAMES[one.kind]}: {one.about}" if one.kind in (What.OPENING, What.ROUND) else NAMES[one.kind]
        return Link(words, f"{HERE}/{one.agreement or one.area}/{one.kind}?draft={one.draft}")
    return Link(f"{SAID[one.kind][0]}: {one.about}", f"{HERE}/{one.agreement}/say/{one.kind}?draft={one.draft}")


def _openings(handed_in: Mapping[str, Sequence[Submission]]) -> Table | None:
    """Agreements that nobody reads of yet, since their opening waits for a second person."""
    rows = [
        Row((one.due_on, Link(name, f"{HERE}/{name}/submissions/{one.submission}"), london_day(one.received_at)))
        for name, waits in handed_in.items()
        for one in waits
        if one.what is What.OPENING
    ]
    columns = (Column("Published by itself after"), Column("Agreement"), Column("Handed in on"))
    return Table("Agreements to be opened", columns, rows, stacks=True) if rows else None


def _items(found: Waits, name: str) -> Table | None:
    columns = (Column("Item"), Column("Answer asked for by"), Column("What you can do"))
    rows = [
        Row(
            (
                _name(item),
                item.waits_until or "no day set",
                Link(f"Answer on {_name(item)}", f"{HERE}/{name}/say/response?item={item.entries[-1].number}"),
            )
        )
        for item in found.items
    ]
    return Table("What waits for an answer of your side", columns, rows, stacks=True) if rows else None


async def _wanted(seat: Seat) -> Table | None:
    """What is needed of the reader's body, each with its form."""
    read, here, figures = seat.read, f"{HERE}/{seat.name}/say", on_record(seat.read.entries)
    items = [(item, measure.measure) for item in read.items(seat.today) if (measure := read.measure_of(item))]
    gate = read.gate(seat.today)
    found = wanted_of(seat.body, items, read.agreement, gate, figures=figures, by=seat.by, today=seat.today)
    if read.agreement.approved is not None:
        held = await deeds.in_force(database_of(seat.request), seat.name, caller=seat.caller, today=seat.today)
        found += wanted_of_revision(seat.body, items, read.agreement, held=held, by=seat.by, today=seat.today)
    rows = []
    for one in found:
        number = one.entry or (one.item.entries[-1].number if one.item else 0)
        about = _name(one.item) if one.item else read.agreement.opened.title
        does = Link(f"{SAID[one.kind][0]}: {about}", f"{here}/{one.kind}" + (f"?item={number}" if number else ""))
        rows.append(Row((about, _needed(one), does)))
    columns = (Column("Item"), Column("What is needed of your body"), Column("What you can do"))
    return Table("What is needed of your body", columns, rows, stacks=True) if rows else None


def _needed(one: Wanted) -> str:
    """What is needed and why, in a sentence."""
    if one.kind is EntryKind.DECISION:
        return "Its decision on what was proposed to be revised" if one.item else "Its decision, once advice was public"
    if one.kind is EntryKind.RESPONSE and one.entry:
        return "Its answer to what was proposed to be revised"
    if one.kind is EntryKind.CONSENT and one.entry:
        return "Its consent to what was proposed to be revised"
    return _NEEDED[one.kind].format(one.asked_by)


def _words(found: Waits, name: str) -> Table | None:
    columns = (Column("About"), Column("Written down by"), Column("What you can do"))
    rows = [
        Row(
            (
                one.entry.said.item_title,
                one.typed_by,
                Link(f"Confirm or dispute entry {one.entry.number}", f"{HERE}/{name}/words/{one.entry.number}"),
            )
        )
        for one in found.words
    ]
    return Table("Your words, written down by others", columns, rows, stacks=True) if rows else None


def _closed(closed: Mapping[EntryKind, str]) -> list[NotOpenGroup]:
    commands = [NotOpen(SAID[kind][0], why) for kind, why in closed.items()]
    return [NotOpenGroup("In this negotiation, as it stands", commands)] if commands else []


def _name(item: Item) -> str:
    return f"{item.code} {item.title}" if item.code else item.title
