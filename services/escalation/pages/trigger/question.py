"""The questions of the forms that raise a matter, one description each: what to write, and what is said if nothing is.

Nothing here reads a form or draws one.
"""

from dataclasses import dataclass
from enum import Enum, auto

from services.escalation.domain.case.trigger import Kind


class Answer(Enum):
    """In what way a question is answered."""

    LINE = auto()
    LONG = auto()
    DAY = auto()
    COUNT = auto()
    YES_OR_NO = auto()
    CHOICE = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, how it is answered, what is said when it was left empty, and what helps in answering it."""

    label: str
    answer: Answer
    wanted: str
    hint: str = ""


MEETING = "The number of the minute, the report or the letter. Anybody should be able to ask for it by this number."
HOW_MANY = "Write a number in digits. Write 0 if there were none."

QUESTIONS: dict[str, Question] = {
    "area": Question("Which place is it?", Answer.CHOICE, "Choose the place."),
    "measure": Question(
        "Which agreed measure is it about?",
        Answer.CHOICE,
        "Choose the measure that it is about.",
        "The promise that is not being kept. A case needs one.",
    ),
    "title": Question(
        "What fails, in one line?",
        Answer.LINE,
        "Say what fails, in one line of 8 to 150 characters.",
        "It becomes the title of the case. For example: Bins in Old Trafford are left full for weeks.",
    ),
    "failure": Question(
        "What is wrong, since when, and whom does it touch?",
        Answer.LONG,
        "Say what is wrong, since when, and whom it touches: a few sentences.",
        "Published as you write it. Name no private person.",
    ),
    "level": Question("What does it concern?", Answer.CHOICE, "Choose what it concerns."),
    "decided_on": Question(
        "On which day was it decided?",
        Answer.DAY,
        "Give the day on which it was decided.",
        "The day of the meeting, the report or the notice.",
    ),
    "reference": Question(
        "Under which number is it written down?", Answer.LINE, "Say under which number it is written down.", MEETING
    ),
    "agreement": Question(
        "Under which agreement on outcomes?",
        Answer.CHOICE,
        "Choose the agreement under which you decided.",
        "The one in force on the day of your decision.",
    ),
    "present": Question("How many were there?", Answer.COUNT, "Say how many members were there.", HOW_MANY),
    "votes_for": Question("Votes for it", Answer.COUNT, "Say how many voted for it.", HOW_MANY),
    "votes_against": Question("Votes against it", Answer.COUNT, "Say how many voted against it.", HOW_MANY),
    "abstained": Question("How many did not vote either way?", Answer.COUNT, "", "Leave it empty if nobody did."),
    "assessed": Question(
        "Which body was assessed?",
        Answer.CHOICE,
        "Choose the body that was assessed.",
        "The body whose service the peers found to fail.",
    ),
    "steps": Question(
        "What was tried before, and what came of it?",
        Answer.LONG,
        "Say what was tried before, and what came of it.",
        "Whom you asked, on which day, and what they answered. Published as you write it.",
    ),
    "ward": Question("Which ward?", Answer.LINE, "Name the ward.", "The one that you were elected for."),
    "matter": Question(
        "Is it about something that another procedure decides?", Answer.CHOICE, "Choose what it is about."
    ),
    "told_on": Question(
        "On which day was the body told that answers for it?",
        Answer.DAY,
        "Give the day on which the body was told.",
        "It must have had time to act.",
    ),
    "is_complaint": Question(
        "Is it about one person's own complaint?", Answer.YES_OR_NO, "Say yes or no: is it one person's own complaint?"
    ),
    "is_scrutinised": Question(
        "Is a scrutiny committee looking at it already?",
        Answer.YES_OR_NO,
        "Say yes or no: is a scrutiny committee looking at it already?",
    ),
    "considered_before": Question(
        "If the same was dealt with lately: why do you raise it again?",
        Answer.LONG,
        "",
        "Leave it empty if it was not.",
    ),
    "systematic_failure": Question(
        "If another procedure decides it: how does the system itself fail?",
        Answer.LONG,
        "",
        "Leave it empty if none does.",
    ),
    "apart": Question("Or: why is yours another matter?", Answer.LONG, "", "Leave it empty if it is the same matter."),
}
# What every kind asks, in this order; between the two, what a kind asks of its own.
FIRST, LAST = ("measure", "title", "failure"), ("decided_on", "reference")
OWN: dict[Kind, tuple[str, ...]] = {
    Kind.NEIGHBOURHOOD: ("level", "agreement", "present", "votes_for", "votes_against", "abstained"),
    Kind.INTEREST_GROUP: ("agreement", "present", "votes_for", "votes_against", "abstained"),
    Kind.AREA_COMMITTEE: ("level", "present", "votes_for", "votes_against", "abstained"),
    Kind.PEERS: ("level", "assessed"),
    Kind.PARTNER: ("level", "steps"),
    Kind.COUNCILLOR: (
        *("level", "ward", "matter", "told_on", "is_complaint", "is_scrutinised", "steps"),
        *("considered_before", "systematic_failure"),
    ),
    Kind.OWN_FINDING: ("level",),
}
# What is said on a page in place of words that are meant for machines, by the code of the fault.
PLAINLY = {
    "not-a-date": "Choose a day, such as 31 March 2026.",
    "not-a-choice": "Choose one from the list.",
    "not-a-whole-number": HOW_MANY,
    "out-of-range": HOW_MANY,
}


def plainly(name: str, code: str, message: str) -> str:
    """What is wrong with the answer to a question, as its page says it."""
    question = QUESTIONS.get(name)
    if code == "missing" and question is not None and question.wanted:
        return question.wanted
    return PLAINLY.get(code, message)
