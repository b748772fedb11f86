"""Notices about what a page says: on which grounds, until when they are decided, who may decide what. Pure.

A notice by itself hides nothing: otherwise anybody could silence a petition by reporting it, and whoever it is about by
not answering. So the page stays until somebody decides, and a notice that is late is told as late. A petition's text is
hidden here; what another page says goes out of the record by two people of two bodies: a notice that is taken up tells
those who may ask for that, and the bodies that the page is about.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import concerned as parties
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from shared.events.escalation import notice as told

MOST_FURTHER = 50  # told ones and held ones each: nobody reads more before deciding, and none may fill the table
DECIDING = ("case_worker", "monitoring_officer", "partner")
OWN_CAUSE = "It is about your own body: somebody of another body decides to hide its text."
OWN_PAGE = "It is about your own body: somebody of another body decides that it stays."


class Ground(StrEnum):
    """On what somebody may say that a text may not stand. That it embarrasses somebody is none."""

    PERSONAL_DATA = "personal_data"
    DEFAMATION = "defamation"
    SAFEGUARDING = "safeguarding"
    CRIME = "crime"
    COPYRIGHT = "copyright"


class Outcome(StrEnum):
    """What was decided. `taken_up`: the words of a page may not stand, and those who can take them out are told."""

    KEPT = "kept"
    HIDDEN = "hidden"
    TAKEN_UP = "taken_up"
    NOT_HEARD = "not_heard"


class Finding(StrEnum):
    """What a review of a hidden text found."""

    UPHELD = "upheld"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Whoever started the petition asked for it on a day; `words` are why, for those who decide alone."""

    asked_on: date
    due_on: date
    words: str = ""
    finding: Finding | None = None
    found_on: date | None = None
    reasons: str = ""
    by: str = ""

    def is_late(self, today: date) -> bool:
        """Whether it was found after its day, or is not found and its day is over."""
        return (self.found_on or today) > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """What one more person wrote on the same page and ground while a notice waited; `is_held` as of a notice."""

    words: str
    told_on: date
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. `reference` is a petition's, or an area's where it is about another `page` than a petition's.

    `words` are whoever's who sent it: for those who decide alone, and gone once it is decided. `is_held`: too many came
    from one network, so that it is neither told nor waited for. `account` has decided, as `by` the record calls it.
    `about`: the bodies whose words the page says that it carries. `further`: what others wrote since, as `words` are.
    `ask_by`: by when somebody asks to take words out of a measure's page; `removal` says what came of that on a day.
    """

    reference: str
    number: int
    area: str
    ground: Ground
    told_on: date
    due_on: date
    page: str = ""
    about: tuple[str, ...] = ()
    is_held: bool = False
    version: int = 0
    words: str = ""
    outcome: Outcome | None = None
    decided_on: date | None = None
    reasons: str = ""
    by: str = ""
    account: str = ""
    review: Review | None = None
    further: tuple[Further, ...] = ()
    ask_by: date | None = None
    removal: str = ""
    removal_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether it was decided after its day, or is not decided and its day is over; never of one that was held."""
        return not self.is_held and (self.decided_on or today) > self.due_on

    @property
    def waits(self) -> bool:
        """Whether somebody is to decide about it or its review."""
        return self.outcome is None or (self.review is not None and self.review.finding is None)

    @property
    def may_be_reviewed(self) -> bool:
        """Whether its review may be asked for: it hid a text, and none was."""
        return self.outcome is Outcome.HIDDEN and self.review is None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list of notices goes on: after this day, reference and number."""

    told_on: date
    reference: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many notices of an area named a ground: those that wait, that changed nothing, that hid a text or told
    others to take words out, late ones, held ones that nobody heard; and how many hidden texts are shown again.
    """

    area: str
    ground: Ground
    waiting: int
    kept: int
    hidden: int
    taken_up: int
    late: int
    not_heard: int
    shown_again: int


def adds(one: Notice, new: Further) -> bool:
    """Whether what one more person wrote is kept with a notice that waits: no words twice, and not too many."""
    if new.words in {one.words, *(each.words for each in one.further)}:
        return False
    return sum(each.is_held == new.is_held for each in one.further) < MOST_FURTHER


def case_of(page: str) -> str:
    """The reference of the case or petition whose page it is; empty where its address names none."""
    return next((part for part in page.split("/") if is_reference(part)), "")


def called(one: Notice) -> str:
    """What the notice is about, as somebody would say it."""
    match one.page.split("/")[1:]:
        case ["cases", reference, "files", number]:
            return f"file {number} of case {reference}"
        case ["agreements", _, "entries", number]:
            return f"entry {number} of an agreement"
        case ["agreements", *_]:
            return "an agreement"
        case ["record", _, "steps", _]:
            return f"a step of case {case_of(one.page)}"
        case ["record", *_] if case_of(one.page):
            return f"the story of case {case_of(one.page)}"
        case ["measures", *_]:
            return "a measure"
        case _:
            return "a page" if one.page else f"petition {one.reference}"


def measure_of(page: str) -> str:
    """The measure whose page it is; empty of another."""
    found = page.split("/")
    return found[3] if found[:2] == ["", "measures"] and len(found) > 3 else ""


def concerned(at: Circumstances, case: Case | None) -> frozenset[str]:
    """The bodies that a petition is about: whoever answers for its measure, and the parties of its case: who is under
    duty or named instead, who was asked for information, whom recommendations were served on.
    """
    found = {at.register.answering}
    if case is not None:
        found |= {*parties(case, at), *(one.body for one in case.scrutiny.addressees)}
        found |= {one.body for one in case.scrutiny.notices}
    return frozenset(found)


def report(one: Notice) -> Sequence[object]:
    """What a notice tells; one that is held tells nothing until somebody decides about it."""
    if one.is_held:
        return ()
    return (_given(one),)


def overdue(one: Notice, due_on: date) -> Sequence[object]:
    """What follows by itself when nobody decided, about the notice or its review: it is told, and nothing else."""
    if one.review is not None:
        if one.review.finding is not None:
            return ()
        return (told.ReviewOverdue(petition=one.reference, notice=one.number, due_on=due_on),)
    if one.ask_by is not None and not one.removal:
        return (told.PageNoticeNotAsked(area=one.area, notice=one.number, due_on=due_on),)
    if one.outcome is not None or one.is_held:
        return ()
    if one.page:
        return (told.PageNoticeOverdue(area=one.area, notice=one.number, due_on=due_on),)
    return (told.NoticeOverdue(petition=one.reference, notice=one.number, due_on=due_on),)


def outcomes(one: Notice) -> tuple[Outcome, Outcome]:
    """What may be decided about it."""
    return (Outcome.KEPT, Outcome.TAKEN_UP if one.page else Outcome.HIDDEN)


def open_outcomes(one: Notice, *, at: Circumstances, about: Collection[str]) -> tuple[Outcome, ...]:
    """What whoever acts may decide about it: nobody hides what is about their own body (`about`), and nobody of such a
    body lets another page stay. Nothing once it is decided.
    """
    if one.outcome is not None:
        return ()
    barred = Outcome.KEPT if one.page else Outcome.HIDDEN
    return tuple(each for each in outcomes(one) if each is not barred or not is_own_cause(about, at))


def decide(
    one: Notice, outcome: Outcome, reasons: str, *, at: Circumstances, about: Collection[str], role: str
) -> Sequence[object]:
    """What a decision tells. A text is hidden by nobody whose own body it is about (`about`), and nobody of such a body
    lets another page stay, on which its own words may stand: raises NotYourPart then.

    Raises Refused for what cannot be decided about such a page.
    """
    if outcome not in outcomes(one):
        raise Refused("not_of_this_page", "A petition's text is hidden; the words of other pages are taken out.")
    if outcome not in open_outcomes(one, at=at, about=about):
        raise NotYourPart("own_cause", OWN_PAGE if one.page else OWN_CAUSE)
    by = at.actor.public_name
    late = (_given(one),) if one.is_held else ()
    if one.page:
        decided: object = told.PageNoticeDecided(
            area=one.area,
            notice=one.number,
            outcome=outcome.value,
            reasons=reasons,
            by=by,
            role=role,
            ask_by=one.ask_by,
        )
        return (*late, decided)
    if outcome is Outcome.KEPT:
        kept = told.NoticeDismissed(petition=one.reference, notice=one.number, reasons=reasons, by=by, role=role)
        return (*late, kept)
    ground = one.ground.value
    hidden = told.TextHidden(
        petition=one.reference, notice=one.number, ground=ground, reasons=reasons, by=by, role=role
    )
    return (*late, hidden)


def refolded(history: Iterable[tuple[object, date, str]]) -> Notice | None:
    """A notice about another page than a petition's as the events of its stream, each with its day and whose account
    told it, make it; None of none. Whether it was held, and what somebody wrote in it, no event tells.
    """
    found: Notice | None = None
    for event, on, account in history:
        match event:
            case told.NoticeGiven():
                found = Notice(
                    reference=event.area,
                    number=event.notice,
                    area=event.area,
                    ground=Ground(event.ground),
                    told_on=on,
                    due_on=event.due_on,
                    page=event.page,
                    about=event.about,
                )
            case told.PageNoticeDayMoved() if found is not None:
                found = replace(found, due_on=event.now_on)
            case told.PageNoticeDecided() if found is not None:
                found = replace(
                    found,
                    outcome=Outcome(event.outcome),
                    decided_on=on,
                    reasons=event.reasons,
                    by=event.by,
                    account=account,
                    ask_by=event.ask_by,
                )
            case told.PageNoticeFollowed() if found is not None:
                found = replace(found, removal=event.what, removal_on=on)
        if found is not None:
            found = replace(found, version=found.version + 1)
    return found


def _given(one: Notice) -> object:
    ground = one.ground.value
    if one.page:
        return told.NoticeGiven(
            area=one.area, notice=one.number, page=one.page, ground=ground, due_on=one.due_on, about=one.about
        )
    return told.PetitionReported(petition=one.reference, notice=one.number, ground=ground, due_on=one.due_on)
