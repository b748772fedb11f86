"""Whether petitions and cases stand where their steps have taken them; what was folded once is not folded again.

What is kept is the answer for rows of exactly these bytes, so that a row which anybody changes is folded anew.
"""

from collections import OrderedDict
from collections.abc import Collection

from services.publication.storage.timeline import timeline
from shared.database import Session, raw

MOST = 50_000
_PRINTS = """
select s.reference, sha256(convert_to(
  string_agg(s::text, chr(10) order by s.stream, s.version) || chr(10) || coalesce(min(t::text), ''), 'UTF8')) as print
from step s left join timeline t on t.reference = s.reference where s.reference = any ($1) group by s.reference
"""


class Folded:
    """What was found of rows, by the hash of all their bytes; the oldest is forgotten where there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[bytes, bool] = OrderedDict()

    def __len__(self) -> int:
        return len(self._found)

    def get(self, print_: bytes) -> bool | None:
        """What was found of these rows; None where nobody looked."""
        return self._found.get(print_)

    def keep(self, print_: bytes, *, is_as_told: bool) -> None:
        """Remember what was found of these rows."""
        self._found[print_] = is_as_told
        if len(self._found) > self._most:
            self._found.popitem(last=False)


FOLDED = Folded(MOST)


async def as_told(session: Session, references: Collection[str]) -> frozenset[str]:
    """Those of these that stand where their steps have taken them."""
    before = await _prints(session, references)
    known = {reference: FOLDED.get(found) for reference, found in before.items()}
    left = [reference for reference, found in known.items() if found is None]
    if left:
        folded = {one: whole.is_as_told for one, whole in (await timeline.wholes(session, left)).items()}
        known |= folded
        for reference, found in (await _prints(session, left)).items():
            if found == before.get(reference) and reference in folded:  # else a step came while they were read
                FOLDED.keep(found, is_as_told=folded[reference])
    return frozenset(reference for reference, is_as_told in known.items() if is_as_told)


async def _prints(session: Session, references: Collection[str]) -> dict[str, bytes]:
    rows = await (await raw(session)).fetch(_PRINTS, list(references))
    return {row["reference"]: row["print"] for row in rows}
