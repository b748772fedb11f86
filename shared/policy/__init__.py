"""The rules an area plays by: versioned profiles, each value with its basis, and effective-dated local decisions.

    policy = resolve("lof-2026-1", overrides, on=today)
    policy.stage1.remedy.reckon(served_on, calendar)
    policy.basis_of("stage1.remedy")

Pure: the standard library and `shared.working_days` only. Where the words and values stand: `shared/profiles/`.
"""

from shared.policy.agreement import QuestionSet
from shared.policy.errors import (
    BelowFloor,
    OverLegalCeiling,
    PolicyError,
    ProfileBroken,
    UnknownKey,
    UnknownProfile,
    UnknownRegime,
    UnknownWords,
    WrongType,
)
from shared.policy.ground import Ground
from shared.policy.ladder import BeforeElection, DataTrigger, HearingQuestions, Regime
from shared.policy.petition import Comparison, MeasuredIn, Threshold
from shared.policy.policy import Policy, kinds
from shared.policy.power import Power
from shared.policy.profile import LADDER, Override, check, clock_limits, hold_clock, released, resolve
from shared.policy.values import Basis, Row, Value
from shared.policy.wording import Wording
from shared.policy.words import ActionWords, SilenceWords, StateWords

__all__ = [
    "LADDER",
    "ActionWords",
    "Basis",
    "BeforeElection",
    "BelowFloor",
    "Comparison",
    "DataTrigger",
    "Ground",
    "HearingQuestions",
    "MeasuredIn",
    "OverLegalCeiling",
    "Override",
    "Policy",
    "PolicyError",
    "Power",
    "ProfileBroken",
    "QuestionSet",
    "Regime",
    "Row",
    "SilenceWords",
    "StateWords",
    "Threshold",
    "UnknownKey",
    "UnknownProfile",
    "UnknownRegime",
    "UnknownWords",
    "Value",
    "Wording",
    "WrongType",
    "check",
    "clock_limits",
    "hold_clock",
    "kinds",
    "released",
    "resolve",
]
