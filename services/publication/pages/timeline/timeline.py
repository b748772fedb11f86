"""The pages of the record: the list of petitions and cases, and one of them with its must line, ladder and story."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.register.register import Register, policy_on
from services.publication.domain.timeline.timeline import (
    GATHERING,
    Standing,
    behind,
    corrections,
    merged,
    pause_of,
    rungs_left,
)
from services.publication.domain.timeline.wording import must, sentences, subject_of, title_of, wording_on
from services.publication.handlers.register import register
from services.publication.handlers.timeline import timeline
from services.publication.handlers.timeline.timeline import Read
from services.publication.pages.timeline.evidence import files_table
from services.publication.pages.timeline.recommendation import recommendations
from services.publication.schemas.record.citation import step_path
from shared.calendars import calendar
from shared.events.escalation import RESOLVED, CaseStep, FindingsPublished, SignaturesCounted
from shared.events.escalation.answering import answering_now
from shared.events.escalation.notice import QUIET
from shared.policy import Wording
from shared.policy.standing import Must
from shared.policy.wording import rung_ahead, rung_did, rung_left, rung_not_reached, rung_skipped
from shared.web import chips
from shared.web.callers import EVERYBODY, database_of
from shared.web.chips import Chip
from shared.web.components import Fact, Ladder, Link, Rung, RungState, Strong, TimelineEntry, Words
from shared.web.etag import with_etag
from shared.web.must_line import MustLine, waits_for
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.web.wording import number, sentence_case, signatures
from shared.working_days import OutsideCalendar, london_day, working_days_left

UNTITLED = "A case of which the record has heard only in part"

router = APIRouter(prefix="/record", include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def list_records(request: Request, after: str | None = None) -> Response:
    """Every petition and case, the last moved first."""
    database = database_of(request)
    found, following = await timeline.listed(database, after=after)
    held = {each.area: each for each in await register.every(database)}
    wordings = {area: wording_on(each, london_day(now(request))) for area, each in held.items()}
    rows = [
        Row(
            (
                Link(standing.title or UNTITLED, f"/record/{standing.reference}"),
                _area_name(held, standing.area),
                state_chip(standing, london_day(now(request)), wordings.get(standing.area)),
                standing.acts_by or ("ended" if standing.ended else "no clock runs"),
            )
        )
        for standing in found
    ]
    columns = (Column("Petition or case"), Column("Place"), Column("Where it stands"), Column("Next date"))
    onward = Link("Earlier ones", f"/record?after={following}") if following else None
    table = Table("Petitions and cases, the last moved first", columns, rows, stacks=True)
    links = (
        Link("Who may do what", "/record/powers"),
        Link("How long each step takes", "/record/timing"),
        Link("Inspections", "/cases/inspections"),
    )
    return with_etag(request, render(request, "timelines.html", table=table, onward=onward, links=links))


@router.get("/{reference}")
async def show_record(request: Request, reference: str) -> Response:
    """One petition or case: who must act by when and else what, the ladder, and everything that happened."""
    read = await timeline.read(database_of(request), reference)
    return with_etag(request, _page(request, read, london_day(now(request))))


def must_line(read: Read, day: date) -> MustLine | None:
    """The must line of a petition or case as a component; None when no clock runs."""
    standing, held = read.standing, read.register
    acting = must(standing, held, day)
    if acting is None or acting.asked_by is None:
        return None
    if (pause := pause_of(standing, read.history)) is not None:
        why = sentence_case(wording_on(held, day).code(pause.reason_class))
        return MustLine.stopped(
            since=pause.since_on,
            subject=acting.who,
            why=f"{acting.does} {why}.",
            review=f"Until {day_words(acting.asked_by)}",
            when_it_starts=acting.otherwise,
            otherwise_label="Then:",
        )
    return MustLine.running(
        on=acting.asked_by,
        days_left=_days_left(held, day, acting.asked_by),
        subject=acting.who,
        duty=acting.does,
        otherwise=acting.otherwise,
        otherwise_label=_otherwise_label(acting, standing, held, day),
        waits_for=waits_for(acting),
    )


def _otherwise_label(acting: Must, standing: Standing, held: Register, day: date) -> str:
    if standing.now == GATHERING:
        return "Otherwise:"
    return "If it says nothing:" if acting.who == subject_of(standing, held, day) else "If nothing is done:"


def state_chip(standing: Standing, day: date, wording: Wording | None = None) -> Chip:
    """The state now, or what lies over it, and until when; once that day is over, which it was."""
    words = title_of(standing.now, wording) if wording else standing.now.replace("_", " ").capitalize()
    if standing.ended:
        return Chip(chips.Status.DONE if standing.ended == RESOLVED else chips.Status.NOT_MET, words)
    if wording and standing.over:
        words = f"{title_of(standing.over, wording)}: {words[:1].lower()}{words[1:]}"
    if standing.acts_by is None:
        return Chip(chips.Status.WAITING, words)
    until = "until" if standing.acts_by >= day else "the day was"
    return Chip(chips.Status.WAITING, f"{words}, {until} {day_words(standing.acts_by)}")


def _page(request: Request, read: Read, day: date) -> Response:
    standing, held = read.standing, read.register
    wording = wording_on(held, day)
    area = held.about.name if held.about else standing.area
    acting = must(standing, held, day)
    offer_report(request, standing.area)
    return render(
        request,
        "timeline.html",
        place=area,
        crumbs=(Link(area, f"/areas/{standing.area}"), Link("Cases", "/record"), standing.reference),
        title=standing.title or UNTITLED,
        kicker=_kicker(standing),
        state=state_chip(standing, day, wording),
        must=must_line(read, day),
        goes_on=merged(read.history)[0] or "",
        ladder=_ladder(read, wording),
        story=list(_story(read, acting, day)),
        reported=list(_told(read, day, quiet=True)),
        recommendations=recommendations(read.history, held, wording),
        files=files_table(read.files, read.register, wording),
        facts=[*_facts(read, wording), *_rests_on(acting), *_behind(read), *_merged(read)],
        working=_working(standing, acting),
        links=list(_links(standing)),
        codes=[Fact("Rules", standing.policy_version)] if standing.policy_version else [],
        machine_links=(
            Link("As JSON", f"/publication/v1/cases/{standing.reference}"),
            Link("Feed of petitions and cases", "/feeds/cases"),
        ),
    )


def _working(standing: Standing, acting: Must | None) -> str:
    """How the day was worked out after which something happens by itself; it may lie behind the day asked for."""
    if not standing.reckoning:
        return ""
    about = "How the date was worked out"
    if acting is not None and acting.due_on is not None and acting.due_on != acting.asked_by:
        about = f"Nothing happens by itself before the end of {day_words(acting.due_on)}"
    return f"{about}: {standing.reckoning}"


def _area_name(held: Mapping[str, Register], area: str) -> str:
    about = held[area].about if area in held else None
    return about.name if about else area


def _kicker(standing: Standing) -> str:
    kind = "Case" if standing.case_version else "Petition"
    signed = f", {signatures(standing.signatures)}" if standing.signatures else ""
    return f"{kind} {standing.reference}{signed}"


def _ladder(read: Read, wording: Wording) -> Ladder:
    standing = read.standing
    rung_of = {name: words.rung for name, words in wording.states.items()}
    left = rungs_left(read.history, rung_of)
    here = rung_of.get(standing.now, 0)
    since = left.get(here - 1) or (read.history[0].on if read.history else london_day(standing.moved_at))
    rungs = []
    for number_, name in enumerate(wording.rungs_of(standing.trigger)):
        if number_ < here:
            was = number_ in left
            told = rung_left(number_, left[number_]) if was else rung_skipped()
            behind = RungState.DONE if rung_did(number_) else RungState.TRIED
            rungs.append(Rung(behind if was else RungState.LATER, name, told))
        elif number_ == here:
            rungs.append(_rung_here(read, here, wording, since))
        else:
            rungs.append(Rung(RungState.LATER, name, _condition(read, number_, here, rung_of)))
    return Ladder(rungs, basis=wording.obligations.get("ground", ""))


def _rung_here(read: Read, here: int, wording: Wording, since: date) -> Rung:
    standing, name = read.standing, wording.rungs_of(read.standing.trigger)[here]
    means = wording.states[standing.now].means if standing.now in wording.states else ""
    if standing.ended:
        closed = read.history[-1].on if read.history else since
        how = {"is_put_right": standing.ended == RESOLVED, "is_end": True}
        return Rung(
            RungState.DONE if rung_did(here, **how) else RungState.TRIED, name, rung_left(here, closed, **how), means
        )
    return Rung(RungState.NOW, name, f"Here now, since {day_words(since)}", means)


def _condition(read: Read, rung: int, here: int, rung_of: Mapping[str, int]) -> str:
    standing = read.standing
    if standing.ended:
        return rung_not_reached(is_put_right=standing.ended == RESOLVED)
    steps = [each.event for each in read.history if isinstance(each.event, CaseStep)]
    leads_to = rung_of.get(steps[-1].leads_to or "") if steps else None
    return rung_ahead(rung, here, leads_to=leads_to, on=standing.due_on)


def _story(read: Read, acting: Must | None, day: date) -> Iterator[TimelineEntry]:
    """What is due, then what happened, the latest first; daily counts of signatures are left out."""
    if acting and acting.asked_by and acting.due_on:
        if acting.due_on != acting.asked_by:
            follows = "Then" if acting.is_nobodys else "If nothing came"
            yield TimelineEntry(acting.due_on, f"{follows}: {acting.follows}.", is_next=True)
        yield TimelineEntry(acting.asked_by, (Strong(acting.who), " ", acting.does), is_next=True)
    yield from _told(read, day, quiet=False)


def _told(read: Read, day: date, *, quiet: bool) -> Iterator[TimelineEntry]:
    """What happened, the latest first; notices by which nothing changed, the `quiet` ones, are told by themselves."""
    put_right = corrections(read.history)
    said = sentences(read.history, read.standing, read.register, day)
    for told, words in reversed(list(zip(read.history, said, strict=True))):
        if not isinstance(told.event, SignaturesCounted) and isinstance(told.event, QUIET) is quiet:
            late = told.event.late_since if isinstance(told.event, CaseStep) else None
            remark = f"Noticed late: the day was {day_words(late)}" if late else ""
            if isinstance(told.event, CaseStep) and told.version in put_right:
                remark = f"{remark}. {put_right[told.version]}" if remark else put_right[told.version]
            href = step_path(read.standing.reference, told)
            yield TimelineEntry(told.on, (words, _document(told.event)), remark, href=href)


def _document(event: object) -> Words:
    """The file in which findings are told in full."""
    if not isinstance(event, FindingsPublished) or not event.file:
        return ""
    return (" ", Link(f"Open file {event.file}", f"/cases/{event.case}/files/{event.file}"))


def _facts(read: Read, wording: Wording) -> Iterator[Fact]:
    standing, held = read.standing, read.register
    taken_over = answering_now(told.event for told in read.history).taken_over
    if standing.trigger and not standing.petition_version:
        yield Fact("Raised by", sentence_case(wording.code(standing.trigger)))
    measure = held.measures.get(standing.measure or "")
    if standing.measure:
        title = measure.title if measure else standing.measure
        yield Fact("About", Link(title, f"/measures/{standing.area}/{standing.measure}"))
        yield Fact("Who is responsible", Link("See since when, and why", f"/who/{standing.area}/{standing.measure}"))
    if standing.lead_name:
        follows = f", which took over from {taken_over.was} on {day_words(taken_over.on)}" if taken_over else ""
        yield Fact("Answering", f"{standing.lead_name}{follows}")
    if standing.threshold:
        yield Fact("Signatures needed", number(standing.threshold))
    if standing.closes_on:
        yield Fact("Signing closes", standing.closes_on)
    if standing.policy_version:
        yield Fact("Rules", "Those in force on the day it was let in")


def _rests_on(acting: Must | None) -> Iterator[Fact]:
    """What the step that somebody is to take now rests on."""
    if acting is not None and acting.rests_on:
        yield Fact("This step rests on", sentence_case(acting.rests_on))


def _behind(read: Read) -> Iterator[Fact]:
    """Each body that raised it or joined it, on which paper, and what it says fails in its own words."""
    for record, stands in behind(read.history):
        yield Fact("Behind it" if stands else "Behind it no more", str(record))
        if record.failure:
            yield Fact(f"What fails, as {record.name} says", f"{record.title}. {record.failure}")


def _merged(read: Read) -> Iterator[Fact]:
    """Of which case this one is a part, and which are a part of it."""
    into, here = merged(read.history)
    if into is not None:
        yield Fact("Goes on as part of", Link(f"Case {into}", f"/record/{into}"))
    for one in here:
        yield Fact("A part of this case", Link(f"Case {one}", f"/record/{one}"))


def _links(standing: Standing) -> Sequence[Words]:
    letters = f"/record/follow?words={standing.reference}&kind=case"
    found: list[Words] = [
        Link("Who may do what here", f"/record/powers/{standing.area}"),
        Link("Get a letter when something happens", letters),
    ]
    if standing.petition_version:
        found.insert(0, Link("The petition, and how to sign it", f"/petitions/{standing.reference}"))
    return found


def _days_left(held: Register, day: date, due_on: date) -> int:
    name = policy_on(held, day).clock.calendar if held.about else "England and Wales"
    try:
        return working_days_left(day, due_on, calendar=calendar(name, area=held.area, closures=held.closed))
    except OutsideCalendar:
        return (due_on - day).days
