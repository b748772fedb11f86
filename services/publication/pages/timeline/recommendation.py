"""What councillors recommended in a case, who is to do it, and what was answered: names and words, no codes."""

from collections.abc import Mapping, Sequence

from services.publication.domain.register.register import Register
from services.publication.domain.timeline.timeline import Told
from shared.events.escalation import (
    BodySucceeded,
    ProgressReviewed,
    Recommendation,
    RecommendationsIssued,
    ResponseMissing,
    ResponseReceived,
)
from shared.policy import Wording
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.web.wording import sentence_case
from shared.working_days import ONE_DAY

COLUMNS = (Column("What"), Column("Who"), Column("Measured by"), Column("By"), Column("Answer"))


def recommendations(history: Sequence[Told], held: Register, wording: Wording) -> Table | None:
    """The last that were issued, each with its answer and the last review of it; None before any."""
    issued = [each for each, told in enumerate(history) if isinstance(told.event, RecommendationsIssued)]
    if not issued:
        return None
    last = history[issued[-1]].event
    if not isinstance(last, RecommendationsIssued):
        raise TypeError("what was issued is what was found")
    since = history[issued[-1] :]
    names = {code: partner.name for code, partner in held.partners.items()}
    rows = [
        Row(
            (
                one.text,
                _addressee(one.addressee, history, names),
                _measured(one, held),
                one.by_on,
                _answer(one, since, wording),
            )
        )
        for one in last.recommendations
    ]
    return Table("What councillors recommended", COLUMNS, rows, stacks=True, has_hidden_caption=True)


def _addressee(body: str, history: Sequence[Told], names: Mapping[str, str]) -> str:
    """To whom it was said, and who has it now where that body has ceased."""
    said = names.get(body, body)
    for told in history:
        if isinstance(told.event, BodySucceeded) and told.event.body == body:
            body = told.event.successor
            said = f"{said}; {told.event.successor_name} took over from it on {day_words(told.event.last_on + ONE_DAY)}"
    return said


def _measured(one: Recommendation, held: Register) -> str:
    measure = held.measures.get(one.measure)
    return f"{measure.title if measure else one.measure}: {one.value} {one.unit}".strip()


def _answer(one: Recommendation, since: Sequence[Told], wording: Wording) -> str:
    """What was last said of it, by the body that it is addressed to, and by the committee that looked again."""
    answer, review = "Awaited", ""
    for told in since:
        match told.event:
            case ResponseReceived(recommendation=number, answer=code, reasons=reasons) if number == one.number:
                answer = f"{sentence_case(wording.code(code))}: {reasons}"
            case ResponseMissing(bodies=bodies) if one.addressee in bodies and answer == "Awaited":
                answer = "No answer came"
            case ProgressReviewed(recommendation=number, progress=code, reasons=reasons) if number == one.number:
                review = f" The committee found: {wording.code(code)}. {reasons}"
    return f"{answer}{review}"
