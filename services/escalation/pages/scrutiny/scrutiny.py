"""What the second rung shows on a case's page: the committee and why, what was asked of whom and answered, what was
recommended and what became of it. Words and tables only.
"""

from collections.abc import Iterator, Sequence

from services.escalation.domain.case.committee import NO_QUORUM
from services.escalation.domain.case.minute import RESTRICTED
from services.escalation.domain.case.scrutiny import ATTENDANCE, INFORMATION, NO_ANSWER, REFUSED, Notice
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.request import IN_PUBLIC
from services.escalation.domain.ladder.wording import name_of
from services.escalation.domain.scrutiny import meeting
from services.escalation.pages.case.standing import Standing
from shared.events.escalation import EvidenceOpened, Recommendation
from shared.web.components import Link, Words
from shared.web.forms import Option
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words

MOST_DAYS = 6  # of meetings that are named beside a field
LONGEST_OPTION = 80  # characters of a question or a recommendation in a list to choose from


def facts(standing: Standing) -> Iterator[tuple[str, Words]]:
    """The committee that has the case, why that one, and who of it stands aside."""
    scrutiny, wording = standing.case.scrutiny, standing.wording
    if not scrutiny.committee:
        return
    why = f": {wording.code(scrutiny.why)}" if scrutiny.why else ""
    yield "Heard by", (Link(scrutiny.committee, f"/committees/{standing.case.area}"), why)
    if scrutiny.recused:
        yield "Stand aside", ", ".join(scrutiny.recused)
    if scrutiny.seats:
        left = len(set(scrutiny.seats) - set(scrutiny.recused))
        short = " Too few, and no other committee can have it." if scrutiny.why == NO_QUORUM else ""
        needed = f"{scrutiny.quorum} are needed" if scrutiny.quorum else "how many are needed is not told"
        yield "Members left to decide", f"{left} of {len(scrutiny.seats)}; {needed}.{short}"
    if scrutiny.hearing_on is not None:
        yield "Hearing", scrutiny.hearing_on
        if scrutiny.special:
            yield "A special meeting, because", scrutiny.special
    if scrutiny.signed_off_by:
        yield "Recommendations signed off by", scrutiny.signed_off_by


def meetings_hint(standing: Standing) -> str:
    """Between which days the hearing may be, and on which of them the committee meets; nothing while none is to be."""
    if standing.case.state not in meeting.TO_BE_FIXED:
        return ""  # the days are looked up where they can be chosen, and nowhere else
    found = meeting.offered(standing.case, standing.at)
    between = f"From {in_words(found.first_on)} to {in_words(found.last_on)}."
    if not found.is_kept:
        return between
    days = [f"{in_words(one.on)} (agenda out by {in_words(one.agenda_by)})" for one in found.lawful]
    if days:
        return f"{between} In these days the committee meets on {'; '.join(days[:MOST_DAYS])}."
    return f"{between} The committee has no meeting in these days: any day of them needs a special meeting."


def tables(standing: Standing) -> list[Table]:
    """The tables of the rung that have something to show, in the order in which it came about."""
    made = (_notices(standing), _questions(standing), _recommendations(standing), _addressees(standing))
    return [table for table in made if table is not None]


def links(standing: Standing, *, may_recommend: bool) -> list[Link]:
    """The pages on which the rung's longer work is done, once a committee has the case."""
    about = standing.case
    if not about.scrutiny.committee:
        return []
    found = [Link("Questions of the hearing, on one page", f"/cases/{about.reference}/questions")]
    if may_recommend and not about.scrutiny.recommendations and about.is_open:
        found.append(Link("Write a recommendation, with a check", f"/cases/{about.reference}/recommendation"))
    if about.scrutiny.recommendations:
        found.append(Link("What became of recommendations here", f"/committees/{about.area}/responses"))
    return found


def numbered_options(standing: Standing, command: str, name: str) -> Sequence[Option] | None:
    """What a question that asks for a number or a seat may be answered with; None for any other question."""
    match name:
        case "notice":
            return [Option(str(one.number), _notice_words(standing, one)) for one in _notices_for(standing, command)]
        case "question":
            open_ones = (one for one in standing.case.scrutiny.questions if not one.answer)
            return [Option(str(one.number), f"{one.number}. {_short(one.text)}") for one in open_ones]
        case "recommendation":
            return [
                Option(str(one.number), f"{one.number}. {_short(one.text)}")
                for one in _recommended_for(standing, command)
            ]
        case "seat":
            left = (seat for seat in standing.case.scrutiny.seats if seat not in standing.case.scrutiny.recused)
            return [Option(seat, seat) for seat in left]
        case "restricted":
            grounds = [Option(one, f"Yes: {standing.wording.code(one)}") for one in RESTRICTED]
            return [Option("", "No, it was decided in public"), *grounds]
    return None


def _notices_for(standing: Standing, command: str) -> Sequence[Notice]:
    scrutiny = standing.case.scrutiny
    match command:
        case "publish_refusal":
            return [one for one in scrutiny.notices if one.answer == REFUSED and not one.ground]
        case "record_attendance":
            return [one for one in scrutiny.notices if one.kind == ATTENDANCE]
        case "give_information":
            return scrutiny.not_given(standing.at.actor.public_name)
        case _:
            return scrutiny.open_notices(INFORMATION, standing.at.actor.public_name)


def _recommended_for(standing: Standing, command: str) -> Sequence[Recommendation]:
    scrutiny = standing.case.scrutiny
    if command == "review_progress":
        return scrutiny.unreviewed
    own = standing.at.actor.public_name
    return [one for one in scrutiny.recommendations if one.addressee == own and one.number not in scrutiny.answered]


def _notice_words(standing: Standing, notice: Notice) -> str:
    name = name_of(notice.body, standing.at.register.bodies)
    return f"{notice.number}. {name}: {_short(notice.wanted)}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_OPTION else f"{text[:LONGEST_OPTION].rstrip()}..."


def _notices(standing: Standing) -> Table | None:
    bodies = standing.at.register.bodies
    rows = [
        Row(
            (
                f"{one.number}. {name_of(one.body, bodies)}",
                f"To come, about: {one.wanted}" if one.kind == ATTENDANCE else one.wanted,
                one.by_on,
                _answer_to(standing, one),
            )
        )
        for one in standing.case.scrutiny.notices
    ]
    columns = (Column("Asked of"), Column("For what"), Column("By or on"), Column("Answer"))
    return Table("What bodies were asked for, and what they answered", columns, rows, stacks=True) if rows else None


def _answer_to(standing: Standing, notice: Notice) -> str:
    if notice.is_missing(standing.at.today) or not (notice.answer or standing.case.state in IN_PUBLIC):
        return "Missing: nothing is written down" if notice.kind == ATTENDANCE else "Missing: no answer came"
    match notice.answer:
        case "":
            return "Awaited"
        case "refused" if notice.ground:
            return f"Refused, {standing.wording.code(notice.ground)}: {notice.words}"
        case "refused":
            return "Refused; the committee has the reason and may publish it"
        case _ if notice.words:
            return notice.words
        case _:
            return sentence_case(standing.wording.code(notice.answer))


def _questions(standing: Standing) -> Table | None:
    scrutiny = standing.case.scrutiny
    by = scrutiny.answer_by
    is_over = standing.case.state is not State.EVIDENCE or (by is not None and standing.at.today > by)
    awaited = "Missing: no answer came" if is_over else "Awaited"
    rows = [Row((one.text, one.answer or awaited)) for one in scrutiny.questions]
    until = f", with answers asked for by {in_words(by)}" if by else ""
    title = f"The committee's questions to {_asked(standing)}{until}"
    columns = (Column("Question"), Column("Answer"))
    return Table(title, columns, rows, stacks=True) if rows else None


def _asked(standing: Standing) -> str:
    """Whom the committee asked, in the name it had then, and who answers instead of it."""
    told = zip(standing.history, standing.answered_by, strict=True)
    asked = next((name for one, name in told if isinstance(one.event, EvidenceOpened)), standing.lead_name)
    if asked == standing.lead_name:
        return asked
    return f"{asked}; {standing.bearing(standing.case.subject)}"


def _recommendations(standing: Standing) -> Table | None:
    rows = [
        Row(
            (
                f"{one.number}. {one.text}",
                standing.bearing(one.addressee),
                one.by_on,
                _said_to(standing, one),
                _became_of(standing, one),
            )
        )
        for one in standing.case.scrutiny.recommendations
    ]
    columns = (
        *(Column("What"), Column("By whom"), Column("By when"), Column("Answer")),
        Column("What became of it"),
    )
    return (
        Table("Recommendations of the committee, and what became of them", columns, rows, stacks=True) if rows else None
    )


def _said_to(standing: Standing, recommendation: Recommendation) -> str:
    for one in standing.case.scrutiny.answers:
        if one.recommendation == recommendation.number:
            said = sentence_case(standing.wording.code(one.answer))
            if one.body != recommendation.addressee:
                said = f"{name_of(one.body, standing.at.register.bodies)} said: {said[:1].lower()}{said[1:]}"
            return said if one.answer == NO_ANSWER else f"{said}: {one.reasons}"
    is_over = standing.case.state is not State.AWAITING_RESPONSES
    return "No answer came" if is_over else "Awaited"


def _became_of(standing: Standing, recommendation: Recommendation) -> str:
    """Every review of it, the latest first."""
    reviews = [one for one in standing.case.scrutiny.reviews if one.recommendation == recommendation.number]
    said = (
        f"{sentence_case(standing.wording.code(one.progress))} on {in_words(one.reviewed_on)}: {one.reasons}"
        for one in reversed(reviews)
    )
    return " ".join(said) or ("Not reviewed yet" if standing.case.is_open else "Never reviewed")


def _addressees(standing: Standing) -> Table | None:
    """Whose clock runs from which day, and whether a law asks for the answer."""
    bodies = standing.at.register.bodies
    rows = [
        Row(
            (
                name_of(one.body, bodies),
                one.received_on,
                one.answer_by,
                "Yes" if one.is_owed else "No, it is only asked",
            )
        )
        for one in standing.case.scrutiny.addressees
    ]
    columns = (
        *(Column("Served on"), Column("Received on"), Column("Answer by")),
        Column("Is an answer owed by law?"),
    )
    return Table("On whom the recommendations were served", columns, rows, stacks=True) if rows else None
