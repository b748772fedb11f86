"""What happens when nobody does anything: for every open state exactly one row applies at any time.

No actor may stop the chain by doing nothing. Limits are keys of the area's policy, counted one after the other from the
row's anchor; the public words for each row stand in the profile under the row's name.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.row import Silence
from services.escalation.domain.case.state import State
from services.escalation.domain.course import silence as course
from services.escalation.domain.inspection import silence as inspection
from services.escalation.domain.remedy import silence as remedy
from services.escalation.domain.screening import silence as screening
from services.escalation.domain.scrutiny import silence as scrutiny

TABLE: tuple[Silence, ...] = (
    *screening.SILENCES,
    *remedy.SILENCES,
    *scrutiny.SILENCES,
    *inspection.SILENCES,
    *course.SILENCES,
)
_ROWS: defaultdict[tuple[State, Overlay | None], list[Silence]] = defaultdict(list)
for each in TABLE:
    _ROWS[each.state, each.over].append(each)


def rows(state: State, over: Overlay | None) -> Sequence[Silence]:
    """The rows of that state under what lies over it, in the order of the table."""
    return _ROWS.get((state, over), ())
