"""The question whether what somebody raises by hand is one of the matters that are open: asked where one is."""

from collections.abc import Mapping, Sequence

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.trigger.gathering import Gathering
from services.escalation.schemas.trigger.trigger import said_of
from shared.problems import Problem
from shared.web.forms import Field, FieldKind, Option

SAME_MATTER, SAME_WORDS, ALONE = "same_matter_open", "same_words_open", "raised_already"
# Where to look first for what is wrong, by the rule that was broken: else at the measure.
FIRST = {SAME_MATTER: "#join", SAME_WORDS: "#join", ALONE: "#apart", "same_words": "#failure"}
# What a refusal says to whoever has the questions before them, by its rule; machines are told of their fields instead.
SAID = {
    SAME_MATTER: "Something is open about the same measure. Say below whether it is the same matter, or why yours is "
    "another.",
    SAME_WORDS: "Something is open about the same measure in these very words, so it is the same matter. Choose it "
    "below.",
    ALONE: "You have raised a matter about the same measure, and it is open. If this is another, say what fails in "
    "other words, and below why it is another.",
}


def rule_of(problem: Problem | None) -> str:
    """The name of the rule that a refusal rests on; empty for none."""
    return str(problem.members.get("rule", "")) if problem else ""


def first_of(problem: Problem | None) -> str:
    """The address, on the page, of the question that a refusal is about."""
    return FIRST.get(rule_of(problem), "#measure")


def words_of(problem: Problem) -> str:
    """What a refusal says on the page: nothing there names a field by the name that machines know."""
    return SAID.get(rule_of(problem), problem.detail)


def open_matters(typed: Mapping[str, str], problem: Problem | None) -> list[str]:
    """The references of what is open about the measure, as the refusal named them, or the one that was chosen."""
    named = problem.members.get("open", ()) if problem and rule_of(problem) in {SAME_MATTER, SAME_WORDS} else ()
    found = [str(one).rpartition("/")[2] for one in named] if isinstance(named, Sequence) else []
    return found or [one for one in (typed.get("join", ""),) if is_reference(one)]


def join_field(same: Sequence[Case | Gathering], typed: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    """Which of these it is, if any: a case is stood behind, decisions are added to."""
    return Field(
        name="join",
        label="This is open about the same measure. Is it the same matter?",
        kind=FieldKind.RADIOS,
        options=(
            *(Option(one.reference, f"Yes: {_joining(one)}. {said_of(one)}") for one in same),
            Option("", "No, it is another matter", is_chosen=not typed.get("join")),
        ),
        value=typed.get("join", ""),
        error=errors.get("join", ""),
    )


def _joining(one: Case | Gathering) -> str:
    return "we stand behind that case" if isinstance(one, Case) else "add our decision to those"
