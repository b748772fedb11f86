"""Inspections as they are sent to this service, and as JSON. All of it is public."""

from typing import Any
from uuid import UUID

from services.escalation.domain.case.inspection_register import Ground, OtherInspection
from shared.shapes import Day, Line, Slug, Strict

BASE = "/escalation/v1/inspections"


class InspectionIn(Strict):
    """An inspection that has begun: of which body, about which measure, by whom, on what ground, and where it is told.

    Without `measure` the body as a whole is inspected. `link` is the address at which the inspectorate tells of it.
    """

    area: Slug
    subject: Slug
    measure: Slug | None = None
    inspectorate: Line
    ground: Ground
    link: Line
    began_on: Day

    def inspection(self, id: UUID, entered_by: str) -> OtherInspection:
        """The inspection as the domain knows it."""
        return OtherInspection(
            inspection=id,
            subject=self.subject,
            measure=self.measure,
            inspectorate=self.inspectorate,
            ground=self.ground.value,
            link=self.link,
            began_on=self.began_on,
            entered_by=entered_by,
        )


class EndIn(Strict):
    """The day on which an inspection ended."""

    ended_on: Day


def document(found: OtherInspection) -> dict[str, Any]:
    """An inspection as JSON values; `case` where it began on one."""
    case = {"case": f"/escalation/v1/cases/{found.reference}"} if found.reference else {}
    return {
        "inspection": str(found.inspection),
        "subject": found.subject,
        "measure": found.measure,
        "inspectorate": found.inspectorate,
        "ground": found.ground,
        "link": found.link,
        "began_on": found.began_on.isoformat(),
        "ended_on": found.ended_on.isoformat() if found.ended_on else None,
        "entered_by": found.entered_by,
        "links": {"end": f"{BASE}/{found.inspection}/end"} | case,
    }
