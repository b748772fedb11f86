"""How bodies keep the record, for machines."""

from services.publication.domain.submission.conduct import Conduct, Tally
from services.publication.schemas.register.link import links


def document(found: Conduct) -> dict[str, object]:
    """What each body withholds now, and its quarters, the newest first."""
    return {
        "withheld_now": [
            {
                "area": one.area,
                "body": one.body,
                "name": found.names.get((one.area, one.body)),
                "entries": one.entries,
                "oldest_on": one.oldest_on,
            }
            for one in found.holdings
        ],
        "quarters": [_quarter(one, found) for one in found.tallies],
        "links": links(self_="/publication/v1/conduct", page="/record/conduct"),
    }


def _quarter(one: Tally, found: Conduct) -> dict[str, object]:
    return {
        "area": one.area,
        "body": one.body,
        "name": found.names.get((one.area, one.body)),
        "quarter": one.quarter,
        "entries": one.entries,
        "deeds": one.deeds,
        "forced": one.forced,
        "by_clock": one.by_clock,
        "late": one.late,
        "transcribed": one.transcribed,
        "unconfirmed": one.unconfirmed,
        "removals": dict(one.removals),
    }
