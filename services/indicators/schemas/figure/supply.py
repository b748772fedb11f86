"""The reporting calendar as JSON: what is due next of each measure, and how it stands."""

from services.indicators.domain.figure.late import Late
from services.indicators.domain.figure.supply import Next


def document(one: Next) -> dict[str, object]:
    """What is due next of one measure."""
    supplied = one.supplied
    return {
        "area": supplied.area,
        "measure": supplied.measure,
        "title": supplied.title,
        "frequency": supplied.frequency,
        "standing": one.standing,
        "latest_period": supplied.period,
        "latest_received_on": supplied.received_on.isoformat() if supplied.received_on else None,
        "next_period": one.period.text if one.period else None,
        "due_on": one.due.due_on.isoformat() if one.due else None,
        "reckoning": one.due.words() if one.due else None,
        "late": [late_document(each) for each in one.late],
        "links": {"page": f"/measures/{supplied.area}/{supplied.measure}"},
    }


def late_document(late: Late) -> dict[str, object]:
    """A figure that had not come when its day was over, and when it came after all."""
    return {
        "period": late.period.text,
        "due_on": late.due_on.isoformat(),
        "reckoning": late.reckoning,
        "owed_by": list(late.owed_by),
        "told_at": late.told_at.isoformat(),
        "came_on": late.came_on.isoformat() if late.came_on else None,
    }
