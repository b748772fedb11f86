"""Deciding about many signatures as it is sent, and held signatures as JSON: counts and hashes, never a person."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from services.escalation.domain.signature.invalidation import FEWEST, Deed, Ground, Job, Matching, suppressed
from services.escalation.domain.signature.origin import Reason
from shared import shapes
from shared.shapes import Day, Line, Strict, Whole, Yes, at_most, fit, refuse

Hash = Annotated[Line, Field(pattern=r"^[0-9a-f]{32}$")]
Reasons = Annotated[shapes.Reasons, at_most(2_000)]
VEILED: dict[str, Any] = {"signatures": f"fewer than {FEWEST}", "counted": None, "held": {}, "count_then": None}
GIVEN = ("held_for", "domain", "network", "address", "outward", "pattern", "first_on", "last_on")


class ConditionsIn(Strict):
    """What the signatures share; at least one thing. `network` and `address` are hashes as the list of held ones names
    them, `outward` the first half of a postcode, `pattern` a mailbox's name of which numbers may differ.
    """

    held_for: Reason | None = None
    domain: Annotated[Line, Field(max_length=253)] | None = None
    network: Hash | None = None
    address: Hash | None = None
    outward: Annotated[Line, Field(max_length=4)] | None = None
    pattern: Annotated[Line, Field(max_length=64)] | None = None
    first_on: Day | None = None
    last_on: Day | None = None

    @model_validator(mode="after")
    def _something(self) -> "ConditionsIn":
        if not self.named():
            raise refuse("no-condition", "Say at least one thing that the signatures share.")
        if self.first_on and self.last_on and self.first_on > self.last_on:
            raise refuse("days-reversed", "The first day is after the last one.")
        if self.domain and not self.domain.replace(".", "").replace("-", "").isalnum():
            raise refuse("no-domain", "What stands behind the @ has letters, figures, dots and hyphens alone.")
        return self

    def named(self) -> tuple[str, ...]:
        """The names of what was given."""
        return tuple(name for name in GIVEN if getattr(self, name) is not None)


class PreviewIn(Strict):
    """What would be done, and to which signatures."""

    deed: Deed
    conditions: ConditionsIn


class InvalidationIn(PreviewIn):
    """The same, decided: how many signatures it was seen to find, and why."""

    expected: Whole
    code: Ground
    reasons: Reasons


class ReversalIn(Strict):
    """A decision that was carried out is put back as a whole."""

    code: Ground
    reasons: Reasons


class SecondIn(Strict):
    """What the second person says."""

    agrees: Yes
    reasons: Reasons


class WithdrawalIn(Strict):
    """Why whoever asked for it takes it back."""

    reasons: Reasons


class InvalidationForm(Strict):
    """The desk's form: one condition of each kind, a preview first, and the same again with what it showed."""

    deed: Deed
    held_for: Reason | None = None
    domain: Annotated[Line, Field(max_length=253)] | None = None
    network: Hash | None = None
    outward: Annotated[Line, Field(max_length=4)] | None = None
    pattern: Annotated[Line, Field(max_length=64)] | None = None
    first_on: Day | None = None
    last_on: Day | None = None
    expected: Whole | None = None
    code: Ground | None = None
    reasons: Reasons | None = None

    def asked(self) -> PreviewIn:
        """What it asks to look at. Raises Malformed where it names nothing that the signatures share."""
        given = self.model_dump(mode="json", include={*GIVEN}, exclude_none=True)
        return fit(PreviewIn, {"deed": self.deed.value, "conditions": given})

    def missing(self) -> dict[str, str]:
        """What is not answered once somebody has looked, by its field: nothing is decided without it."""
        if self.expected is None:
            return {}
        asked = {"code": (self.code, "Choose why."), "reasons": (self.reasons, "Say why, for everybody to read.")}
        return {name: words for name, (answer, words) in asked.items() if answer is None}


def preview_document(found: Matching, *, count: int, deed: Deed, second_of: str | None) -> dict[str, Any]:
    """What a decision would find and make of the number on the page."""
    then = count + found.all if deed is Deed.RELEASE else count - found.counted
    return {
        "deed": deed.value,
        "signatures": found.all,
        "counted": found.counted,
        "held": dict(found.held),
        "count": count,
        "count_then": then,
        "second_of": second_of,
    }


def job_document(job: Job) -> dict[str, Any]:
    """A job: what was asked, by which body, how it stands. Conditions by their names alone."""
    return {
        "job": job.job,
        "deed": job.deed.value,
        "reverses": job.of,
        "conditions": list(job.conditions.named),
        "expected": job.expected,
        "signatures": job.touched,
        "code": job.code.value,
        "reasons": job.reasons,
        "body": job.body,
        "asked_on": job.asked_on.isoformat(),
        "second_of": job.second_of,
        "second_by": job.second_by.isoformat() if job.second_by else None,
        "second_body": job.second_body,
        "standing": job.ended_as,
        "ended_on": job.done_on.isoformat() if job.done_on else None,
    }


def public_document(
    reference: str, ways: dict[str, int], held: dict[str, int], struck: dict[str, int]
) -> dict[str, Any]:
    """What everybody may see: how many count, and how many are held and struck out and why, small numbers veiled."""
    return {
        "petition": reference,
        "counted": sum(ways.values()),
        "came_by": ways,
        "held": {reason: suppressed(number) for reason, number in held.items()},
        "struck_out": {reason: suppressed(number) for reason, number in struck.items()},
        "links": {"petition": f"/escalation/v1/petitions/{reference}"},
    }
