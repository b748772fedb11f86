"""What machines are told of early warnings."""

from services.indicators.domain.question.warning import EarlyWarning


def document(warning: EarlyWarning) -> dict[str, object]:
    """A warning with its working."""
    return {
        "area": warning.area,
        "measure": warning.measure,
        "cause": warning.cause,
        "period": warning.period,
        "body": warning.body,
        "body_name": warning.body_name,
        "asked_as": warning.asked_as,
        "working": warning.working,
        "rule": warning.rule,
        "policy_version": warning.policy_version,
        "raised_at": warning.raised_at.isoformat(),
        "links": {"page": f"/measures/{warning.area}/{warning.measure}"},
    }
