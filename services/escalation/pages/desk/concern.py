"""What is asked of the reader of my work by a day of its own, while another clock runs in the case or none on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.ladder.decision import Offer
from services.escalation.domain.ladder.request import SECOND_ASKED, of_actor
from services.escalation.domain.ladder.wording import part_of
from services.escalation.pages.case.second import sought
from services.escalation.pages.case.standing import Standing
from shared.web.components import Words
from shared.working_days import working_days_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The next thing asked of the reader in a case: by which day, in how many working days, what and else what."""

    by_on: date
    days_left: int
    words: Words


def asked_of(standing: Standing, offers: Sequence[Offer]) -> Asked | None:
    """What is asked of the reader first; None where nothing is. `offers` are what the reader may do."""
    case, at = standing.case, standing.at
    found = of_actor(case, at, [one.command for one in offers if one.is_open])
    if not found or found[0].by_on is None:
        return None
    must = part_of(found[0], case, at, standing.wording, standing.area_name).acting
    words: Words = f"{must.who} {must.does}. If not: {must.follows}." if must else ""
    if found[0].name == SECOND_ASKED and at.proposal is not None and must is not None:
        words = f"{sought(standing, at.proposal)}. If nobody agrees: {must.follows}."
    left = working_days_left(at.today, found[0].by_on, calendar=at.calendar)
    return Asked(by_on=found[0].by_on, days_left=left, words=words)
