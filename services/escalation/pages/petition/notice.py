"""Notices about pages: what became of one, those of a petition, and the counts for everybody."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.petition.notice import DECIDING, Finding, Ground, Notice, Outcome, Review, called
from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.petition import notice, petition
from services.escalation.handlers.petition.notice import Seen
from services.escalation.pages.case.case import DESK
from services.escalation.pages.petition.removal import onward
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs
from services.escalation.schemas.petition.notice import page_of
from shared.auth import Caller
from shared.events.escalation.notice import QUIET, PetitionReported
from shared.ledger import Recorded
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.components import Empty, Link, TimelineEntry
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.must_line import MustLine
from shared.web.network import address_of, agent_of, country_of
from shared.web.pages import render, unkept
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number as in_figures
from shared.working_days import in_words, london_day, working_days_left

COUNTS, BASE = "/petitions/reported", "/petitions/{reference}/report"
GROUNDS = {
    Ground.PERSONAL_DATA: "It tells something private of a person",
    Ground.DEFAMATION: "It says something untrue that harms somebody's name",
    Ground.SAFEGUARDING: "It puts somebody in danger",
    Ground.CRIME: "It threatens somebody, or is a crime in another way",
    Ground.COPYRIGHT: "It was copied without leave",
}
OUTCOMES = {
    Outcome.KEPT: "The text stays",
    Outcome.HIDDEN: "The text is not shown any more",
    Outcome.TAKEN_UP: "The words may not stand: those who can take them out were told",
    Outcome.NOT_HEARD: "Nobody looked at it",
}
FINDINGS = {Finding.SHOWN: "The text is shown again", Finding.UPHELD: "The text stays hidden"}
COLUMNS = ("Waiting", "Stays", "Hidden", "Asked to go", "Shown again", "Late", "Not looked at")
OF_PETITION = "/petitions/{reference}/reported"
OF_ONE = (Column("Notice"), Column("What was said"), Column("Reported on"), Column("What came of it"))
NONE_OF_IT = Empty("Nobody has reported it", "Whoever reports it does so at the foot of its text.")
NONE_YET = Empty("Nothing was reported yet", "The counts begin with the first notice.", Link("Petitions", "/petitions"))

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=1_000_000)]
Reported = Annotated[str, Query(max_length=10)]
BEFORE = "before"  # what the address says to whoever comes from reporting what was reported already


@router.get(COUNTS, dependencies=EVERYBODY)
async def show_counts(request: Request) -> Response:
    """How often what pages say was reported, on which grounds, and what came of it."""
    found = await notice.counts(database_of(request), now(request))
    columns = (Column("Place"), Column("What was said"), *(Column(name, is_number=True) for name in COLUMNS))
    rows = [
        Row(
            (
                place,
                GROUNDS[one.ground],
                *map(
                    in_figures,
                    (one.waiting, one.kept, one.hidden, one.taken_up, one.shown_again, one.late, one.not_heard),
                ),
            )
        )
        for place, one in found
    ]
    return render(
        request,
        "notices.html",
        crumbs=(Link("Petitions", "/petitions"), "What was reported"),
        title="What was reported",
        lede="A notice alone hides nothing. Somebody decides within two working days; whoever is late is counted.",
        links=[Link("As CSV", "/petitions/reported.csv"), Link("As JSON", "/escalation/v1/notices")] if rows else [],
        table=Table("Notices by place and ground", columns, rows, stacks=True, has_hidden_caption=True)
        if rows
        else None,
        nothing=NONE_YET,
    )


@router.get(OF_PETITION, dependencies=EVERYBODY)
async def show_notices(request: Request, reference: str) -> Response:
    """What was reported about one petition, until when each is decided, and what came of it."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    found = await notice.list_of_petition(database_of(request), reference)
    rows = [
        Row(
            (
                Link(f"Notice {one.number}", page_of(reference, one.number)),
                GROUNDS[one.ground],
                one.told_on,
                came_of(one),
            )
        )
        for one in found
    ]
    page = render(
        request,
        "notices.html",
        place=seen.place.area.name,
        crumbs=(*crumbs(seen)[:2], Link(reference, f"/petitions/{reference}"), "What was reported"),
        title="What was reported about this petition",
        lede=f"{seen.kept.petition.title}. A notice alone hides nothing: somebody decides within two working days.",
        links=[Link("Notices about all pages, counted", COUNTS)],
        table=Table("Notices, the newest first", OF_ONE, rows, stacks=True, has_hidden_caption=True) if rows else None,
        nothing=NONE_OF_IT,
    )
    return unkept(page)


@router.get(f"{BASE}/{{number}}")
async def show_notice(
    request: Request,
    reference: str,
    number: Number,
    caller: Annotated[Caller, Depends(anyone)],
    reported: Reported = "",
) -> Response:
    """What became of a notice, or until when it is decided; never what somebody wrote in it."""
    seen = await notice.see(database_of(request), reference, number, now=now(request))
    return unkept(draw(request, seen, UNTOUCHED, desk=desk_of(seen, caller), is_further=reported == BEFORE))


def came_of(one: Notice) -> str:
    """What became of a notice, in a few words."""
    if one.review is not None and one.review.finding is not None:
        return FINDINGS[one.review.finding]
    if one.outcome is not None:
        return OUTCOMES[one.outcome]
    return f"Somebody decides by {in_words(one.due_on)}"


def reported(history: Sequence[Recorded]) -> list[TimelineEntry]:
    """One line of a petition's story for all notices, on the day of what was told of them last; none of none."""
    told = [one for one in history if isinstance(one.event, QUIET)]
    if not told:
        return []
    given = [one.event.petition for one in told if isinstance(one.event, PetitionReported)]
    times = "once" if len(given) == 1 else f"{in_figures(len(given))} times"
    where = Link("What was said, and what came of it", OF_PETITION.format(reference=given[0]))
    return [TimelineEntry(london_day(told[-1].occurred_at), (f"Its text was reported {times}. ", where))]


def desk_of(seen: Seen, caller: Caller) -> str:
    """Where whoever reads the page decides about the notice; empty for everybody else, and once nothing waits."""
    one = seen.one
    is_done = one.outcome is not None and (one.review is None or one.review.finding is not None)
    if is_done or not any(caller.is_in(one.area, role) for role in DECIDING):
        return ""
    return f"/desk/notices/{one.reference}/{one.number}"


def client_of(request: Request) -> Client:
    """Where the request came from, as far as notices of a day are counted by it."""
    return Client(address=address_of(request), country=country_of(request), agent=agent_of(request))


def report_fields(form: Form) -> tuple[Field, ...]:
    """What somebody who reports a page is asked."""
    return (
        choice("ground", "What is wrong with it?", {ground.value: words for ground, words in GROUNDS.items()}, form),
        prose("words", "Which words, and why may they not stand?", "Only those who decide read this.", form),
        Field(
            name="email",
            label="Your e-mail address (optional)",
            hint="One letter comes now and one when it is decided. Then the address is forgotten. Where somebody "
            "reported it for the same reason before, none comes: the next page shows what is decided.",
            input_type="email",
            autocomplete="email",
            value=form.typed.get("email", ""),
            error=form.errors.get("email", ""),
        ),
    )


def draw(
    request: Request,
    seen: Seen,
    form: Form,
    *,
    caller: Caller | None = None,
    fields: tuple[Field, ...] = (),
    action: str = "",
    root: Link | None = None,
    desk: str = "",
    barred: str = "",
    is_further: bool = False,
) -> Response:
    """The page of a notice: for everybody, or with its words and a form for those who decide. `barred`: why a reader
    who decides about others may not decide this. `is_further`: the reader comes from reporting the same once more.
    """
    one = seen.one
    about = (
        Link(seen.petition.title, f"/petitions/{one.reference}")
        if seen.petition
        else Link(seen.measure or one.page, one.page)
    )
    return render(
        request,
        "notice.html",
        status=form.status,
        crumbs=(root or Link(one.reference if seen.petition else "Page", about.href), f"Notice {one.number}"),
        one=one,
        about=about,
        name=called(one),
        ground=GROUNDS[one.ground],
        outcome=OUTCOMES[one.outcome] if one.outcome else "",
        by=_name(seen.names, one.by),
        is_late=one.is_late(seen.today),
        review=one.review,
        onward=onward(one),
        finding=FINDINGS[one.review.finding] if one.review and one.review.finding else "",
        reviewed_by=_name(seen.names, one.review.by) if one.review else "",
        review_is_late=one.review is not None and one.review.is_late(seen.today),
        line=_line(seen, is_readers=bool(seen.may)),
        barred=barred,
        is_further=is_further and one.outcome is None,
        paragraphs=[part for part in seen.text.split("\n\n") if part.strip()] if caller else (),
        fields=fields,
        summary=ErrorSummary.of(fields) or _not_taken(form),
        desk=desk,
        action=action,
        token=token(request),
        navigation=DESK if caller else None,
        viewer=caller.name if caller else "",
    )


def _not_taken(form: Form) -> ErrorSummary | None:
    """What is wrong with what was sent where no field is left to say it at."""
    said = [Link(words, "#h-decided") for words in form.errors.values()]
    return ErrorSummary("What you chose was not taken", said) if said else None


def _name(names: Mapping[str, str], by: str) -> str:
    return names.get(by, "the council")


def _line(seen: Seen, *, is_readers: bool) -> MustLine | None:
    one, review = seen.one, seen.one.review
    if one.ask_by is not None and not one.removal:
        return MustLine.running(
            on=one.ask_by,
            days_left=working_days_left(seen.today, one.ask_by, calendar=seen.calendar),
            subject="A registrar or monitoring officer",
            duty="asks that the words go, on the measure's own page for it.",
            otherwise="They stay, and this page says that nobody asked.",
        )
    if one.outcome is not None and (review is None or review.finding is not None):
        return None
    due_on, duty, otherwise = (
        _reviewing(review)
        if review
        else (one.due_on, "decides whether it may stand.", "It stays, and the notice is counted as late.")
    )
    return MustLine.running(
        on=due_on,
        days_left=working_days_left(seen.today, due_on, calendar=seen.calendar),
        subject="Whoever checks petitions",
        duty=duty,
        otherwise=otherwise,
        is_readers=is_readers,
    )


def _reviewing(review: Review) -> tuple[date, str, str]:
    duty = "finds whether the text had to be hidden, for another body than the one that hid it."
    return review.due_on, duty, "The review is counted as late."


def choice(name: str, label: str, options: Mapping[str, str], form: Form) -> Field:
    """A question with a few answers."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.RADIOS,
        options=[Option(value, words) for value, words in options.items()],
        value=form.typed.get(name, ""),
        error=form.errors.get(name, ""),
    )


def prose(name: str, label: str, hint: str, form: Form) -> Field:
    """A question that is answered in words."""
    typed, error = form.typed.get(name, ""), form.errors.get(name, "")
    return Field(name=name, label=label, hint=hint, kind=FieldKind.TEXTAREA, value=typed, error=error)
