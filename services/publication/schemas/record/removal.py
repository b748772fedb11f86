"""Removals as they are asked for, answered and counted. Nothing here repeats what was removed."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from services.publication.domain.record.removal import Count, Ground, Removal, Taken, Wish
from services.publication.schemas.record.citation import removed_document
from services.publication.schemas.register.link import links
from shared.shapes import Slug, Strict, Whole

BASE = "/publication/v1/removals"


class RemovalIn(Strict):
    """Which words of which leaf are to be taken out, by their names, and on which ground of the closed list."""

    leaf: Whole
    names: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=20)]
    ground: Ground

    def wish(self) -> Wish:
        """What was sent, as the domain takes it."""
        return Wish(self.names, self.ground)


def receipt(removal: Removal) -> dict[str, object]:
    """What was asked, and what came of it."""
    agreed, refused = removal.agreed_by, removal.refused_by
    return {
        "removal": removal.removal,
        "leaf": removal.leaf,
        "names": list(removal.names),
        "ground": removal.ground,
        "asked_by": removal.asked_by.body,
        "agreed_by": agreed.body if agreed else None,
        "refused_by": refused.body if refused else None,
        "answered_at": removal.answered_at,
        "_links": links(
            leaf=f"/publication/v1/record/leaves/{removal.leaf}",
            agree=f"{BASE}/{removal.removal}/agree" if removal.is_open else None,
            refuse=f"{BASE}/{removal.removal}/refuse" if removal.is_open else None,
        ),
    }


def counts_document(counts: Sequence[Count], taken: Sequence[Taken]) -> dict[str, object]:
    """How many there were, by the body that asked and by ground, and each of them."""
    return {
        "removals": [{"body": one.body, "ground": one.ground, "removals": one.removals} for one in counts],
        "taken": removed_document(taken),
        "_links": links(self_=BASE, page="/record/removals"),
    }
