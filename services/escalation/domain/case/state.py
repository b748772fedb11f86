"""The states of a case, each with its code in the rule book, its rung of the ladder and whether it is an end.

Only names and their places; what leads from one to another stands in `chain` and `silence`.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.events.escalation import RESOLVED, UNRESOLVED


class State(StrEnum):
    """Where a case stands. The values are what events, rows and pages carry."""

    SCREENING = "screening"
    REJECTED = "rejected"
    REJECTION_REVIEW = "rejection_review"
    ADMITTED = "admitted"
    DUTY_SERVED = "duty_served"
    DUTY_DISPUTED = "duty_disputed"
    REMEDY_RUNNING = "remedy_running"
    VERIFYING = "verifying"
    REFERRED = "referred"
    SCHEDULED = "scheduled"
    EVIDENCE = "evidence"
    AWAITING_RESPONSES = "awaiting_responses"
    MONITORING = "monitoring"
    RESOLUTION_PROPOSED = "resolution_proposed"
    STAGE2_EXHAUSTED = "stage2_exhausted"
    CALL_IN_OPEN = "call_in_open"
    CALL_IN_ADMITTED = "call_in_admitted"
    BROKERING = "brokering"
    WITH_INSPECTORATE = "with_inspectorate"
    INSPECTING = "inspecting"
    FINDINGS_DRAFT = "findings_draft"
    FINDINGS_PUBLISHED = "findings_published"
    ACTION_NEGOTIATION = "action_negotiation"
    ACTION_IN_FORCE = "action_in_force"
    DECLINED = "declined"
    REJECTED_FINAL = "rejected_final"
    RESOLVED_STAGE1 = "resolved_stage1"
    RESOLVED_STAGE2 = "resolved_stage2"
    CLOSED_AFTER_INSPECTION = "closed_after_inspection"
    CLOSED_UNRESOLVED = "closed_unresolved"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Rung(StrEnum):
    """The four rungs of the ladder, named for what a resident would see."""

    ACCEPTED = "accepted"
    REMEDY = "remedy"
    SCRUTINY = "scrutiny"
    INSPECTION = "inspection"


RUNGS = tuple(Rung)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a state stands: its code in the rule book, its rung, what it means in one line, how it ends a case."""

    code: str
    rung: Rung
    meaning: str
    ended: str = ""

    @property
    def is_end(self) -> bool:
        """Whether nothing follows."""
        return bool(self.ended)


PLACES: dict[State, Place] = {
    State.SCREENING: Place("0C", Rung.ACCEPTED, "The council checks whether the case may go forward"),
    State.REJECTED: Place("0R", Rung.ACCEPTED, "Refused with a published reason; a review may be asked for"),
    State.REJECTION_REVIEW: Place("0V", Rung.ACCEPTED, "Others look at the refusal, and the committee decides on it"),
    State.ADMITTED: Place("0D", Rung.ACCEPTED, "Accepted; the duty to put it right is about to be served"),
    State.DUTY_SERVED: Place("1A", Rung.REMEDY, "The lead partner has been told and must file a plan"),
    State.DUTY_DISPUTED: Place("1B", Rung.REMEDY, "The partner says that another body is the right one"),
    State.REMEDY_RUNNING: Place("1C 1D", Rung.REMEDY, "A plan is filed; the partner puts it right"),
    State.VERIFYING: Place("1E 1F", Rung.REMEDY, "The partner says it is put right; somebody else checks"),
    State.REFERRED: Place("2A", Rung.SCRUTINY, "Sent to the scrutiny committee, which must fix a day"),
    State.SCHEDULED: Place("2B", Rung.SCRUTINY, "The committee has fixed a day"),
    State.EVIDENCE: Place("2C", Rung.SCRUTINY, "The committee hears evidence in public"),
    State.AWAITING_RESPONSES: Place("2D 2E", Rung.SCRUTINY, "Recommendations are served; answers are awaited"),
    State.MONITORING: Place("2F", Rung.SCRUTINY, "The committee follows whether it worked"),
    State.RESOLUTION_PROPOSED: Place("2R", Rung.SCRUTINY, "The committee finds it put right; that may be contested"),
    State.STAGE2_EXHAUSTED: Place("2X", Rung.INSPECTION, "Scrutiny did not settle it; partners may complain"),
    State.CALL_IN_OPEN: Place("3A", Rung.INSPECTION, "An inspection was asked for; complaints are counted"),
    State.CALL_IN_ADMITTED: Place("3B", Rung.INSPECTION, "More than one partner complains; a facilitator is sought"),
    State.BROKERING: Place("3C", Rung.INSPECTION, "A facilitator tries a settlement and prepares the inspection"),
    State.WITH_INSPECTORATE: Place("3D", Rung.INSPECTION, "The inspectorate decides whether to inspect"),
    State.INSPECTING: Place("3E", Rung.INSPECTION, "The inspection is running"),
    State.FINDINGS_DRAFT: Place("3F", Rung.INSPECTION, "Draft findings are with the subject for its reply"),
    State.FINDINGS_PUBLISHED: Place("3G", Rung.INSPECTION, "The findings are public"),
    State.ACTION_NEGOTIATION: Place("3H", Rung.INSPECTION, "An action plan is being negotiated"),
    State.ACTION_IN_FORCE: Place("3I", Rung.INSPECTION, "An action plan is in force"),
    State.DECLINED: Place("3X", Rung.INSPECTION, "The inspectorate said no, or published nothing"),
    State.REJECTED_FINAL: Place("0R end", Rung.ACCEPTED, "Refused for good", ended=UNRESOLVED),
    State.RESOLVED_STAGE1: Place("E1", Rung.REMEDY, "Put right by the partner", ended=RESOLVED),
    State.RESOLVED_STAGE2: Place("E2", Rung.SCRUTINY, "Put right after scrutiny", ended=RESOLVED),
    State.CLOSED_AFTER_INSPECTION: Place("E3", Rung.INSPECTION, "Closed after the inspection", ended=RESOLVED),
    State.WITHDRAWN: Place(
        "W", Rung.ACCEPTED, "Taken back by whoever raised it, and taken up by nobody", ended=UNRESOLVED
    ),
    State.MERGED: Place("0M", Rung.ACCEPTED, "Goes on as part of another case", ended=UNRESOLVED),
    State.CLOSED_UNRESOLVED: Place("end", Rung.INSPECTION, "Closed without being put right", ended=UNRESOLVED),
}

OPEN_STATES: tuple[State, ...] = tuple(state for state in State if not PLACES[state].is_end)
ENDS: tuple[State, ...] = tuple(state for state in State if PLACES[state].is_end)
