"""The sealed store's hashes for machines, and what was opened of it."""

from collections.abc import Sequence

from services.publication.domain.leaf.commitment import Leaf, Opened
from services.publication.schemas.register.link import links

BASE = "/publication/v1/commitments"


def leaves(found: Sequence[Leaf], limit: int) -> dict[str, object]:
    """A page of days with their hashes."""
    onward = f"{BASE}?after={found[-1].day}&limit={limit}" if len(found) == limit else None
    return {
        "commitments": [{"day": leaf.day, "leaf": leaf.leaf, "told_at": leaf.told_at} for leaf in found],
        "links": links(self_=BASE, next=onward, opened=f"{BASE}/opened"),
    }


def opened(found: Sequence[Opened], limit: int) -> dict[str, object]:
    """A page of matters that were unsealed, each entry with its day, its facts and its proof."""
    onward = f"{BASE}/opened?after={found[-1].matter}&limit={limit}" if len(found) == limit else None
    return {
        "matters": [
            {
                "matter": str(one.matter),
                "area": one.area,
                "case": one.reference or None,
                "opened_at": one.opened_at,
                "entries": one.entries,
                "links": links(case=f"/record/{one.reference}" if one.reference else None),
            }
            for one in found
        ],
        "links": links(self_=f"{BASE}/opened", next=onward, commitments=BASE),
    }
