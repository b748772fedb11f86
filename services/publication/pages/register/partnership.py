"""A partnership: what it has delivered, what it is and since when, who sits on it, who answers for its money."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.register.delivery import delivered_for
from services.publication.domain.register.partnership import (
    GovernanceClass,
    Partnership,
    Stage,
    partnership_on,
    partnerships_on,
)
from services.publication.domain.register.register import Register
from services.publication.handlers.register import register
from services.publication.pages.register.delivery import delivered_table
from services.publication.pages.register.ending import UNREAD, names_of
from shared.events.publication import DeliverableRegistered, MemberRegistered, PartnershipRegistered
from shared.problems import NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Fact, Link, Strong, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.web.wording import number, sentence_case
from shared.working_days import london_day

CLASSES: dict[str, str] = {
    GovernanceClass.PARTNERSHIP: "partnership that takes decisions",
    GovernanceClass.NETWORK: "network, which decides nothing and has no money",
    GovernanceClass.WORKING_GROUP: "working group, which decides nothing and has no money",
}
STAGES: dict[str, str] = {
    Stage.FORMING: "being formed",
    Stage.ACTIVE: "active",
    Stage.WINDING_DOWN: "winding down",
    Stage.CLOSED: "closed",
}
FORMS = {
    "none": "None: it cannot own, owe or sign anything itself",
    "company": "A company",
    "charity": "A charity",
    "community_interest_company": "A community interest company",
    "joint_committee": "A joint committee of councils",
    "statutory_board": "A board that a statute sets up",
    "trust": "A trust",
}

router = APIRouter(prefix="/who", include_in_schema=False, dependencies=EVERYBODY)


@router.get("/{area}/partnerships/{partnership}")
async def show_partnership(request: Request, area: str, partnership: str, on: date | None = None) -> Response:
    """One partnership, on a day."""
    held = await register.read(database_of(request), area)
    day = on or london_day(now(request))
    known = partnership_on(held, partnership, day)
    if known is None:
        raise NotFound("The register of this area knew no such partnership on this day.")
    place = held.about.name if held.about else area
    delivered = delivered_for(held, day, partnership=partnership)
    return with_etag(
        request,
        render(
            request,
            "partnership.html",
            place=place,
            crumbs=(Link(place, f"/areas/{area}"), Link("Who is responsible?", f"/who/{area}"), known.about.name),
            partnership=known,
            answer=_answer(known, delivered),
            delivered=delivered_table(held, delivered, "What it has delivered, latest first") if delivered else None,
            nothing=_nothing(known, area),
            facts=_facts(held, known),
            boards=_boards(held, known),
            members=_members(held, known),
            seats=_seats(held, known),
            history=_history(known),
            on=day,
        ),
    )


def partnerships_table(held: Register, day: date) -> Table | None:
    """The partnerships of an area on a day: what each is, and whether it is asked why in public."""
    rows = [
        Row(
            (
                Link(one.about.name, f"/who/{held.area}/partnerships/{one.about.partnership}"),
                f"{sentence_case(_class(one.about))}; {_stage(one.about)}",
                "Yes" if one.is_scrutinised else "No",
                number(len(delivered_for(held, day, partnership=one.about.partnership))),
            )
        )
        for one in partnerships_on(held, day)
    ]
    columns = (
        *(Column("Partnership"), Column("What it is"), Column("Asked why in public")),
        Column("Things delivered", is_number=True),
    )
    return Table("Partnerships", columns, rows, stacks=True) if rows else None


def _answer(known: Partnership, delivered: tuple[DeliverableRegistered, ...]) -> str:
    if not delivered:
        return f"Nothing that {known.about.name} has delivered is on this record."
    things = "One thing" if len(delivered) == 1 else f"{number(len(delivered))} things"
    was = "was" if len(delivered) == 1 else "were"
    return f"{things} that people can see or use {was} delivered, the last on {day_words(delivered[0].delivered_on)}."


def _nothing(known: Partnership, area: str) -> Empty:
    return Empty(
        "Nothing delivered is on this record",
        f"It is {_stage(known.about)} since {day_words(known.about.since_on)}. What is delivered appears here with its "
        "evidence, when a registrar of the area states it.",
        Link("See who is responsible for what", f"/who/{area}"),
    )


def _facts(held: Register, known: Partnership) -> list[Fact]:
    about = known.about
    accountable = names_of(held, (about.accountable_body,)) if about.accountable_body else ""
    money: Words = f"{about.budget:,} pounds a year" if about.budget else "None"
    asked = "Yes: it decides or has money" if known.is_scrutinised else "No"
    facts = [
        Fact("What it is", f"{sentence_case(_class(about))}."),
        Fact("Stage", f"{sentence_case(_stage(about))} since {day_words(about.since_on)}."),
        Fact("Form in law", f"{FORMS.get(about.legal_form, sentence_case(UNREAD))}."),
        Fact("Money", (money, *((". ", Strong(accountable), " answers for it.") if accountable else (".",)))),
        Fact("Asked why in public by councillors", f"{asked}."),
        Fact("Basis", about.basis),
    ]
    return [*facts, Fact("Who takes its duties on", about.exit_plan)] if about.exit_plan else facts


def _boards(held: Register, known: Partnership) -> Table | None:
    rows = [
        Row((board.name, board.theme, _measures(held, board.measures), board.since_on, board.basis))
        for board in known.boards
    ]
    columns = (Column("Board"), Column("Theme"), Column("Its own measures"), Column("Since"), Column("Basis"))
    return Table("Boards", columns, rows, stacks=True) if rows else None


def _measures(held: Register, measures: tuple[str, ...]) -> Words:
    named = [Link(held.measures[one].title, f"/who/{held.area}/{one}") for one in measures]
    return tuple(part for one in named for part in ("; ", one))[1:] if named else "none"


def _members(held: Register, known: Partnership) -> Table | None:
    boards = {board.board: board.name for board in known.boards}
    rows = [
        Row(
            (
                _member(held, one),
                "Has duties in law" if one.member_kind == "statutory" else "Is consulted; has no duty",
                f"Yes: {one.protocol}" if one.protocol and one.votes else "Yes" if one.votes else "No",
                "; ".join(boards[board] for board in one.boards if board in boards) or "none",
                f"{day_words(one.since_on)}: {one.basis}",
            )
        )
        for one in known.members
    ]
    columns = (Column("Body"), Column("Standing"), Column("Votes"), Column("Boards"), Column("Since, and basis"))
    return Table("Members", columns, rows, stacks=True) if rows else None


def _member(held: Register, one: MemberRegistered) -> Words:
    if one.member in held.partners:
        return Link(held.partners[one.member].name, f"/areas/{held.area}/partners/{one.member}")
    return one.name or one.member


def _seats(held: Register, known: Partnership) -> Table | None:
    boards = {board.board: board.name for board in known.boards}
    rows = [
        Row(
            (
                f"{boards[one.board]}: {one.seat}",
                held.councillors[one.councillor].name,
                "Votes" if one.seat_role == "voting" else "Observes; does not vote",
                names_of(held, one.interests) or "none declared",
                one.since_on,
            )
        )
        for one in known.seats
    ]
    columns = (Column("Seat"), Column("Held by"), Column("Role"), Column("Declared interests in"), Column("Since"))
    return Table("Councillors on its boards", columns, rows, stacks=True) if rows else None


def _history(known: Partnership) -> Table | None:
    rows = [
        Row(
            (
                one.since_on,
                one.name,
                sentence_case(_stage(one)),
                _class(one),
                one.basis,
            )
        )
        for one in known.history
    ]
    columns = (Column("From"), Column("Name"), Column("Stage"), Column("What it is"), Column("Basis"))
    return Table("What it was over time, latest first", columns, rows) if len(rows) > 1 else None


def _stage(about: PartnershipRegistered) -> str:
    return STAGES.get(about.stage, f"at a stage that {UNREAD}")


def _class(about: PartnershipRegistered) -> str:
    return CLASSES.get(about.governance_class, UNREAD)
