"""The shapes of enquiries, of what they are spared by, and of the burden that they add up to."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.indicators.domain.question.burden import Burden
from services.indicators.domain.question.enquiry import Enquiry, Held, Question
from services.indicators.schemas.question.explanation import moment
from shared.periods import NotAPeriod, parse
from shared.shapes import Line, Reasons, Slug, Strict, refuse


def _period(text: str) -> str:
    try:
        parse(text)
    except NotAPeriod as error:
        raise refuse("bad-period", f"This is no period: {error}.") from None
    return text


class EnquiryIn(Strict):
    """A figure is wanted, for a purpose; `body` says which of several that supply it is asked."""

    area: Slug
    measure: Slug
    period: Annotated[Line, AfterValidator(_period)]
    purpose: Annotated[Reasons, Field(min_length=10, max_length=1_000)]
    body: Slug | None = None

    def question(self) -> Question:
        """What is wanted, as the domain knows it."""
        return Question(area=self.area, measure=self.measure, period=parse(self.period), purpose=self.purpose)


def document(one: Enquiry) -> dict[str, object]:
    """An enquiry with its clock."""
    return {
        "enquiry": str(one.id),
        "area": one.area,
        "measure": one.measure,
        "period": one.period,
        "state": one.state,
        "body": one.body,
        "body_name": one.body_name,
        "asked_by": one.asked_by,
        "purpose": one.purpose,
        "asked_on": one.asked_on.isoformat(),
        "due_on": one.clock.due_on.isoformat() if one.clock else None,
        "reckoning": one.clock.reckoning if one.clock else None,
        "policy_version": one.clock.policy_version if one.clock else None,
        "answered_at": moment(one.answered_at),
        "is_late": one.is_late,
        "overdue_at": moment(one.overdue_at),
        "version": one.version,
        "links": {
            "self": f"/indicators/v1/enquiries/{one.id}",
            "figures": f"/indicators/v1/measures/{one.area}/{one.measure}/observations",
        },
    }


def spared(one: Enquiry, held: Held) -> dict[str, object]:
    """What somebody is answered who asked for a figure that is held."""
    figure = {
        "value": None if held.value is None else f"{held.value:f}",
        "missing": held.missing,
        "status": held.status,
        "received_on": held.received_on.isoformat(),
    }
    return {**document(one), "held": figure}


def burden_document(one: Burden) -> dict[str, object]:
    """One body's quarter."""
    return {
        "body": one.body,
        "quarter_from": one.quarter_from.isoformat(),
        "asked": one.asked,
        "spared": one.spared,
        "overdue": one.overdue,
        "batches": one.batches,
        "figures": one.figures,
        "unused": one.unused,
        "unused_share": one.unused_share,
    }
