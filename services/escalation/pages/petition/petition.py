"""The pages of petitions: the list, and one petition with where it stands and the form to sign it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.state import State
from services.escalation.domain.petition.listing import Search, Stretch, Wanted
from services.escalation.domain.petition.moderation import How
from services.escalation.domain.petition.petition import Petition, Standing
from services.escalation.domain.screening.guard import reasons_for
from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.case import case, register
from services.escalation.handlers.evidence import picture
from services.escalation.handlers.petition import listing, petition
from services.escalation.handlers.petition.petition import Seen
from services.escalation.handlers.signature import signature
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case import timeline
from services.escalation.pages.evidence import picture as picture_pages
from services.escalation.pages.obligation.wording import name_of, promise
from services.escalation.pages.petition import listing as searching
from services.escalation.pages.petition import mark as marks
from services.escalation.pages.petition import standing as standings
from services.escalation.pages.petition.moderation import public_page
from services.escalation.pages.petition.notice import reported
from services.escalation.pages.signature.breakdown import facts_of
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs, signer_fields
from services.escalation.schemas.signature.signature import SignatureIn
from shared.auth import Caller
from shared.events.escalation.notice import QUIET
from shared.post import text_messages
from shared.problems import Malformed, NotFound
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.chips import Chip, Status
from shared.web.components import (
    Empty,
    Fact,
    Link,
    TimelineEntry,
)
from shared.web.csrf import token
from shared.web.etag import with_etag
from shared.web.forms import ErrorSummary
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now, read_form, received_at
from shared.web.wording import sentence_case
from shared.working_days import in_words

PETITION = "petition"
REFUSABLE = (State.SCREENING, State.REJECTED, State.REJECTION_REVIEW, State.REJECTED_FINAL)
PAGE = 30
STEPS = 4
NONE_YET = Empty(
    "No petition is open", "Nobody has started one here yet. Anybody may.", Link("Start one", "/petitions/start")
)
UNCHECKED = {
    How.UNCHECKED: "Nobody checked this petition in time, so it was published by itself.",
    How.UNREVIEWED: "It was refused, and nobody held the review in time, so it was published by itself.",
}
router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A petition in the list: its title, where it stands, how many have signed of how many, until when."""

    link: Link
    chip: Chip
    signatures: int
    threshold: int
    place: str
    until: str


@router.get("/petitions", dependencies=EVERYBODY)
async def list_petitions(
    request: Request,
    opened_before: date | None = None,
    reference: str = "",
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    area: Annotated[str, Query(max_length=20)] = "",
    state: Wanted = Wanted.ALL,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Petitions, the newest first: all, or those that are looked for."""
    asked = Search(wanted=state, words=q.strip(), area=area)
    places = {one.area.area: one.area.name for one in await petition.choices(database_of(request))}
    questions = searching.questions(asked, places)
    if asked != Search() or page > 1:
        await register.require_filter(database_of(request), now(request), area=area)
        stretch = Stretch(page=page)
        there = await listing.search(database_of(request), asked, stretch, size=PAGE, now=now(request))
        answer = render(
            request,
            "petitions.html",
            questions=questions,
            entries=searching.rows(there.listed),
            nothing=searching.NOT_FOUND,
            onward=searching.onward(asked, page) if there.has_next else None,
        )
        return with_etag(request, answer)
    before = (opened_before, reference) if opened_before else None
    found = await petition.list_newest(database_of(request), before=before, limit=PAGE, now=now(request))
    onward = None
    if len(found) == PAGE:
        last = found[-1].kept.petition
        onward = Link("Earlier petitions", f"/petitions?opened_before={last.opened_on}&reference={last.reference}")
    entries = [_entry(seen) for seen in found]
    answer = render(request, "petitions.html", questions=questions, entries=entries, nothing=NONE_YET, onward=onward)
    return with_etag(request, answer)


@router.get("/petitions/{reference}")
async def show_petition(request: Request, reference: str, caller: Public) -> Response:
    """One petition: where it stands, who must act by when, what it says, how many have signed, its story."""
    try:
        page = await _page(request, reference, caller, UNTOUCHED, is_offered=True)
    except NotFound:
        return await public_page(request, reference, caller)
    return with_etag(request, page)


@router.post("/petitions/{reference}/sign")
async def sign(request: Request, reference: str, caller: Public) -> Response:
    """Sign, or show the form again with what is not right beside its field. The next page is always the same."""
    state = request.app.state
    try:
        sent = await read_form(request, SignatureIn)
    except Malformed as refused:
        return await _page(request, reference, caller, Form.refused(request, refused))
    await signature.sign(
        database_of(request),
        reference,
        sent.signer(),
        seal=state.seal,
        now=now(request),
        received_at=received_at(request),
        client=Client(address=address_of(request), country=country_of(request), agent=agent_of(request)),
    )
    await answer_evenly(request)
    return RedirectResponse(f"/petitions/{reference}/sent", status_code=303)


async def _page(request: Request, reference: str, caller: Caller, form: Form, *, is_offered: bool = False) -> Response:
    database, moment = database_of(request), now(request)
    seen = await petition.see(database, reference, now=moment)
    about = seen.kept.petition
    if about.hides_text and is_offered:  # its title is still there, and two bodies may take that out
        offer_report(request, about.area)
    kinds, wards = await listing.kinds(database, reference, about.area, now=moment)
    standing = await _standing(request, seen, caller)
    pictures = await picture.public(database, request.app.state.seal, reference)
    fields = signer_fields(seen.place.area.name, form)
    return render(
        request,
        "petition.html",
        status=form.status,
        place=seen.place.area.name,
        crumbs=(*crumbs(seen)[:2], reference),
        about=seen.kept.petition,
        kicker=_kicker(seen),
        chips=stands.chips(standing) if standing else [_chip(seen)],
        ladder_of_case=stands.ladder(standing) if standing else standings.ladder(seen),
        line=stands.must_line(standing) if standing else standings.line(seen),
        paragraphs=[part for part in seen.kept.text.split("\n\n") if part.strip()],
        measure=seen.measure,
        count=marks.count(seen),
        ways=marks.ways(seen),
        entries=_story(seen, standing),
        is_open=seen.is_open,
        ward=seen.ward,
        fields=fields,
        summary=ErrorSummary.of(fields),
        area=seen.place.area,
        token=token(request),
        by_telephone=text_messages.are_sent(request.app.state.settings),
        unchecked=UNCHECKED.get(seen.how) if seen.how else None,
        grounds=_grounds(seen),
        owed=_owed(seen),
        pictures=[picture_pages.shown(one, held) for one, held in pictures.pictures],
        pictures_waiting=marks.waiting(pictures),
        after_the_end=marks.after_the_end(seen),
        kinds=facts_of(kinds, wards, seen.place.area.name),
        kinds_on=kinds.before,
        owed_link=Link("What petitions here were promised, and how it was kept", f"/petitions/owed/{about.area}"),
        case_link=Link("Work on this case", f"/cases/{reference}") if standing and caller.roles else None,
    )


async def _standing(request: Request, seen: Seen, caller: Caller) -> stands.Standing | None:
    """The case that came of the petition; None while it is being signed, or when it lapsed."""
    if seen.case is None:
        return None
    database, reference = database_of(request), seen.case.reference
    found = await case.see(database, reference, caller=caller, now=now(request))
    return stands.standing(found)


def _owed(seen: Seen) -> list[Fact]:
    """What its marks have led to: what is promised by when and what happens otherwise, or what became of it."""
    wording, area_name = seen.place.policy.wording, seen.place.area.name
    return [Fact(name_of(one, wording), promise(one, wording, area_name)) for one in seen.owed]


def _grounds(seen: Seen) -> Sequence[str]:
    """For what alone it may be refused; nothing once it was let in, or never became a case."""
    if seen.kept.petition.standing is Standing.LAPSED or (seen.case and seen.case.state not in REFUSABLE):
        return ()
    wording = seen.place.policy.wording
    return [sentence_case(wording.code(code)) for code in reasons_for(PETITION)]


def _kicker(seen: Seen) -> str:
    about = seen.kept.petition
    if seen.is_open:
        return f"Petition, open until {in_words(about.closes_on)}"
    closed_on = about.lapsed_on or min(about.closes_on, seen.place.today)
    return f"Petition, closed for signing on {in_words(min(closed_on, about.closes_on))}"


def _chip(seen: Seen) -> Chip:
    wording = seen.place.policy.wording
    if seen.case is not None:
        return Chip(stands.status(seen.case), wording.state(seen.case.state.value).title)
    gone = seen.kept.petition.withdrawn_on is not None
    title = wording.state("withdrawn" if gone else seen.kept.petition.standing.value).title
    match seen.kept.petition.standing:
        case Standing.LAPSED:
            return Chip(Status.NOT_MET, title)
        case Standing.SUBMITTED:
            return Chip(Status.DONE, title)
        case Standing.GATHERING:
            return Chip(Status.WAITING, title)


def _entry(seen: Seen) -> Entry:
    about = seen.kept.petition
    return Entry(
        link=Link(about.title, f"/petitions/{about.reference}"),
        chip=_chip(seen),
        signatures=seen.kept.signatures,
        threshold=about.threshold,
        place=seen.place.area.name,
        until=f"open until {in_words(about.closes_on)}" if seen.is_open else "closed for signing",
    )


def _story(seen: Seen, standing: stands.Standing | None) -> Sequence[TimelineEntry]:
    """The next date, then the last steps, the latest first; the whole story is told by the record."""
    own = timeline.entries(
        [one for one in seen.history if not isinstance(one.event, QUIET)],
        bodies=standing.at.register.bodies if standing else seen.bodies,
        wording=seen.place.policy.wording,
        facts={"area_name": seen.place.area.name},
    )
    happened = [*own, *(stands.story(standing) if standing else ()), *reported(seen.history)]
    ahead = [*(stands.next_entries(standing) if standing else ()), *_closing(seen)]
    ahead.sort(key=lambda entry: entry.on, reverse=True)
    happened.sort(key=lambda entry: entry.on)
    happened.reverse()
    return [*ahead[-1:], *happened[:STEPS]]


def _closing(seen: Seen) -> list[TimelineEntry]:
    about: Petition = seen.kept.petition
    return [TimelineEntry(about.closes_on, "Signing closes.", is_next=True)] if seen.is_open else []
