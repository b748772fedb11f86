"""How changes of the record are told, what is gone among them; and the mark from which a reader goes on."""

import base64
import json
from collections.abc import Sequence

from services.publication.domain.search.change import Changed, Mark
from services.publication.schemas.register.link import links
from shared.problems import Fault, Malformed


def document(changes: Sequence[Changed], *, onward: str, has_more: bool) -> dict[str, object]:
    """A page of changes. `next` is always there: asked again later, it tells what changed in between."""
    return {"changes": [told(one) for one in changes], "more": has_more, "links": links(next=onward)}


def told(change: Changed) -> dict[str, object]:
    """A change: the thing as it stands now; of what is gone its kind and code only."""
    named: dict[str, object] = {
        "kind": change.kind.value,
        "area": change.area,
        "code": change.code,
        "gone": change.is_gone,
    }
    if change.is_gone:
        return named
    return named | {
        "title": change.title,
        "party": change.party or None,
        "status": change.status or None,
        "moved_at": change.moved_at,
        "links": links(page=change.href),
    }


def written(mark: Mark) -> str:
    """A mark as an address holds it."""
    parts = (mark.epoch, mark.told_in, mark.kind, mark.area, mark.code)
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read(mark: str) -> Mark:
    """What `written` made, and the first mark of nothing; raises Malformed for anything else."""
    if not mark:
        return Mark()
    try:
        epoch, told_in, kind, area, code = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not 0 <= int(told_in) < 2**63:
            raise ValueError("no transaction has this number")
        return Mark(int(epoch), int(told_in), str(kind), str(area), str(code))
    except (ValueError, TypeError, RecursionError):
        fault = Fault("unknown-mark", "This is no mark that a page of changes ended with.", "/after")
        raise Malformed("The parameters of the address are not right.", errors=[fault]) from None
