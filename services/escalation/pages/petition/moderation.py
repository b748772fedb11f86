"""Petitions before everybody may sign them: the desk's list, one to decide about, its public page, and the counts."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.wording import name_of
from services.escalation.domain.petition.caseload import TOGETHER, Chosen
from services.escalation.domain.petition.decision import BY_OFFICERS, LATE, OUTSIDERS, ROLES, Deed
from services.escalation.domain.petition.flag import Place, places
from services.escalation.domain.petition.guard import HIDING, REASONS, RETURNABLE
from services.escalation.domain.petition.moderation import Counts
from services.escalation.handlers.evidence import picture
from services.escalation.handlers.petition import caseload, moderation
from services.escalation.handlers.petition.moderation import Seen, Wish
from services.escalation.pages.case.case import DESK
from services.escalation.pages.petition import check
from services.escalation.schemas.petition.moderation import DeedForm
from shared import auth
from shared.auth import Caller
from shared.policy import Wording
from shared.problems import Malformed, NotFound, NotNow, NotYours, Stale
from shared.web.callers import EVERYBODY, database_of, identity, officer
from shared.web.components import Empty, Fact, Link
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import Field, FieldKind, Option
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, number, sentence_case, time_of_day

PAGE = 100
LIST, COUNTS_PAGE = "/desk/petitions", "/petitions/checked"
NOTHING = Empty("No petition waits to be checked", "A new one appears here when its organiser has confirmed it.")
NONE_YET = Empty("No petition was checked yet", "The counts begin with the first.", Link("Petitions", "/petitions"))

router = APIRouter(include_in_schema=False)

Checking = Annotated[Caller, Depends(officer(*dict.fromkeys((*LATE, *OUTSIDERS))))]


@router.get(LIST)
async def list_to_check(
    request: Request, caller: Annotated[Caller, Depends(officer(*LATE))], due_on: date | None = None, after: str = ""
) -> Response:
    """The petitions of the reader's areas that wait, the oldest clock first."""
    begins = (due_on, after) if due_on else None
    found = await moderation.list_open(database_of(request), caller=caller, now=now(request), after=begins, limit=PAGE)
    rows = [
        Row(
            (
                Link(check.title(seen), f"{LIST}/{seen.one.reference}"),
                _stands(seen),
                seen.one.due_on or "",
                _found_in_list(seen),
            )
        )
        for seen in found
    ]
    columns = (Column("Petition"), Column("Where it stands"), Column("Clock"), Column("What the machine found"))
    together = await caseload.lately(database_of(request), caller=caller, now=now(request))
    onward = None
    if len(found) == PAGE and (last := found[-1].one).due_on:
        onward = Link("Later clocks", f"{LIST}?due_on={last.due_on}&after={last.reference}")
    return render(
        request,
        "checks.html",
        crumbs=(Link("My work", "/desk"), "Petitions to check"),
        navigation=DESK,
        viewer=caller.name,
        table=Table("Petitions to check", columns, rows, stacks=True, has_hidden_caption=True) if rows else None,
        nothing=NOTHING,
        onward=onward,
        choosing=_choosing(found),
        together=[_together(each) for each in together],
    )


@router.get(f"{LIST}/{{reference}}")
async def show_to_check(request: Request, reference: str, caller: Checking) -> Response:
    """One petition with its words, what the machine found beside them, and what the reader may decide."""
    return await _check_page(request, reference, caller, check.Typed())


@router.post(f"{LIST}/{{reference}}/{{name}}")
async def decide(request: Request, reference: str, name: str, caller: Checking) -> Response:
    """Do what the card says, on the version that was seen; what is wrong comes back beside its field."""
    if name not in BY_OFFICERS:
        raise NotFound("There is no such deed.")
    deed = Deed(name)
    try:
        sent = await read_form(request, DeedForm)
        acting = caller.acting_as(ROLES[deed]) or caller
        wish = Wish(
            reference=reference,
            deed=deed,
            said=sent.said(),
            caller=acting,
            now=now(request),
            expected_version=sent.version,
            same=await auth.hands_of_second(identity(request), caller) if deed is Deed.AGREE else frozenset(),
        )
        await moderation.act(database_of(request), wish)
    except ForgedRequest:
        raise
    except (Malformed, NotNow, NotYours, Stale) as refused:
        return await _check_page(request, reference, caller, check.Typed.refused(filled(request), refused, deed))
    return RedirectResponse(f"{LIST}/{reference}", status_code=303)


@router.get(COUNTS_PAGE, dependencies=EVERYBODY)
async def show_counts(request: Request) -> Response:
    """How often petitions were refused, for which reasons, decided late, or published unchecked."""
    found = await moderation.counts(database_of(request), now(request))
    areas = [
        {"name": name, "facts": _counted(one), "table": _grounds(one, name, wording), "mended": _mended(wording)}
        for one, name, wording in found
    ]
    crumbs = (Link("Petitions", "/petitions"), "How petitions are checked")
    return render(request, "checked.html", crumbs=crumbs, areas=areas, nothing=NONE_YET)


def _choosing(found: Sequence[Seen]) -> Sequence[Field]:
    """Those about which several may be decided together, and what; nothing where there are not two."""
    options = [
        Option(seen.one.reference, check.title(seen)) for seen in found if not set(TOGETHER).isdisjoint(seen.deeds)
    ]
    if len(options) < 2:
        return ()
    deeds = [Option(deed.value, check.CARDS[deed][0], deed is Deed.PUBLISH) for deed in TOGETHER]
    return (
        Field(name="petition", label="Which of them?", kind=FieldKind.CHECKBOXES, options=options),
        Field(name="deed", label="What would you decide about all of them?", kind=FieldKind.RADIOS, options=deeds),
    )


def _stands(seen: Seen) -> str:
    """Where it stands, and what was decided about it that has yet to take effect."""
    stands = check.chip(seen).words
    if seen.among is None:
        return stands
    deed = check.CARDS[seen.among.deed][0].lower()
    return f"{stands}. Decided with others: {deed}, at {time_of_day(seen.among.due_at)}"


def _found_in_list(seen: Seen) -> str:
    """What the machine found in its words, and the others that ask for nearly the same."""
    others = [title for title, _, _ in check.like(seen)]
    return f"{flags(seen)}. Nearly the same: {'; '.join(others)}" if others else flags(seen)


def _together(chosen: Sequence[Chosen]) -> Link:
    """What was decided about several at one time, in a line that leads to it."""
    first, waiting = chosen[0], sum(one.waits for one in chosen)
    stands = f"takes effect at {time_of_day(first.due_at)}" if waiting else "could not be done about every one"
    words = f"{check.CARDS[first.deed][0]}: {counted(len(chosen), 'petition')}, {stands}"
    return Link(words, f"{check.BATCHES}/{first.number}")


def _counted(one: Counts) -> list[Fact]:
    """How many petitions of an area came to what: each stands in one row of the first part, and they add up."""
    parts = [
        ("Not decided yet", one.waiting),
        ("Waits because an election is near", one.held),
        ("Published", one.published),
        ("Refused, for good or while that is looked at again", one.stays_refused),
        ("Ended: too few others supported it in time", one.not_sponsored),
        ("Ended: it was sent back, and nobody mended it in time", one.not_mended),
        ("Ended: whoever started it took it back", one.withdrawn),
        ("Ended: nobody decided", one.undecided),
    ]
    rare = ("Waits", "Ended")
    return [
        Fact("Came in", number(one.begun)),
        *(Fact(name, number(count)) for name, count in parts if count or not name.startswith(rare)),
        Fact("Of the published ones, because nobody checked them in time", number(one.unchecked)),
        Fact("Ever refused", number(one.refused)),
        Fact("Of these, published after a review, or because none was held", number(one.overturned)),
        Fact("Late now", number(one.overdue)),
        Fact("Ever late", number(one.ever_overdue)),
    ]


def _grounds(one: Counts, name: str, wording: Wording) -> Table:
    """The whole closed list of what a petition may be refused for, and how often each was the reason."""
    times = dict(one.reasons)
    columns = (Column("Reason"), Column("What becomes of its words"), Column("How often", is_number=True))
    rows = [
        Row(
            (
                sentence_case(wording.code(code)),
                "Not shown" if code in HIDING else "Shown with the reason",
                number(times.get(code, 0)),
            )
        )
        for code in REASONS
    ]
    return Table(f"For what alone a petition may be refused in {name}", columns, rows, stacks=True)


def _mended(wording: Wording) -> list[str]:
    """For what it may be sent back, once, to be mended."""
    return [sentence_case(wording.code(code)) for code in RETURNABLE]


async def public_page(request: Request, reference: str, caller: Caller) -> Response:
    """How a petition stands that is not public, for everybody; refused ones with the reason. Raises NotFound."""
    seen = await moderation.see_unpublished(database_of(request), reference, caller=caller, now=now(request))
    draft = seen.draft if seen.one.is_shown else None
    page = render(
        request,
        "moderation.html",
        place=seen.area,
        crumbs=(Link(seen.area, f"/areas/{seen.one.area}"), Link("Petitions", "/petitions"), reference),
        about=seen.one,
        title=draft.title if draft else check.unnamed(seen),
        chips=[check.chip(seen)],
        line=check.line(seen),
        means=check.means(seen),
        reasons=check.reasons(seen),
        decided=check.decided(seen.refusals, seen.at),
        draft=draft,
        paragraphs=_paragraphs(draft.text) if draft else (),
        measure=seen.measure,
        desk=Link("Decide about it", f"{LIST}/{reference}") if seen.is_reader else None,
    )
    return unkept(page)


async def _check_page(request: Request, reference: str, caller: Caller, typed: check.Typed) -> Response:
    seen = await moderation.see(database_of(request), reference, caller=caller, now=now(request))
    cards = check.cards(seen, typed)
    pictures = await picture.public(database_of(request), request.app.state.seal, reference)
    return render(
        request,
        "check.html",
        status=typed.problem.status if typed.problem else 200,
        place=seen.area,
        crumbs=(Link("My work", "/desk"), *_to_list(caller), reference),
        navigation=DESK,
        viewer=caller.name,
        seen=seen,
        about=seen.one,
        title=check.title(seen),
        chips=[check.chip(seen)],
        line=check.line(seen),
        means=check.means(seen),
        summary=check.summary(cards, typed),
        paragraphs=_paragraphs(seen.draft.text) if seen.draft else (),
        found=_found(seen),
        reasons=check.reasons(seen),
        proposed_by=_proposer(seen),
        among=_among(seen),
        started_at=name_of(seen.desk, seen.at.register.bodies) if seen.desk else "",
        pictures=[one.number for one in pictures.waiting],
        cards=cards,
        token=token(request),
    )


def _among(seen: Seen) -> Link | None:
    """What was decided about it with others and has yet to take effect, with where that is taken back."""
    if seen.among is None:
        return None
    words = f"{check.CARDS[seen.among.deed][0]}: decided with others, takes effect at {time_of_day(seen.among.due_at)}"
    return Link(words, f"{check.BATCHES}/{seen.among.number}")


def _to_list(caller: Caller) -> Sequence[Link]:
    """To what waits to be checked, for those who may read that list."""
    return [Link("Petitions to check", LIST)] if caller.acting_as(LATE) else []


def _proposer(seen: Seen) -> str:
    """Which body proposed to refuse it; empty where none did."""
    bodies = seen.at.register.bodies
    by = seen.one.proposal.by if seen.one.proposal else ""
    return bodies[by].name if by in bodies else "the council" if by else ""


def flags(seen: Seen) -> str:
    """What the machine found, when it came and now, in one line."""
    now_found = seen.matter.about.flags if seen.matter else ()
    found = [seen.wording.code(code) for code in dict.fromkeys((*seen.one.flags, *now_found))]
    return sentence_case("; ".join(found)) if found else "Nothing"


def _paragraphs(text: str) -> Sequence[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def _found(seen: Seen) -> Sequence[tuple[str, Sequence[str]]]:
    """What the machine found, each with the places in the words."""
    if seen.draft is None or seen.matter is None:
        return ()
    found: dict[str, list[str]] = {}
    for text in (seen.draft.title, seen.draft.text):
        for place in places(text):
            found.setdefault(place.flag.value, []).append(_excerpt(text, place))
    for code in seen.draft.taken_out:
        found.setdefault(code, [])
    return [(sentence_case(seen.wording.code(code)), excerpts) for code, excerpts in found.items()]


def _excerpt(text: str, place: Place) -> str:
    return text[place.begin : place.end]
