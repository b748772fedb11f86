"""The shape of the rules for agreements and their figures: negotiation, targets, judging, reward, peer challenge.

Shapes only: values, bases and words stand in `shared/profiles/`. A field ending in `_share` is a share of one.
"""

from dataclasses import dataclass
from decimal import Decimal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """What an agreement may hold."""

    designated_max: int
    statutory_bundle: str
    national_targets: bool
    outcome_share_warn: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a figure is judged, and when one counts as not sent, after the end of its period."""

    tolerance_share: Decimal
    de_minimis_points: Decimal
    late_monthly: Period
    late_quarterly: Period
    late_annual: Period
    late_biennial: Period


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
