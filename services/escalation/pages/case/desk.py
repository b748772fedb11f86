"""My work: the open cases of one's areas, whoever silence moves next first; and what could not be done by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.trigger import ORGANISER, ROLE_OF
from services.escalation.domain.course.command import AT_ANY_TIME
from services.escalation.domain.evidence.decision import REVIEWING
from services.escalation.domain.evidence.evidence import Evidence
from services.escalation.domain.petition.decision import LATE
from services.escalation.domain.petition.notice import DECIDING as NOTICES
from services.escalation.handlers.case import case
from services.escalation.handlers.case.case import Seen
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.obligation import obligation
from services.escalation.handlers.person import data_request, errand
from services.escalation.handlers.person.councillor import KEEPING
from services.escalation.handlers.petition import petition
from services.escalation.handlers.signature import held
from services.escalation.handlers.trigger import trigger
from services.escalation.pages.case import chain
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.obligation.obligation import work_table
from services.escalation.pages.signature import second
from shared.auth import Caller
from shared.web.callers import database_of, officer
from shared.web.clocks import SOON
from shared.web.components import Empty, Link, Weight, Words, Work
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case
from shared.working_days import Calendar, in_words, london_day

DAYS = 14
DECIDING = frozenset({"case_worker"})  # about signatures that are held, and those on paper
COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
KINDS = {
    "case.silence": "The step that follows from silence",
    "case.asked": "That nothing came by the day that was asked for",
    "case.acknowledgement": "That nobody said the request was received",
    "case.hearing_date": "That no day was fixed for the hearing",
    "case.reminder": "A reminder",
    "case.acknowledgement_reminder": "A reminder to say that the request was received",
    "case.hearing_date_reminder": "A reminder to fix a day for the hearing",
    "evidence.removal": "The day for somebody to agree that a file is taken out",
    "case.second": "The end of a second person's days",
    "body.succession": "What passes on when a body ceases",
    "petition.draft": "The end of a draft that nobody confirmed",
    "moderation.silence": "What follows when nobody decided about a new petition",
    "case.spoken_for": "A letter to an organiser whose words were written down",
    "case.hearing_caught": "A letter to the clerk about a hearing before an election",
    "case.left": "A letter to an organiser who is said to leave a case",
    "moderation.turn": "A letter to the organiser of a new petition",
    "petition.retention": "The day from which nothing of people who signed is kept",
    "data_request.due": "The end of the days to answer somebody about what is held of them",
    "petition.closing": "The closing of a petition",
    "petition.held": "The day until which somebody decides about held signatures",
    "petition.settling": "The end of a mark's wait for the review of its last signatures",
    "petition.invalidation": "The end of a second person's days for held signatures",
    "petition.paper": "The day until which sheets of signatures are compared",
    "petition.count": "The count of a day",
    "petition.news": "The news of a day, for those who follow a petition and the councillors of its ward",
    "follower.confirm": "A letter that asks whether somebody wants to follow a petition",
    "councillor.welcome": "The first letter to a councillor's post",
    "councillor.news": "A letter to a councillor with news of the ward",
    "follower.news": "A letter with the news of a petition",
    "obligation.asking": "The end of the days to ask for a debate or evidence",
    "obligation.fixing": "That no day was fixed for a debate or evidence",
    "obligation.holding": "That something promised to a petition was not held",
    "obligation.telling": "That no result was told to a petition",
    "obligation.letter": "A letter to whoever started a petition",
    "trigger.decision": "The day until which a decision is counted",
    "data_request.code": "The text message with a code for somebody who asks what is held of them",
    "signature.code": "The text message with a code that confirms a signature",
    "signature.confirm": "The letter that asks to confirm a signature",
}
NOTHING = Empty("Nothing waits for you", "No case is open in your areas.", Link("Read the petitions", "/petitions"))

router = APIRouter(include_in_schema=False)

COUNCILLOR = "councillor"
Entering = Annotated[Caller, Depends(officer(*WORKING, COUNCILLOR))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the lists: its heading, what it means, and the work."""

    id: str
    heading: str
    meaning: str
    works: Sequence[Work]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the next two weeks: whether it is today or closed, and what falls on it."""

    on: date
    is_today: bool
    closed: str
    falls: Sequence[str]


@router.get("/desk")
async def show_desk(request: Request, entering: Entering, due_on: date | None = None, after: str = "") -> Response:
    """What silence moves, what is yours, what waits for others; a page at a time, the next dates first. Whoever is a
    councillor and nothing else finds their ward.
    """
    caller = entering.acting_as(WORKING)
    if caller is None:
        return RedirectResponse("/desk/ward", status_code=303)
    database, moment = database_of(request), now(request)
    begins = (due_on, after) if after else None
    found, following = await case.desk(database, caller=caller, now=moment, after=begins)
    names = {area: (await petition.names(database, area)).area for area in sorted(caller.areas)}
    wordings = await trigger.wordings(database, names, moment)
    standings = [(chain.standing(one), one) for one in found]
    groups = _groups(standings)
    page = render(
        request,
        "desk.html",
        place=", ".join(names.values()),
        viewer=caller.name,
        navigation=DESK,
        sentence=_sentence(groups),
        groups=groups,
        days=_two_weeks(standings),
        nothing=NOTHING,
        failures=_failures(await errand.failures(database, caller.areas)),
        clockless=_clockless(standings),
        onward=_onward(following),
        owed=work_table(await obligation.waiting(database, caller), wordings, names),
        signatures=_signatures(await held.undecided(database, caller)) if caller.acting_as(DECIDING) else None,
        to_agree=second.table(await held.to_agree(database, caller, now(request))),
        files=_files(await evidence.list_waiting(database, caller=caller)) if caller.acting_as(REVIEWING) else None,
        may_answer=caller.acting_as(data_request.ROLES) is not None,
        may_check=caller.acting_as(LATE) is not None,
        may_decide=caller.acting_as(NOTICES) is not None,
        may_keep=caller.acting_as(KEEPING) is not None,
        has_ward=entering.acting_as([COUNCILLOR]) is not None,
        may_raise=entering.acting_as(ROLE_OF.values()) is not None,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _clockless(standings: Sequence[tuple[chain.Standing, Seen]]) -> Table | None:
    """The open cases that no date moves, and since when they stand there."""
    rows = [
        Row(
            (
                Link(standing.case.title, f"/cases/{standing.case.reference}"),
                standing.wording.state(standing.case.state.value).title,
                standing.case.since_on,
            )
        )
        for standing, _ in standings
        if standing.case.due_on is None
    ]
    columns = (Column("Case"), Column("Where it stands"), Column("Since"))
    return Table("Open cases without a date", columns, rows, stacks=True) if rows else None


def _signatures(found: Sequence[tuple[str, str, int, int]]) -> Table | None:
    """The petitions on which somebody is to decide about signatures, with the pages where that is done."""
    rows = [
        Row(
            (
                Link(title, f"/petitions/{reference}"),
                Link(f"{number(held_back)} to decide about", f"/petitions/{reference}/held") if held_back else "None",
                Link(f"{number(batches)} to compare", f"/petitions/{reference}/paper/batches") if batches else "None",
            )
        )
        for reference, title, held_back, batches in found
    ]
    columns = (Column("Petition"), Column("Held signatures"), Column("Batches of sheets"))
    return Table("Petitions with signatures to decide about", columns, rows, stacks=True) if rows else None


def _files(found: Sequence[Evidence]) -> Table | None:
    """Files and pictures that somebody must look at before the public sees them, the oldest first."""
    rows = [
        Row(
            (
                Link(f"File {one.number} of {one.case}", f"/cases/{one.case}/files/{one.number}"),
                "A picture from whoever started the petition" if one.by == ORGANISER else "A file put to the case",
                in_words(london_day(one.received_at)),
            )
        )
        for one in found
    ]
    columns = (Column("File"), Column("What it is"), Column("Came in on"))
    return Table("Files to look at", columns, rows, stacks=True, has_hidden_caption=True) if rows else None


def _onward(following: tuple[date | None, str] | None) -> Link | None:
    if following is None:
        return None
    due_on, reference = following
    day = f"due_on={due_on}&" if due_on else ""
    return Link("More open cases, with later dates", f"/desk?{day}after={reference}")


def _failures(found: Sequence[errand.Failure]) -> Table | None:
    if not found:
        return None
    rows = [Row((_about(one), KINDS.get(one.kind, one.kind), one.reason)) for one in found]
    columns = (Column("About"), Column("What"), Column("Ended with"))
    return Table("Given up after every attempt", columns, rows, stacks=True)


def _about(failure: errand.Failure) -> Words:
    """What a failure was about: the case or petition as a link, anything else as it is called."""
    kind, _, reference = failure.about.partition("/")
    if kind == "moderation":
        return Link(reference, f"/desk/petitions/{reference}")
    return Link(reference, f"/{kind}s/{reference}") if kind in ("case", "petition") else failure.about


def _groups(standings: Sequence[tuple[chain.Standing, Seen]]) -> list[Group]:
    moving, own, waiting = [], [], []
    for standing, seen in standings:
        if standing.case.due_on is None:
            continue
        if chain.is_readers(standing, seen.offers):
            moving.append(_work(standing, seen, _weight(standing)))
        elif any(offer.is_open and offer.command not in AT_ANY_TIME for offer in seen.offers):
            own.append(_work(standing, seen, Weight.MINE))
        else:
            waiting.append(_work(standing, seen, Weight.OTHERS))
    return [
        Group(
            id="silence",
            heading="Silence here moves a case",
            meaning="If nobody acts by the date, the next step happens by itself and is published.",
            works=moving,
        ),
        Group(id="own", heading="Yours, if you choose", meaning="You may act here; nobody waits for you.", works=own),
        Group(
            id="others",
            heading="Waiting for others",
            meaning="You need do nothing. The next move happens by itself on the date.",
            works=waiting,
        ),
    ]


def _weight(standing: chain.Standing) -> Weight:
    if standing.days_left < 0:
        return Weight.LATE
    return Weight.SOON if standing.days_left <= SOON else Weight.MINE


def _work(standing: chain.Standing, seen: Seen, weight: Weight) -> Work:
    about, must = standing.case, standing.must
    href = f"/cases/{about.reference}"
    deeds = [
        standing.wording.action(offer.name).button
        for offer in seen.offers
        if offer.is_open and offer.command not in AT_ANY_TIME
    ]
    state = standing.wording.state(about.state.value).title
    words: Words = about.title
    if must is not None:
        words = (f"{must.who} {must.does} {'Then' if must.is_nobodys else 'If not'}: ", standing.otherwise)
    return Work(
        on=standing.asked_on or standing.at.today,
        days_left=standing.days_left,
        title=Link(about.title, href),
        silence=words,
        reference=f"{about.reference} \u00b7 {state.lower()}",
        deed=Link(deeds[0] if len(deeds) == 1 else ("Choose what to do" if deeds else "See the case"), href),
        weight=weight,
    )


def _sentence(groups: Sequence[Group]) -> str:
    moving, own, waiting = (len(group.works) for group in groups)
    late = sum(work.days_left < 0 for work in groups[0].works)
    parts = []
    if moving:
        itself = "moves by itself" if moving == 1 else "move by themselves"
        parts.append(f"{_counted(moving, 'case')} {itself} if you do not act")
    if late:
        parts.append(f"{_counted(late, 'day')} {'is' if late == 1 else 'are'} over already")
    if own:
        parts.append(f"you may act on {_counted(own, 'case')} more")
    if waiting:
        parts.append(f"{_counted(waiting, 'case')} {'waits' if waiting == 1 else 'wait'} for others")
    return f"{sentence_case('; '.join(parts))}." if parts else "No clock runs in your areas."


def _counted(count: int, noun: str) -> str:
    word = COUNTED[count] if count < len(COUNTED) else str(count)
    return f"{word} {noun}{'' if count == 1 else 's'}"


def _two_weeks(standings: Sequence[tuple[chain.Standing, Seen]]) -> list[Day]:
    """The working weeks that begin today, with the days on which silence moves a case."""
    if not standings:
        return []
    today, calendar = standings[0][0].at.today, standings[0][0].at.calendar
    weekdays = (today + timedelta(days=ahead) for ahead in range(DAYS))
    return [_day(on, today, calendar, standings) for on in weekdays if on.weekday() < 5]


def _day(on: date, today: date, calendar: Calendar, standings: Sequence[tuple[chain.Standing, Seen]]) -> Day:
    falls = [standing.case.title for standing, _ in standings if on in {standing.asked_on, standing.case.due_on}]
    return Day(on=on, is_today=on == today, closed=calendar.reason(on) or "", falls=falls)
