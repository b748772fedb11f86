"""What the leaves of a public record say of one another: removed, withheld, held for a day, stated anew; its days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import rfc8785

from shared.proof.merkle import commitment

Document = Mapping[str, Any]

STATED_ANEW = {"register", "judgement"}
"""The kinds of which the last leaf of a subject is shown alone."""
SETTLED_LATE = {"supersedes", "came", "ruled", "entered_late_on"}
"""Names of an entry's leaf that were not known when it was held until its day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: a code, words for people, and the number of the leaf if it is about one."""

    code: str
    words: str
    number: int | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.words}" + (f" (leaf {self.number})" if self.number is not None else "")


def removals(told: Sequence[Document | None]) -> tuple[dict[int, set[str]], list[Finding]]:
    """The words that were removed, by the number of their leaf; and removals of what is not there."""
    removed, wrong = dict[int, set[str]](), list[Finding]()
    for number, leaf in enumerate(told):
        if leaf is None or leaf["kind"] != "removal":
            continue
        of, names = leaf["facts"].get("leaf"), str(leaf["facts"].get("names", "")).split(" ")
        earlier = told[of] if type(of) is int and 0 <= of < number else None
        if earlier is None or not set(names) <= earlier["words"].keys():
            wrong.append(Finding("removal", "it removes what is not there", number))
        else:
            removed.setdefault(of, set()).update(names)
    return removed, wrong


def stated_anew(told: Sequence[Document | None]) -> set[int]:
    """The leaves of the register, and of judgements, whose subject has a later one: what they tell need not be shown
    any more.
    """
    last: dict[str, int] = {}
    for leaf in told:
        if leaf and leaf["kind"] in STATED_ANEW:
            last[leaf["subject"]] = max(leaf["number"], last.get(leaf["subject"], 0))
    return {n for n, leaf in enumerate(told) if leaf and leaf["number"] < last.get(leaf["subject"], leaf["number"])}


def withheld_words(told: Sequence[Document | None]) -> Iterator[tuple[int, set[str]]]:
    """The words that are not shown for the time being, by the number of their entry's leaf: the last turn counts."""
    turns = [leaf for leaf in told if leaf is not None and leaf["kind"] == "withholding"]
    last = {leaf["subject"]: leaf["facts"] for leaf in sorted(turns, key=lambda leaf: int(leaf["number"]))}
    for number, leaf in enumerate(told):
        if leaf is not None and leaf["kind"] == "entry":
            facts = last.get(f"withholding/{str(leaf['subject']).removeprefix('agreement/')}/{leaf['number']}", {})
            yield number, set(str(facts.get("names")).split(" ")) if facts.get("is_withheld") is True else set[str]()


def wrongly_held(told: Sequence[Document | None]) -> Iterator[Finding]:
    """What was held until its day is what was shown on it: the entries' leaves open the commitment of that time."""
    places = {(leaf["kind"], leaf["subject"], leaf["number"]): n for n, leaf in enumerate(told) if leaf}
    for number, leaf in enumerate(told):
        if leaf is None or leaf["kind"] != "held" or leaf["number"] == 1:
            continue
        first = places.get(("held", leaf["subject"], 1), number)
        before = told[first]
        if before is None or first >= number:
            yield Finding("held", "it shows what was not held before", number)
        elif leaf["facts"].get("is_shown") is True and _opened(leaf["facts"], told, places) != before["facts"].get(
            "commitment"
        ):
            yield Finding("held", "the entries shown are not those that were held", number)


def _opened(facts: Document, told: Sequence[Document | None], places: Mapping[tuple[str, str, int], int]) -> str | None:
    """The commitment as it follows from the entries that a leaf names; None where it names what is not there."""
    try:
        keys = [("entry", f"agreement/{facts['agreement']}", int(n)) for n in facts["entries"].split(" ")]
        entries = [told[places[key]] or {} for key in keys]
        parts = [{part: _known_early(entry[part]) for part in ("facts", "words")} for entry in entries]
        return commitment(bytes.fromhex(facts["salt"]), rfc8785.dumps(parts)).hex()
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _known_early(part: Document) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in SETTLED_LATE}


def missing_days(told: Sequence[Document | None]) -> Iterator[Finding]:
    """Every day that is missing between the first sealed leaf and the last."""
    try:
        days = {date.fromisoformat(leaf["facts"]["day"]) for leaf in told if leaf and leaf["kind"] == "sealed"}
    except (KeyError, TypeError, ValueError):
        yield Finding("day", "a sealed leaf tells no day")
        return
    day = min(days, default=None)
    while day is not None and day < max(days):
        day += timedelta(1)
        if day not in days:
            yield Finding("day", f"there is no sealed leaf of {day}")
