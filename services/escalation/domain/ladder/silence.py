"""What happens when nobody does anything: for every open state exactly one row applies at any time.

No actor may stop the chain by doing nothing. Limits are keys of the area's policy, counted one after the other from the
row's anchor; the public words for each row stand in the profile under the row's name.
"""

from services.escalation.domain.case.row import Silence
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
