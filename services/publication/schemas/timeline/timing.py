"""How long cases stay on each rung, for machines."""

from services.publication.domain.timeline.timing import FEWEST_BODIES, FEWEST_STAYS, Summary, Timing
from services.publication.schemas.register.link import links


def document(found: Timing) -> dict[str, object]:
    """Rung by rung, all kinds of body together and then each; nulls where there is too little to show."""
    area = found.register.area if found.register else None
    query = f"?area={area}" if area else ""
    return {
        "area": area,
        "first_on": found.span.first_on,
        "last_on": found.span.last_on,
        "measured_in": "working days",
        "fewest_stays": FEWEST_STAYS,
        "fewest_bodies_of_a_kind": FEWEST_BODIES,
        "stays": [_summary(one, found) for one in found.summaries],
        "links": links(self_=f"/publication/v1/timing{query}", page=f"/record/timing{query}"),
    }


def _summary(one: Summary, found: Timing) -> dict[str, object]:
    return {
        "rung": one.rung,
        "rung_title": found.wording.rungs[one.rung],
        "kind": one.kind or None,
        "counted": one.stays,
        "median": one.median,
        "shortest": one.shortest,
        "longest": one.longest,
        "without_a_missed_day": one.in_time,
    }
