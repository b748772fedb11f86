"""What a person sends who says that a series begins anew, and how such decisions are told."""

from typing import Annotated

from pydantic import Field

from services.indicators.domain.judgement.baseline import Baseline, Cause
from services.indicators.schemas.judgement.forecast import PeriodName
from shared.shapes import Reasons, Strict

EXAMPLE = {
    "period": "2024/25",
    "cause": "process_changed",
    "reason": "A new contract with weekly food waste collections began on 1 April 2024.",
}
ANSWER = {
    "baselines": [EXAMPLE | {"body": "trafford-college", "decided_at": "2025-06-02T09:00:00+00:00", "version": 1}]
}


class BaselineIn(Strict):
    """From which period on the series begins anew, whether the process or the definition changed, and why."""

    period: PeriodName
    cause: Cause
    reason: Annotated[Reasons, Field(min_length=20, max_length=2000)]


def baseline_document(decided: Baseline) -> dict[str, object]:
    """A decision, with the body of the person who took it."""
    return {
        "period": decided.period.text,
        "cause": decided.cause,
        "reason": decided.reason,
        "body": decided.body,
        "decided_at": decided.decided_at.isoformat(),
        "version": decided.version,
    }
