"""Petitions that are not public yet: what is sent when one is decided about, and how each is shown as JSON."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from services.escalation.domain.petition.decision import Deed
from services.escalation.domain.petition.guard import REASONS, RETURNABLE, Said
from services.escalation.domain.petition.moderation import Counts, Moderation, Refusal
from services.escalation.domain.petition.petition import Draft
from services.escalation.schemas.petition.petition import Demand, Title
from services.escalation.schemas.signature.signature import Token
from shared import shapes
from shared.events.escalation import Minute
from shared.idempotency import Answer
from shared.shapes import Day, Line, Members, Slug, Strict, Whole, Yes, at_most, refuse

BASE = "/escalation/v1/petitions/{reference}/moderation"
MOST_CODES = 10
_SEEN = re.compile(r"([A-Z0-9-]{1,40}):([0-9]{1,9})", re.ASCII)
Reasons = Annotated[shapes.Reasons, at_most(2_000)]
Codes = Annotated[list[Slug], Field(min_length=1, max_length=MOST_CODES)]


class MinuteIn(Strict):
    """Where the scrutiny committee's decision is written down."""

    met_on: Day
    reference: Line
    votes_for: Members
    votes_against: Members
    abstained: Members = 0

    def minute(self) -> Minute:
        """The minute as the record keeps it."""
        return Minute(
            met_on=self.met_on,
            reference=self.reference,
            votes_for=self.votes_for,
            votes_against=self.votes_against,
            abstained=self.abstained,
        )


class ReasonsIn(Strict):
    """Why: published as it is written. Repeat none of the petition's words that should not be shown."""

    reasons: Reasons

    def said(self) -> Said:
        """The same as the domain knows it."""
        return Said(reasons=self.reasons)


class ReturnIn(Strict):
    """What is to be mended, by faults of the closed list, and why."""

    faults: Codes
    reasons: Reasons

    def said(self) -> Said:
        """The same as the domain knows it."""
        return Said(reasons=self.reasons, codes=tuple(dict.fromkeys(self.faults)))


class RefuseIn(Strict):
    """For which reasons of the closed list it is refused, and why.

    `same_as` is the petition or case that it repeats, `answered_by` who answers it outside these steps.
    """

    codes: Codes
    reasons: Reasons
    same_as: Line | None = None
    answered_by: Line | None = None

    def said(self) -> Said:
        """The same as the domain knows it."""
        return Said(
            reasons=self.reasons,
            codes=tuple(dict.fromkeys(self.codes)),
            same_as=self.same_as or "",
            answered_by=self.answered_by or "",
        )


class ReviewIn(Strict):
    """What a review of the refusal came to, and why; for the committee, where that is written down."""

    reasons: Reasons
    minute: MinuteIn | None = None

    def said(self) -> Said:
        """The same as the domain knows it."""
        return Said(reasons=self.reasons, minute=self.minute.minute() if self.minute else None)


Body = ReasonsIn | ReturnIn | RefuseIn | ReviewIn
BODIES: dict[Deed, type[ReasonsIn] | type[ReturnIn] | type[RefuseIn] | type[ReviewIn]] = {
    Deed.PUBLISH: ReasonsIn,
    Deed.RETURN: ReturnIn,
    Deed.REFUSE: RefuseIn,
    Deed.HOLD: ReasonsIn,
    Deed.AGREE: ReasonsIn,
    Deed.DISAGREE: ReasonsIn,
    Deed.TAKE_BACK: ReasonsIn,
    Deed.UPHOLD: ReviewIn,
    Deed.OVERTURN: ReviewIn,
}


class DeedForm(Strict):
    """Any of these from a page, on the version that was seen; which fields it needs is the deed's to say."""

    version: Whole
    reasons: Reasons
    codes: Annotated[list[Slug], Field(max_length=MOST_CODES, default_factory=list)]
    same_as: Line | None = None
    answered_by: Line | None = None
    met_on: Day | None = None
    minute_reference: Line | None = None
    votes_for: Members = 0
    votes_against: Members = 0
    abstained: Members = 0

    def said(self) -> Said:
        """The same as the domain knows it."""
        minute = None
        if self.met_on is not None:
            minute = Minute(
                met_on=self.met_on,
                reference=self.minute_reference or "",
                votes_for=self.votes_for,
                votes_against=self.votes_against,
                abstained=self.abstained,
            )
        return Said(
            reasons=self.reasons,
            codes=tuple(dict.fromkeys(self.codes)),
            same_as=self.same_as or "",
            answered_by=self.answered_by or "",
            minute=minute,
        )


class TogetherForm(Strict):
    """What is decided about several, each as `REFERENCE:version` with spaces between; what is said is said of all."""

    deed: Literal["publish", "return", "refuse"] = "publish"
    petitions: Annotated[Line, at_most(600)]
    reasons: Reasons
    codes: Annotated[list[Slug], Field(max_length=MOST_CODES, default_factory=list)]
    same_as: Line | None = None
    answered_by: Line | None = None

    def said(self) -> Said:
        """The same as the domain knows it."""
        return Said(
            reasons=self.reasons,
            codes=tuple(dict.fromkeys(self.codes)),
            same_as=self.same_as or "",
            answered_by=self.answered_by or "",
        )

    def seen(self) -> list[tuple[str, int]]:
        """Each once, with the version that was seen; what is not written so is passed over."""
        found = (_SEEN.fullmatch(part) for part in self.petitions.split())
        return list({one[1]: int(one[2]) for one in found if one}.items())


class TakeBackForm(Strict):
    """One of several is not to take effect, or, where none is named, none of them."""

    petition: Line | None = None


class MendForm(Strict):
    """Other words for a petition that was sent back, from its organiser's page."""

    token: Token
    title: Title
    text: Demand
    systematic_failure: Yes = False

    def words(self) -> Draft:
        """The words; the place and the measure stay."""
        return Draft(area="", measure="", title=self.title, text=self.text, alleges_system=self.systematic_failure)


class AppealForm(Strict):
    """Why the organiser asks for a review. Those who review read it; it is not published."""

    token: Token
    reasons: Reasons


class WithdrawForm(Strict):
    """The organiser takes the petition back, and says that this is meant."""

    token: Token
    sure: Yes

    @model_validator(mode="after")
    def _is_meant(self) -> "WithdrawForm":
        if not self.sure:
            raise refuse("not-sure", "Say that you mean it.")
        return self


def document(
    one: Moderation,
    *,
    draft: Draft | None = None,
    deeds: Iterable[Deed] = (),
    found: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """It as JSON values; its words only where `draft` is given, what stands beside them for those who check it."""
    refusal = one.refusal
    itself = BASE.format(reference=one.reference)
    shown: dict[str, Any] = {
        "petition": one.reference,
        "area": one.area,
        "measure": one.measure,
        "standing": one.standing.value,
        "version": one.version,
        "begun_on": one.begun_on.isoformat(),
        "since_on": one.since_on.isoformat(),
        "due_on": _day(one.due_on),
        "overdue_on": _day(one.overdue_on),
        "ended_on": _day(one.ended_on),
        "sponsors": one.sponsors,
        "faults": list(one.faults),
        "decided_by": one.decided_by,
        "reasons": one.reasons,
        "refusal": _refusal(refusal),
        "is_hidden": one.is_hidden,
        "minute": str(one.minute) if one.minute else None,
        "cause": one.cause,
        "how": one.how,
        "left_out": one.left_out,
        "deeds": [deed.value for deed in deeds],
        "links": {"self": itself, "page": f"/petitions/{one.reference}"},
    }
    if draft is not None:
        shown |= {"title": draft.title, "text": draft.text, "alleges_system": draft.alleges_system}
        shown["proposed"] = _refusal(one.proposal)  # what a second person is asked to agree to
    return shown | dict(found or {})


def _refusal(one: Refusal | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "codes": list(one.codes),
        "reasons": one.reasons,
        "by": one.by,
        "same_as": one.same_as,
        "answered_by": one.answered_by,
    }


def counted(one: Counts) -> dict[str, Any]:
    """How often petitions of an area were refused, late or published unchecked, as JSON values."""
    return {
        "area": one.area,
        "begun": one.begun,
        "waiting": one.waiting,
        "held": one.held,
        "stays_refused": one.stays_refused,
        "not_sponsored": one.not_sponsored,
        "not_mended": one.not_mended,
        "withdrawn": one.withdrawn,
        "overdue": one.overdue,
        "ever_overdue": one.ever_overdue,
        "published": one.published,
        "published_unchecked": one.unchecked,
        "closed_undecided": one.undecided,
        "refused": one.refused,
        "refusals_overturned": one.overturned,
        "refused_for": dict(one.reasons),
    }


def answer_to(one: Moderation) -> Answer:
    """What a machine that decided is told; no words of the petition, since answers are kept."""
    return Answer.of(200, document(one), version=one.version)


def lists() -> dict[str, list[str]]:
    """The two closed lists: for what a petition may be refused, and sent back."""
    return {"refused_for": list(REASONS), "returned_for": list(RETURNABLE)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
