"""What was written of a petition, shown to be checked before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from services.escalation.handlers.petition import petition
from services.escalation.handlers.petition.writing import Written
from services.escalation.pages.signature.signature import RELATIONS
from shared.web.callers import database_of
from shared.web.components import Fact
from shared.web.forms import Field

SYSTEM = "Yes: it is not about one decision, the whole system fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it is shown to be checked, and where it is changed."""

    question: str
    said: Sequence[str]
    change: str


async def ward_of(request: Request, written: Written) -> str:
    """The name of the ward that it is about, or that it is about none alone; empty where wards are not known."""
    found = await petition.choices(database_of(request))
    wards = next((one.wards for one in found if one.area.area == written.area.area), {})
    return wards.get(written.words.get("ward", ""), "More than one, or you do not know") if wards else ""


def answers(written: Written, measure: str, token: str, *, ward: str) -> list[Answer]:
    """All that is sent, each with where it is changed."""
    words = written.words
    relation = f"{RELATIONS.get(words['relation'], '')} in {written.area.name}"
    told: Sequence[tuple[str, Sequence[str], str]] = (
        ("The promise it is about", [measure, f"Ward: {ward}"] if ward else [measure], "measure"),
        ("What you ask for", [words["title"]], "ask"),
        ("Why, and what should be done", words["text"].splitlines(), "ask"),
        ("Does the whole system fail?", [SYSTEM if words.get("systematic_failure") else "You did not say so"], "ask"),
        ("You", [words["name"], words["email"], words["postcode"], f"You {relation}"], "you"),
    )
    return [
        Answer(question=question, said=said, change=f"/petitions/start/{step}?draft={token}")
        for question, said, step in told
    ]


def elsewhere(fields: Sequence[Field], written: Written) -> list[Fact]:
    """What is kept from another window, beside what was typed in this one: the answers in which they differ."""
    kept = [(one, written.words.get(one.name, "")) for one in fields]
    return [
        Fact(one.label, next((option.words for option in one.options if option.value == said), said) or "Nothing")
        for one, said in kept
        if said != one.value
    ]
