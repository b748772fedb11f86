"""The second rung: the scrutiny committee hears the case, recommends and follows what comes of it.

What the hearing asks of bodies stands in `hearing`.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.minute import Minute
from shared.events.escalation.step import CASE, CaseStep, Deed, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One SMART recommendation: what, by whom, measured how, to which value, by when, with what."""

    number: int
    text: str
    addressee: str
    owner: str
    measure: str
    value: str
    unit: str
    by_on: date
    resources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A body that recommendations were served on, its regime, and the day by which its answer is due or asked.

    The clock rests on `received_on`, the day on which the notice with the report was received; `is_owed` where a law
    asks for the answer.
    """

    body: str
    regime: str
    answer_by: date
    received_on: date
    is_owed: bool


@event("case.referred_to_scrutiny", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReferred(Deed):
    """Stage 1 is spent; the case goes to the scrutiny committee. `cause` says why, from a closed list.

    `why` says why to this committee. `seats` are its seats, `recused` those on the subject's board; none where the
    register does not tell them.
    """

    committee: str
    cause: str
    regime: str
    why: str
    quorum: int = 0
    seats: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()


@event("case.member_recused", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecused(CaseStep):
    """A member of the committee stands aside in this case. `seat` is the seat, not the person."""

    seat: str
    reasons: str
    minute: Minute


@event("case.committee_changed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeChanged(CaseStep):
    """With members standing aside too few were left: another committee has the case at once.

    `undoes` is the day of the hearing that was fixed, or had begun, and now falls away.
    """

    committee: str
    before: str
    regime: str
    why: str
    quorum: int
    seats: tuple[str, ...]
    recused: tuple[str, ...]
    undoes: date | None = None


@event("case.hearing_scheduled", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingScheduled(CaseStep):
    """The committee fixed a day to hear the case in public; `special` says why on none of its ordinary days."""

    hearing_on: date
    minute: Minute
    special: str = ""


@event("case.hearing_adjourned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingAdjourned(CaseStep):
    """The committee moved the hearing to another day, once; `special` says why to none of its ordinary days."""

    hearing_on: date
    reasons: str
    minute: Minute
    special: str = ""


@event("case.evidence_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOpened(CaseStep):
    """The hearing began; the committee asks its questions. `question_set` names the published set they begin with."""

    question_set: str
    questions: tuple[str, ...]
    answer_by: date
    minute: Minute


@event("case.recommendations_issued", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationsIssued(CaseStep):
    """SMART recommendations were signed off by a person, a post, and served on their addressees with the report."""

    recommendations: tuple[Recommendation, ...]
    addressees: tuple[Addressee, ...]
    signed_off_by: str
    minute: Minute


@event("case.receipt_recorded", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRecorded(CaseStep):
    """An addressee had the notice on a later day than it was served; its clock runs from then."""

    body: str
    received_on: date
    answer_by: date


@event("case.response_received", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseReceived(CaseStep):
    """An addressee answered one recommendation: accepted, accepted in part or refused, with reasons."""

    body: str
    recommendation: int
    answer: str
    reasons: str


@event("case.response_missing", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseMissing(CaseStep):
    """An addressee said nothing by its day."""

    bodies: tuple[str, ...]


@event("case.monitoring_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringOpened(CaseStep):
    """Every addressee has answered or is recorded as silent; the recommendations are tracked."""


@event("case.progress_reviewed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReviewed(CaseStep):
    """The committee looked at what became of one recommendation: implemented, partly, not implemented, verified.

    `closes` when with it the review of the quarter is held; the next quarter begins on `quarter_from`.
    """

    recommendation: int
    progress: str
    reasons: str
    closes: bool
    quarter_from: date
    minute: Minute


@event("case.review_missed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMissed(CaseStep):
    """A quarter ended without its review."""

    missed: int
    of: int


@event("case.resolution_agreed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionAgreed(Word):
    """One of those who raised it says that the failure is put right."""


@event("case.resolution_proposed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionProposed(CaseStep):
    """The committee finds it put right without a figure that shows it: the organiser or two partners may contest it."""

    reasons: str
    contest_by: date
    minute: Minute


@event("case.resolution_contested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionContested(Word):
    """One of those who raised it contests the finding."""


@event("case.resolution_opposed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionOpposed(CaseStep):
    """A partner contests the finding; `opposers` are the organisations that have done so far."""

    body: str
    reasons: str
    opposers: tuple[str, ...]


@event("case.resolved", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Deed):
    """The failure was found put right; `minute` where the committee said so."""

    reasons: str
    minute: Minute | None = None


@event("case.scrutiny_exhausted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ScrutinyExhausted(Deed):
    """Stage 2 is spent: the committee said so, or nobody acted in time. Complaints by partners count from here."""

    cause: str
    reasons: str
    minute: Minute | None = None
