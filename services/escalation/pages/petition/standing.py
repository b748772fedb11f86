"""Where a petition stands that is no case: who must act by when, and the ladder ahead of it."""

from dataclasses import replace
from datetime import date

from services.escalation.domain.petition.petition import Standing
from services.escalation.handlers.petition.petition import Seen
from services.escalation.pages.case import standing as stands
from shared.policy.wording import rung_ahead, rung_not_reached
from shared.web.components import Ladder, Rung, RungState
from shared.web.must_line import MustLine
from shared.web.wording import number
from shared.working_days import in_words, working_days_left


def line(seen: Seen) -> MustLine | None:
    """While it is being signed: until when, and what happens then."""
    about = seen.kept.petition
    if not seen.is_open or about.standing is not Standing.GATHERING:
        return None
    if about.take_up_by is not None and about.take_up_by >= seen.place.today:
        return _nobody_speaks(seen, about.take_up_by)
    words = seen.place.policy.wording.silence("draft", {"area_name": seen.place.area.name})
    told = MustLine.running(
        on=about.closes_on,
        days_left=working_days_left(seen.place.today, about.closes_on, calendar=seen.place.calendar),
        subject=words.who,
        duty=f"{words.does}. {number(about.threshold)} signatures send it to the council.",
        otherwise=f"{words.otherwise}.",
        otherwise_label="Otherwise:",
    )
    return replace(told, label="Open until")


def _nobody_speaks(seen: Seen, by: date) -> MustLine:
    """Whoever started it has left it: by when somebody who signed has to take it up."""
    told = MustLine.running(
        on=by,
        days_left=working_days_left(seen.place.today, by, calendar=seen.place.calendar),
        subject="Anybody who signed it",
        duty="may take it up: whoever started it has left it. It can be signed as before.",
        otherwise="it ends as taken back, and its count stays.",
        otherwise_label="If nobody does:",
    )
    return replace(told, label="Take it up by")


def ladder(seen: Seen) -> Ladder:
    """The ladder ahead of a petition that is not a case, or did not become one."""
    about, wording = seen.kept.petition, seen.place.policy.wording
    has_lapsed = about.standing is Standing.LAPSED
    first = Rung(
        RungState.LATER if has_lapsed else RungState.NOW,
        wording.rungs[0],
        rung_not_reached(is_put_right=False) if has_lapsed else f"Being signed, since {in_words(about.opened_on)}",
        f"{number(seen.kept.signatures)} of {number(about.threshold)} signatures.",
    )
    means = [stands.ahead(wording, {"area_name": seen.place.area.name}, place) for place in (1, 2, 3)]
    conditions = (
        [rung_not_reached(is_put_right=False)] * 3
        if has_lapsed
        else [rung_ahead(number, 0, leads_to=None, on=None) for number in range(1, 4)]
    )
    later = [
        Rung(RungState.LATER, name, condition, words)
        for name, condition, words in zip(wording.rungs[1:], conditions, means, strict=True)
    ]
    return Ladder([first, *later], basis=wording.obligations["ground"])
