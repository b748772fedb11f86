"""What people send from the desk of negotiations: one thing said, by a form, each of its fields as text.

It becomes the same entry as a machine's JSON, and is judged by the same rules.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, create_model

from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.entry.entry import EntryKind
from services.publication.schemas.entry.entry import EntriesIn, EntryIn
from services.publication.schemas.entry.particulars import ParticularsIn
from shared.problems import Fault, Malformed, Problem
from shared.shapes import TEXT_SOURCE, Line, Prose, Strict, Whole, fit

IN_BETWEEN = "__"  # between a thing that an entry carries and a field of it: rejection__department
DRAFT = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"  # an id
LISTS = ("items", "grants", "consented")  # written in one line, with semicolons between
UNMEASURED = ("not measured", "none")  # what stands in place of a figure, of a year in which nothing is measured
_DISTANCE = re.compile(
    r"(?:(?P<by>-?\d+(?:\.\d+)?) ?(?P<unit>\D.*?)? )?(?:the )?(?P<relation>below|above|same)(?: as| than)? (?P<of>.+)",
    re.IGNORECASE,
)
_CARRIED = {
    "rejection": ("department", "code", "other", "evidence", "interest"),
    "constraints": ("waived",),
    "appointment": ("role", "team", "interests", "grants"),
    "advice_request": ("asked_of", "adviser_kind", "question", "items"),
    "advice": (
        "adviser_kind",
        "independence",
        "findings",
        "recommendation",
        "recommended",
        "request",
        "items",
        "inspecting",
    ),
    "decision": ("outcome", "reasons", "relied_on", "departure", "urgency", "items"),
    "consent": ("given",),
    "revision": ("change", "consented"),
    "protocol": ("accountability", "responsibility", "probity"),
    "consultation": ("consulted", "changed"),
    "terms": (
        *("item_class", "basis", "measure", "scope", "department", "definition"),
        *("relative", "stretch_value", "interval", "exploratory", "review_on"),
    ),
    "withheld": ("ground", "summary", "until"),
    "later": ("ground", "shown_from"),
}


@dataclass(frozen=True, slots=True)
class Several:
    """Things of which an entry carries more than one, each asked for in fields with its number: plan__2__title.

    `of` is what carries them, `name` what it calls them, `fields` those of each, `most` how many a form asks for.
    """

    of: str
    name: str
    fields: tuple[str, ...]
    most: int

    def field(self, number: int, name: str) -> str:
        """The form's name for a field of one of them."""
        return IN_BETWEEN.join((self.of, str(number), name))

    def told(self, words: Mapping[str, str]) -> dict[int, dict[str, str]]:
        """Those that were filled in, by number. A year is one only with what is said of it."""
        named = {n: {f: words[at] for f in self.fields if (at := self.field(n, f)) in words} for n in self.numbers}
        return {n: one for n, one in named.items() if one.keys() - {"period"}}

    @property
    def numbers(self) -> range:
        """The numbers that its fields have."""
        return range(1, self.most + 1)


CONSTRAINTS = Several("constraints", "constraints", ("kind", "words"), 4)
TARGETS = Several("terms", "targets", ("period", "stretch", "value"), 10)
OTHER_YEARS = range(9, 11)  # the numbers of those that the agreement does not name
MILESTONES = Several("plan", "milestones", ("title", "due_on"), 6)
SEVERAL = (CONSTRAINTS, TARGETS, MILESTONES)
NAMES = (
    *(n for n in EntryIn.model_fields if n not in {*ParticularsIn.model_fields, "kind", "withheld", "later"}),
    *(f"{thing}{IN_BETWEEN}{field}" for thing, fields in _CARRIED.items() for field in fields),
    *(each.field(number, field) for each in SEVERAL for number in each.numbers for field in each.fields),
)


class _Said(Strict):
    """What every form of the desk sends besides the words: the step, the version that was seen, a name of its own.

    `known` is the last submission of the same words that the page told of, `draft` the name under which they are kept,
    `kept` when they were kept last as far as the page knew.
    """

    step: Literal["check", "change", "send", "keep", "forget"]
    version: Whole
    known: Whole = 0
    once: Annotated[Line, Field(max_length=100)]
    draft: Annotated[Line, Field(pattern=DRAFT)] | None = None
    kept: AwareDatetime | None = None


_TYPED: dict[str, Any] = dict.fromkeys(NAMES, (Prose | None, None))
SaidIn: type[_Said] = create_model("SaidIn", __base__=_Said, **_TYPED)
"""One thing said, each of its fields as text."""


class ReplyForm(Strict):
    """What a body says of words that another typed for it."""

    stance: Literal["confirmed", "disputed"]
    words: Prose | None = None
    once: Annotated[Line, Field(max_length=100)]


def typed(form: _Said) -> dict[str, str]:
    """What was filled in, by name."""
    told = {name: getattr(form, name) for name in NAMES}
    return {name: words for name, words in told.items() if words is not None}


def command_of(kind: EntryKind, words: Mapping[str, str]) -> PublishEntries:
    """The entry that a form tells. Raises Malformed whose pointers name the form's fields."""
    sent: dict[str, Any] = {"kind": kind.value}
    for name, value in words.items():
        thing, _, field = name.partition(IN_BETWEEN)
        if not field:
            sent[name] = value
        elif IN_BETWEEN not in field:
            sent.setdefault(thing, {})[field] = _list(value) if field in LISTS else value
    for each in SEVERAL:
        if told := each.told(words):
            sent.setdefault(each.of, {})[each.name] = [_measured(one) for one in told.values()]
    faults = _distance_faults(sent)
    try:
        command = fit(EntriesIn, [sent], source=TEXT_SOURCE).command()
    except Malformed as refused:
        refused.errors = (*faults, *refused.errors)
        raise
    if faults:
        raise Malformed("What was sent has faults.", errors=faults)
    return command


def by_entry(refused: Problem) -> list[Fault]:
    """The faults of entries; of the whole only where no entry has one."""
    own = [fault for fault in refused.errors if (fault.pointer or "").count("/") > 1]
    return own or list(refused.errors)


def field_of(fault: Fault, words: Mapping[str, str]) -> str:
    """The form's field that a fault of its entry is about."""
    parts = (fault.pointer or "").split("/")[2:]
    for each in SEVERAL:
        if parts[:2] == [each.of, each.name] and len(parts) > 2:
            return _numbered(each, parts[2:], words)
    named = [part for part in parts if not part.isdecimal()]
    return IN_BETWEEN.join(named[:2]) or "kind"


def _numbered(each: Several, parts: Sequence[str], words: Mapping[str, str]) -> str:
    """The field of one of several: those that were not filled in have a number in the form, and none in the entry."""
    filled = list(each.told(words))
    number = filled[int(parts[0])] if parts[0].isdecimal() and int(parts[0]) < len(filled) else 1
    named = parts[1] if len(parts) > 1 and parts[1] in each.fields else each.fields[-1]
    return each.field(number, named)


def _measured(one: Mapping[str, str]) -> dict[str, object]:
    """A year as it is sent: without a figure where the words say that nothing is measured then, or tell a distance."""
    value, rest = one.get("value", "").strip(), {name: words for name, words in one.items() if name != "value"}
    if value.casefold() in UNMEASURED:
        return {**rest, "surveyed": "no"}
    distance = _distance(value)
    return {**rest, "relative": distance} if distance else dict(one)


def _distance(words: str) -> dict[str, str] | None:
    """A target as people write it, "10 percent below 2004"; None where it is not written so."""
    found = _DISTANCE.fullmatch(" ".join(words.split()))
    if found is None:
        return None
    unit = "percent" if found["unit"] == "%" else found["unit"]
    told = {"relation": found["relation"].lower(), "of": found["of"], "by": found["by"], "unit": unit}
    return {name: one for name, one in told.items() if one}


def _distance_faults(sent: dict[str, Any]) -> list[Fault]:
    """Turns a distance in words into what a machine sends, in place; a fault where it cannot be read."""
    written = sent.get("terms", {}).pop("relative", None)
    if written is None:
        return []
    if (told := _distance(written)) is None:
        words = "Write it like: 10 percent below 2004/25, or: the same as the region."
        return [Fault("not-a-distance", words, "/0/terms/relative")]
    sent["terms"]["relative"] = told
    return []


def _list(words: str) -> list[str]:
    return [part.strip() for part in words.split(";") if part.strip()]
