"""The parts of my work: the lists to choose from, the three groups, a sentence for all of it, the two weeks ahead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.escalation.domain.case.command import AgreeAsSecond, WithdrawProposal
from services.escalation.domain.case.state import OPEN_STATES, RUNGS
from services.escalation.domain.course.command import AT_ANY_TIME
from services.escalation.domain.desk.work import Count, Wanted, When, Whose
from services.escalation.domain.ladder.decision import Offer
from services.escalation.handlers.case.case import Seen
from services.escalation.handlers.case.deadline import Diary
from services.escalation.handlers.desk.work import Overview
from services.escalation.handlers.petition.moderation import ToCheck
from services.escalation.pages.case import standing as stands
from services.escalation.pages.desk import concern
from services.escalation.schemas.desk.caseload import TOGETHER
from services.escalation.schemas.desk.work import query_of
from shared.policy import Wording
from shared.web.components import Link, Weight, Words, Work
from shared.web.forms import Field, FieldKind, Option
from shared.web.must_line import SOON
from shared.web.wording import number, sentence_case
from shared.working_days import Calendar, OutsideCalendar, in_words

DAYS = 14
LEFT = "somebody who has left"
COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WHENS = {When.OVERDUE: "The day is over", When.TODAY: "Today", When.SOON: "In the next seven days"}
WHOSE = {
    Whose.MINE: "I have it",
    Whose.UNTAKEN: "Nobody has taken it",
    Whose.TEAM: "My organisation must act",
    Whose.OTHERS: "Others must act",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A list to choose from: its words with how many there are, where it leads, and whether it is the one shown."""

    link: Link
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the groups: its heading, what it means, and the work."""

    id: str
    heading: str
    meaning: str
    works: Sequence[Work]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day: whether it is today or closed, what falls on it, how much more, and where all of it stands."""

    on: date
    is_today: bool
    closed: str
    falls: Sequence[str]
    more: int
    href: str


def address(wanted: Wanted) -> str:
    """Where a list stands."""
    query = query_of(wanted)
    return f"/desk?{query}" if query else "/desk"


def lists(wanted: Wanted, overview: Overview) -> list[Choice]:
    """The lists that everybody has, and those that the reader has kept."""
    count = overview.count
    found = [
        _choice(f"Everything ({number(count.total)})", Wanted(), wanted),
        _choice(f"Mine ({number(count.mine)})", Wanted(whose=Whose.MINE), wanted),
        _choice(f"Nobody has taken ({number(count.untaken)})", Wanted(whose=Whose.UNTAKEN), wanted),
        _choice(f"Due today ({number(count.today)})", Wanted(when=When.TODAY), wanted),
        _choice(f"Day is over ({number(count.overdue)})", Wanted(when=When.OVERDUE), wanted),
        _choice("Waiting for others", Wanted(whose=Whose.OTHERS), wanted),
    ]
    own = query_of(wanted)
    kept = [Choice(link=Link(name, f"/desk?{query}"), is_current=query == own) for name, query in overview.lists]
    return [*found, *kept]


def fields(wanted: Wanted, overview: Overview, wording: Wording) -> list[Field]:
    """By what the list can be narrowed."""
    rungs = [(str(place), name) for place, name in enumerate(wording.rungs, start=1)][: len(RUNGS)]
    states = [(state.value, wording.state(state.value).title) for state in OPEN_STATES]
    asked: list[tuple[str, str, str, Iterable[tuple[str, str]]]] = [
        ("whose", "Whose", wanted.whose or "", [(one.value, words) for one, words in WHOSE.items()]),
        ("when", "Act by", wanted.when or "", [(one.value, words) for one, words in WHENS.items()]),
        ("rung", "Rung", str(wanted.rung or ""), rungs),
        ("state", "Where it stands", wanted.state, states),
        ("measure", "Measure", wanted.measure, overview.measures),
        ("ward", "Ward", wanted.ward, overview.wards),
    ]
    return [
        Field(
            name=name,
            label=label,
            kind=FieldKind.SELECT,
            value=value,
            options=[Option("", "All"), *(Option(code, words) for code, words in choices)],
        )
        for name, label, value, choices in asked
    ]


def groups(standings: Sequence[tuple[stands.Standing, Seen]], names: Mapping[str, str], reader: str) -> list[Group]:
    """The cases of a page: silence moves it and it is the reader's to act; something is asked of the reader by a day of
    its own; theirs if they choose; somebody else's.
    """
    moving, asked, own, waiting = [], [], [], []
    for standing, seen in standings:
        if standing.case.due_on is None:
            continue
        held = _held(seen, names, reader)
        if stands.is_readers(standing, seen.offers):
            moving.append(_work(standing, seen, weight(standing), held))
        elif concern.asked_of(standing, seen.offers):
            asked.append(_work(standing, seen, Weight.MINE, held))
        elif _open(seen):
            own.append(_work(standing, seen, Weight.MINE, held))
        else:
            waiting.append(_work(standing, seen, Weight.OTHERS, held))
    return [
        Group(
            id="silence",
            heading="Silence here moves a case",
            meaning="If nobody acts by the date, the next step happens by itself, in public. The gravest come first.",
            works=moving,
        ),
        Group(
            id="asked",
            heading="Asked of you",
            meaning="Others move the case, but this is asked of you by a day of its own.",
            works=sorted(asked, key=lambda one: one.on),
        ),
        Group(id="own", heading="Yours, if you choose", meaning="You may act here; nobody waits for you.", works=own),
        Group(
            id="others",
            heading="Waiting for others",
            meaning="You need do nothing. The next move happens by itself on the date.",
            works=waiting,
        ),
    ]


def petitions(found: Sequence[ToCheck], to_refuse: int, today: date) -> Sequence[str]:
    """What of the reader's work is no case: petitions to check, with the first day, and refusals to agree to."""
    parts = []
    days = [each.one.due_on for each in found if each.one.due_on]
    if days:
        late = sum(on < today for on in days)
        over = f", {COUNTED[late] if late < len(COUNTED) else number(late)} of them late" if late else ""
        begins = f"{_counted(len(days), 'petition')} {'waits' if len(days) == 1 else 'wait'} to be checked"
        parts.append(f"{begins}, the first until {in_words(min(days))}{over}")
    if to_refuse:
        parts.append(f"you may agree to refuse {_counted(to_refuse, 'petition')}, or not")
    return parts


def sentence(shown: Sequence[Group], count: Count, petitions: Sequence[str] = ()) -> str:
    """The whole desk in a sentence: what moves by itself, what is over, what may be done, what waits for others."""
    parts = [*petitions]
    if own_clock := count.team - count.asked:
        itself = "moves by itself" if own_clock == 1 else "move by themselves"
        parts.append(f"{_counted(own_clock, 'case')} {itself} if your organisation does not act")
    if count.asked:
        asks = "asks" if count.asked == 1 else "ask"
        parts.append(f"{_counted(count.asked, 'case')} {asks} something of you by a day of its own")
    if count.today:
        parts.append(f"{_counted(count.today, 'day')} {'ends' if count.today == 1 else 'end'} today")
    if count.overdue:
        parts.append(f"{_counted(count.overdue, 'day')} {'is' if count.overdue == 1 else 'are'} over already")
    own = sum(len(one.works) for one in shown if one.id == "own")
    if own:
        parts.append(f"on this page you may act on {_counted(own, 'case')} more")
    if others := count.total - count.team:
        parts.append(f"{_counted(others, 'case')} {'waits' if others == 1 else 'wait'} for others")
    return f"{sentence_case('; '.join(parts))}." if parts else "No clock runs in your areas."


def two_weeks(diary: Diary, today: date) -> list[Day]:
    """The working weeks that begin today, with what falls on each day; nothing where no area is known."""
    weekdays = (today + timedelta(days=ahead) for ahead in range(DAYS))
    return [day(on, diary, today) for on in weekdays if on.weekday() < 5] if diary.calendar else []


def day(on: date, diary: Diary, today: date) -> Day:
    """One day with what falls on it, each case once: hearings and meetings first."""
    own = [one for one in diary.fallen if one.due_on == on]
    heard = [f"Hearing: {one.title}" for one in diary.hearings if one.hearing_on == on]
    met = [f"{name} meets" for meets_on, name in diary.meetings if meets_on == on]
    titles = list(dict.fromkeys(one.title or one.reference for one in own))
    return Day(
        on=on,
        is_today=on == today,
        closed=_closed(diary.calendar, on),
        falls=[*heard, *met, *titles],
        more=max(0, own[0].total - len(own)) if own else 0,
        href=f"/desk/calendar?on={on.isoformat()}",
    )


def _closed(calendar: Calendar | None, on: date) -> str:
    """Why a day is closed; empty of one beyond the days that the calendar knows."""
    try:
        return (calendar.reason(on) or "") if calendar else ""
    except OutsideCalendar:
        return ""


def whose(account: str | None, names: Mapping[str, str], reader: str) -> str:
    """Who has a case, in words."""
    if account is None:
        return "nobody has taken it"
    return "you have it" if account == reader else f"{names.get(account, LEFT)} has it"


def _choice(words: str, of: Wanted, wanted: Wanted) -> Choice:
    return Choice(link=Link(words, address(of)), is_current=of == wanted)


def _held(seen: Seen, names: Mapping[str, str], reader: str) -> Link:
    words = sentence_case(whose(seen.account, names, reader))
    return Link(words, f"/desk/cases/{seen.case.reference}")


def weight(standing: stands.Standing) -> Weight:
    """How much its day weighs for whoever must act."""
    if standing.days_left < 0:
        return Weight.LATE
    return Weight.SOON if standing.days_left <= SOON else Weight.MINE


def line(standing: stands.Standing, of: Weight, deed: str) -> Work:
    """A case on a list of work: its day, what silence does, where it stands, and a button to it."""
    about, must = standing.case, standing.must
    href = f"/cases/{about.reference}"
    words: Words = about.title
    if must is not None:
        words = (f"{must.who} {must.does} {'Then' if must.is_nobodys else 'If not'}: ", standing.otherwise)
    return Work(
        on=standing.asked_on or standing.at.today,
        days_left=standing.days_left,
        title=Link(about.title, href),
        silence=words,
        reference=f"{about.reference} \u00b7 {standing.wording.state(about.state.value).title.lower()}",
        deed=Link(deed, href),
        weight=of,
    )


def _work(standing: stands.Standing, seen: Seen, of: Weight, held: Link) -> Work:
    may = _open(seen)
    deeds = [standing.wording.action(offer.name).button for offer in may]
    found = line(standing, of, deeds[0] if len(deeds) == 1 else "Choose what to do" if deeds else "See the case")
    if asked := concern.asked_of(standing, seen.offers):
        found = _asked(found, asked)
    elif note := _second(standing, seen):
        found = replace(found, silence=(found.silence, *note))
    may_choose = any(offer.name in TOGETHER for offer in may)
    return replace(found, beside=held, choose=standing.case.reference if may_choose else "")


def _asked(found: Work, asked: concern.Asked) -> Work:
    """The row by the reader's own day, where that is the nearer one; what the case's own clock does comes behind."""
    if found.weight is not Weight.MINE and asked.by_on >= found.on:
        return replace(found, silence=(found.silence, " ", asked.words, " Until ", asked.by_on, "."))
    late = Weight.LATE if asked.days_left < 0 else Weight.SOON if asked.days_left <= SOON else Weight.MINE
    behind = (" The case itself: ", found.on, ". ", found.silence)
    return replace(found, on=asked.by_on, days_left=asked.days_left, silence=(asked.words, *behind), weight=late)


def _open(seen: Seen) -> list[Offer]:
    """What the reader may do that is somebody's work: nobody waits for a request to be taken back."""
    leisure = (*AT_ANY_TIME, WithdrawProposal)
    return [offer for offer in seen.offers if offer.is_open and offer.command not in leisure]


def _second(standing: stands.Standing, seen: Seen) -> tuple[Words, ...]:
    """What the reader has to know of second persons here: they may be one, one is waited for, or one is needed."""
    waiting = standing.case.waiting
    may = {offer.command for offer in seen.offers if offer.is_open}
    if waiting is not None and may & {AgreeAsSecond, WithdrawProposal}:
        begun = "You may be the second person" if AgreeAsSecond in may else "Waits for a second person"
        return (f" {begun} ({standing.wording.code(waiting.command)}), until ", waiting.second_by, ".")
    needed = [offer.second is not None for offer in _open(seen)]
    if needed and all(needed):
        return (" Needs a second person from elsewhere.",)
    return (" Some of it needs a second person from elsewhere.",) if any(needed) else ()


def _counted(count: int, noun: str) -> str:
    word = COUNTED[count] if count < len(COUNTED) else number(count)
    return f"{word} {noun}{'' if count == 1 else 's'}"


def onward(wanted: Wanted, after: object) -> str:
    """The address of the next page of a list."""
    query = query_of(wanted)
    return f"/desk?{query}&after={after}" if query else f"/desk?after={after}"
