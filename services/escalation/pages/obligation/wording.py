"""What petitions are owed, in words: what is promised by when, what happens otherwise, or what became of it."""

from services.escalation.domain.obligation.deadline import WORDS, Kind
from services.escalation.domain.obligation.obligation import Obligation, Standing, What
from shared.policy import Wording
from shared.web.wording import sentence_case
from shared.working_days import in_words


def promise(one: Obligation, wording: Wording, area_name: str) -> str:
    """What is promised, by when, by whom, and what happens otherwise; or what became of it. Missed days stay named."""
    return " ".join([*_missed(one), _stands(one, wording, area_name)])


def _missed(one: Obligation) -> list[str]:
    said = []
    if one.not_scheduled_on is not None:
        said.append(f"No day was fixed by {in_words(one.not_scheduled_on)}.")
    if one.not_held_on is not None:
        done = "No reply came" if one.what is What.REPLY else "It was not held"
        said.append(f"{done} by {in_words(one.not_held_on)}.")
    if one.result_missed_on is not None:
        said.append(f"What came of it was not told by {in_words(one.result_missed_on)}.")
    return said


def _stands(one: Obligation, wording: Wording, area_name: str) -> str:
    match one.standing:
        case Standing.OFFERED:
            words = wording.silence(WORDS[Kind.ASKING, one.what], {"area_name": area_name})
            until = f" until {in_words(one.ask_by)}" if one.ask_by else ""
            return f"{words.who_acts}{until}. Otherwise {words.otherwise}."
        case Standing.WAITING if one.not_held_on is None and one.due_on is not None:
            words = wording.silence(WORDS[Kind.HOLDING, one.what], {"area_name": area_name})
            who = sentence_case(one.answered_by) if one.answered_by else words.who
            return f"{who} {words.does} by {in_words(one.due_on)}. Otherwise {words.otherwise}."
        case Standing.WAITING:
            return "It may still come, and stays on the record as missed."
        case Standing.SCHEDULED:
            return f"{_fixed(one)} Otherwise 'not held' is published."
        case Standing.HELD:
            return f"{_held(one)} What came of it is to follow by {_tell_by(one)}."
        case Standing.TOLD:
            after = " It came after its day." if one.is_late else ""
            return f"{_held(one)} {one.result}{after}".strip()
        case Standing.NOT_ASKED_FOR:
            return "Nobody asked for it in time."
        case Standing.REPLACED:
            return "Another was asked for instead."


def _fixed(one: Obligation) -> str:
    fixed = one.fixed
    if fixed is None:
        return ""
    who = f" {sentence_case(fixed.post)} answers." if fixed.post else ""
    minutes = ""
    if one.what is What.DEBATE:
        minutes = f" Whoever started it speaks for {fixed.organiser_minutes} minutes, councillors for "
        minutes += f"{fixed.debate_minutes}."
    return f"On {in_words(fixed.meets_on)}, {fixed.committee_name}.{who}{minutes}"


def _held(one: Obligation) -> str:
    minuted = one.minuted
    if minuted is None:
        return ""
    return f"Held on {in_words(minuted.held_on)}, {minuted.committee_name}, minute {minuted.reference}."


def _tell_by(one: Obligation) -> str:
    return in_words(one.minuted.tell_by) if one.minuted else ""


def name_of(one: Obligation, wording: Wording) -> str:
    """What is owed, as a heading."""
    return sentence_case(wording.code(one.what.value))
