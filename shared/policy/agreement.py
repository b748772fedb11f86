"""The shape of the rules for agreements and their figures: negotiation, targets, judging, asking why, reward, peers.

Shapes only: values, bases and words stand in `shared/profiles/`. A field ending in `_share` is a share of one.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.working_days import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """The clocks of an agreement's rounds."""

    constraints: Period
    publish: Period
    government_response: Period
    advice: Period
    advice_visible: Period
    decision_publish: Period
    placeholder_max: Period
    draft: Period
    confirm: Period
    two_persons: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """What an agreement may hold."""

    designated_max: int
    statutory_bundle: str
    statutory_max: int
    national_targets: bool
    outcome_share_warn: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a figure is judged, and when one counts as not sent, after the end of its period."""

    tolerance_share: Decimal
    de_minimis_points: Decimal
    late_monthly: Period
    late_quarterly: Period
    late_biannual: Period
    late_annual: Period
    late_biennial: Period


class QuestionSet(StrEnum):
    """The released sets of questions to the lead partner of a missed measure; numbered, never edited."""

    BELOW_TARGET_1 = "below-target-1"
    BELOW_TARGET_SHORT_1 = "below-target-short-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is asked of the lead partner when a measure misses its target, and by when."""

    answer: Period
    questions: QuestionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyWarning:
    """When figures warn before a target is missed: so many worse figures running, so many late ones running."""

    adverse_periods: int
    late_figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """How long whoever answers for a measure has to reply when another partner challenges it."""

    reply: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """How long a body has to send a figure that somebody asks for."""

    answer: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """The arithmetic of the reward grant; a forecast of it is never money."""

    offered: bool
    floor_share: Decimal
    cap_share: Decimal
    split: str
    interim_share: Decimal
    instalments: int
    audit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The rhythm of peer challenge."""

    gap_max: Period
    publish: Period
    action_plan: Period
    progress: Period
    progress_report: Period
