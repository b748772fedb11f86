"""A committee's work programme as JSON, and what a committee decides about a matter of it. All of it is public."""

from collections.abc import Mapping
from typing import Any, Literal

from services.escalation.domain.scrutiny.programme import Decision, Matter
from shared.shapes import Day, Line, Reasons, Strict


class DecisionIn(Strict):
    """What the committee decided about a matter that waits, at which meeting, under which minute.

    A matter is declined with reasons; taking one needs none. One that was taken is `ended` with what came of it.
    """

    matter: Line
    decision: Literal["taken", "declined", "ended"]
    reasons: Reasons = ""
    met_on: Day
    reference: Line


def matter_document(one: Matter, committee: str) -> dict[str, Any]:
    """A matter that waits, as JSON values: why it is proposed, to which committee, since when it waits."""
    return {
        "matter": one.matter,
        "source": one.source.value,
        "title": one.title,
        "committee": committee,
        "working": one.working,
        "waits_since_on": one.since_on.isoformat(),
        "links": {"page": one.page},
    }


def decision_document(one: Decision) -> Mapping[str, Any]:
    """A decision as JSON values, with the matter as it stood then."""
    return {
        "matter": one.matter,
        "source": one.source,
        "title": one.title,
        "committee": one.committee,
        "working": one.working,
        "decision": one.decision,
        "reasons": one.reasons or None,
        "met_on": one.met_on.isoformat(),
        "reference": one.reference,
    }
