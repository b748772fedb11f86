"""A notice about what a page says, the decision about it and its review: as they are sent, and as they are read."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.petition.notice import Count, Finding, Ground, Notice, Outcome
from services.escalation.schemas.signature.signature import Email, Token
from shared.formats.cells import csv_of, safe_cell
from shared.shapes import Line, Reasons, Strict, at_most

COUNTED = ("area", "ground", "waiting", "kept", "hidden", "taken_up", "shown_again", "late", "not_heard")

Words = Annotated[Reasons, Field(min_length=10), at_most(1_000)]


class ReportForm(Strict):
    """What may not stand there and why, for those who decide; and where a letter about it may go, if anywhere."""

    ground: Ground
    words: Words
    email: Email | None = None


class PageForm(ReportForm):
    """The same about another page than a petition's: its address and area, and the mark of the link to it; `about`
    where that names bodies.
    """

    page: Annotated[Line, Field(max_length=300)]
    area: Annotated[Line, Field(max_length=20)]
    mark: Annotated[Line, Field(max_length=64)]
    about: Annotated[Line, Field(max_length=400)] | None = None

    @property
    def bodies(self) -> tuple[str, ...]:
        """The codes of the bodies whose words the page carries."""
        return tuple(one for one in (self.about or "").split(",") if one)


class DecisionForm(Strict):
    """Whether the page stays, and why; the reasons are public."""

    outcome: Outcome
    reasons: Annotated[Reasons, at_most(1_000)]


class FindingForm(Strict):
    """Whether the text stays hidden or is shown again, and why; the reasons are public."""

    finding: Finding
    reasons: Annotated[Reasons, at_most(1_000)]


class ReviewForm(Strict):
    """Whoever started the petition asks for a review. `reasons` are for those who decide alone."""

    token: Token
    reasons: Words


def page_of(reference: str, number: int) -> str:
    """The address of a notice's own page."""
    return (
        f"/petitions/{reference}/report/{number}"
        if is_reference(reference)
        else f"/petitions/reported/{reference}/{number}"
    )


def receipt_document(reference: str, number: int) -> dict[str, Any]:
    """What whoever gave a notice is told: how it is named, and where one sees what becomes of it."""
    links = {"self": f"/escalation/v1/notices/{reference}/{number}", "page": page_of(reference, number)}
    return {"reference": reference, "number": number, "links": links}


def document(one: Notice) -> dict[str, Any]:
    """What everybody may read of a notice: nothing that somebody wrote in it, and nobody's account."""
    return {
        "reference": one.reference,
        "number": one.number,
        "area": one.area,
        "page": one.page or f"/petitions/{one.reference}",
        "ground": one.ground.value,
        "told_on": one.told_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "outcome": one.outcome.value if one.outcome else None,
        "decided_on": one.decided_on.isoformat() if one.decided_on else None,
        "decided_by": one.by or None,
        "reasons": one.reasons or None,
        "review": _review(one),
        "ask_by": one.ask_by.isoformat() if one.ask_by else None,
        "removal": one.removal or None,
        "removal_on": one.removal_on.isoformat() if one.removal_on else None,
        "links": {"page": page_of(one.reference, one.number)},
    }


def words_document(one: Notice, text: str) -> dict[str, Any]:
    """The same for whoever decides: what was written in it, why a review was asked for, and the petition's text."""
    further = [
        {"words": each.words, "told_on": each.told_on.isoformat(), "is_held": each.is_held} for each in one.further
    ]
    why = one.review.words or None if one.review else None
    written = {"words": one.words or None, "further_words": further, "review_words": why}
    return document(one) | written | {"is_held": one.is_held, "text": text or None}


def count_document(place: str, one: Count) -> dict[str, Any]:
    """How many notices of a place named a ground, and what came of them."""
    return {"place": place} | {name: getattr(one, name) for name in COUNTED}


def counts_csv(found: Iterable[tuple[str, Count]]) -> bytes:
    """The same of all places as rows."""
    rows = ([safe_cell(place), *(str(getattr(one, name)) for name in COUNTED)] for place, one in found)
    return csv_of([("place", *COUNTED), *rows])


def _review(one: Notice) -> dict[str, Any] | None:
    review = one.review
    if review is None:
        return None
    return {
        "asked_on": review.asked_on.isoformat(),
        "due_on": review.due_on.isoformat(),
        "finding": review.finding.value if review.finding else None,
        "found_on": review.found_on.isoformat() if review.found_on else None,
        "found_by": review.by or None,
        "reasons": review.reasons or None,
    }
