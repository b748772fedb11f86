"""Recommendations that are being written, as a page sends them to be checked; nothing is said by them yet."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from services.escalation.domain.scrutiny.recommendation import Draft
from shared.problems import Fault, Malformed
from shared.shapes import TEXT_SOURCE, Day, Line, Prose, Strict, Whole, fit

COMMAND = "issue_recommendations"
BESIDE = "others"  # the field in which those that were written before go along, as they were written
MOST_BESIDE = 11
MOST_LETTERS = 9_000  # of all that were written before


class RecommendationForm(Strict):
    """The questions of a recommendation, any of which may still be open."""

    text: Prose = ""
    addressee: Line = ""
    owner: Line = ""
    measure: Line = ""
    value: Line = ""
    unit: Line = ""
    by_on: Day | None = None
    resources: Prose = ""
    button: Literal["check", "issue", "add"] = "check"
    take_up: Whole | None = None
    take_out: Whole | None = None

    def draft(self) -> Draft:
        """What is checked."""
        return Draft(**self.model_dump(exclude={"button", "take_up", "take_out"}))


def written_before(said: str) -> list[dict[str, str]]:
    """The recommendations that were written before the one on the page, as they were typed; Malformed where what came
    is no list of them.
    """
    try:
        found = json.loads(said) if said else []
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, list) or len(found) > MOST_BESIDE or not all(isinstance(one, dict) for one in found):
        words = "The other recommendations came otherwise than they were kept. Write them once more."
        raise Malformed(words, errors=[Fault("not-a-list", words, f"/{BESIDE}")])
    return [{str(name): str(value) for name, value in one.items()} for one in found]


def together(found: Sequence[Mapping[str, str]]) -> str:
    """The same, as they are kept and go along."""
    return json.dumps(found, ensure_ascii=False) if found else ""


def drafts(said: str) -> tuple[Draft, ...]:
    """What of them is issued; Malformed where one does not fit its questions."""
    return tuple(draft_of(one) for one in written_before(said))


def draft_of(typed: Mapping[str, str]) -> Draft:
    """A recommendation from what was typed of it."""
    said = {name: value for name, value in typed.items() if value.strip()}
    return fit(RecommendationForm, said, source=TEXT_SOURCE).draft()
