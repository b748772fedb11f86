"""The second rung: the scrutiny committee hears the case, recommends and follows what comes of it."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep


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
    """A body that recommendations were served on, its regime, and the day by which its answer is due or asked."""

    body: str
    regime: str
    answer_by: date


@event("case.referred_to_scrutiny", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReferred(CaseStep):
    """Stage 1 is spent; the case goes to the scrutiny committee. `cause` says why, from a closed list."""

    committee: str
    cause: str


@event("case.hearing_scheduled", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingScheduled(CaseStep):
    """The committee fixed a day to hear the case in public."""

    hearing_on: date


@event("case.hearing_adjourned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingAdjourned(CaseStep):
    """The committee moved the hearing to another day, once."""

    hearing_on: date
    reasons: str


@event("case.evidence_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOpened(CaseStep):
    """The hearing began; the committee asks its questions."""

    questions: str


@event("case.recommendations_issued", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationsIssued(CaseStep):
    """SMART recommendations were issued and served on their addressees with the report."""

    recommendations: tuple[Recommendation, ...]
    addressees: tuple[Addressee, ...] = ()


@event("case.response_received", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseReceived(CaseStep):
    """An addressee answered: accepted, accepted in part or refused, with reasons."""

    body: str
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


@event("case.resolved", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(CaseStep):
    """The committee found the failure put right."""

    reasons: str


@event("case.scrutiny_exhausted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ScrutinyExhausted(CaseStep):
    """Stage 2 is spent: the committee said so, or nobody acted in time. Complaints by partners count from here."""

    cause: str
    reasons: str
