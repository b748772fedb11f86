"""Every sentence of a profile as people read it, one a line: the golden file of its words, made by this and compared.

A must line is told for each of the three bases and for a body that signed the agreement and one that did not; where it
is the same in all of them, once. `*` marks the basis that the row has in truth. Facts of events are named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from shared.events import CATALOGUE, short_name
from shared.policy import Basis, Ground, SilenceWords, Wording, released, resolve
from tests.golden import samples

FOLDER = Path(__file__).parent / "wording"
ON = date(2026, 11, 22)
SIGNED_ON = date(2026, 3, 3)
FACTS = {"subject": "Trafford Council", "area_name": "Trafford"}
# What is asked beside a state is named too.
ASKED = ("body", "wanted", "questions", "until_on", "process", "command", "of")
BASES = (Basis.STATUTE, Basis.GUIDANCE, Basis.LOCAL_AGREEMENT)
# What a row rests on in those of its lines in which it has another basis than its own.
ELSEWHERE = {
    Basis.STATUTE: Ground(Basis.STATUTE, "section 1 of an Example Act"),
    Basis.GUIDANCE: Ground(Basis.GUIDANCE, "an example of guidance"),
    Basis.LOCAL_AGREEMENT: Ground(Basis.LOCAL_AGREEMENT, "an example of a protocol"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: what it is of, in which of the six ways, and as it reads."""

    of: str
    way: str
    text: str

    def __str__(self) -> str:
        return f"{self.of}{f' [{self.way}]' if self.way else ''}: {self.text}"


def path_of(profile: str) -> Path:
    return FOLDER / f"{profile}.txt"


def write() -> list[str]:
    """Write the golden files anew; the profiles whose words were not those of the file."""
    FOLDER.mkdir(exist_ok=True)
    changed = [profile for profile in released() if not is_current(profile)]
    for profile in changed:
        path_of(profile).write_text(text_of(profile))
    return changed


def is_current(profile: str) -> bool:
    return path_of(profile).exists() and path_of(profile).read_text() == text_of(profile)


def text_of(profile: str) -> str:
    return "".join(f"{line}\n" for line in lines(resolve(profile, (), ON).wording))


def lines(words: Wording) -> Iterator[Line]:
    """Every sentence of a profile."""
    yield from (Line(f"rung {number}", "", name) for number, name in enumerate(words.rungs))
    for name, state in words.states.items():
        yield Line(f"state {name}", state.code, f"{state.title}. {state.means}")
    for name in words.actions:
        action = words.action(name)
        yield Line(f"action {name}", "", f"{action.button}. {action.follows}")
    for name in words.silences:
        yield from _must(words, name)
    for name, check in ((name, words.check(name)) for name in words.checks):
        yield Line(f"check {name}", "", f"{check.title}. {check.who} {check.does}. Otherwise: {check.otherwise}.")
    for name, end in ((name, words.check_end(name)) for name in words.check_ends):
        yield Line(f"check end {name}", "", f"{end.title}. {end.means}")
    for told in CATALOGUE.values():
        if short_name(told.type) in words.sentences:
            yield from _event(words, short_name(told.type), _named(samples.make(told.shape)))
    yield from (Line(f"obligation {name}", "", words.obligations[name]) for name in ("chip", "ground"))


def _event(words: Wording, name: str, event: Any) -> Iterator[Line]:
    """The sentence of an event, and those of its own that it has for how a case was raised, for one who leaves, and for
    a hearing on no ordinary day.
    """
    own = [variant for variant in words.variants if variant.startswith(f"{name}_")]
    for variant in own:
        trigger = variant.removeprefix(f"{name}_")
        raised = replace(event, trigger=trigger) if hasattr(event, "trigger") else event
        raised = replace(raised, done_by="") if variant.endswith("_by_itself") else raised
        if hasattr(raised, "is_by_findings"):
            raised = replace(raised, is_by_findings=variant.endswith("_findings"))
        raised = replace(raised, was_due_on=raised.due_on) if variant.endswith("_stays") else raised
        raised = replace(raised, how="outside") if variant.endswith("_outside") else raised
        if variant.endswith("_spoken"):
            raised = replace(raised, how="in_person", **({"body": ""} if hasattr(raised, "body") else {}))
        yield Line(f"event {variant}", "", words.told(name, raised, {}, FACTS))
    ordinary = {"trigger": "petition", "body": "", "special": "", "is_by_findings": False}
    if own:
        event = replace(event, **{field: value for field, value in ordinary.items() if hasattr(event, field)})
    yield Line(f"event {name}", "", words.told(name, event, {}, FACTS))


def _named(event: Any) -> Any:
    """A sample of an event in which every text is the name of its field."""
    return replace(event, **{field.name: _renamed(getattr(event, field.name), field.name) for field in fields(event)})


def _renamed(value: object, name: str) -> object:
    match value:
        case str():
            return f"({name})"
        case tuple():
            return (_renamed(value[0], name),)
        case _:
            return _named(value) if is_dataclass(value) else value


def _must(words: Wording, name: str) -> Iterator[Line]:
    """The must line of a row in the six ways, or once."""
    own = words.grounds_of(name)
    said = {
        f"{'*' if basis is own[0].basis else ''}{basis}, {'signed' if signed_on else 'not signed'}": _line(
            words, name, own if basis is own[0].basis else (ELSEWHERE[basis],), signed_on
        )
        for basis in BASES
        for signed_on in (SIGNED_ON, None)
    }
    texts = set(said.values())
    if len(texts) == 1:
        yield Line(f"must {name}", f"*{own[0].basis}, and all others", texts.pop())
        return
    yield from (Line(f"must {name}", way, text) for way, text in said.items())


def _line(words: Wording, name: str, grounds: tuple[Ground, ...], signed_on: date | None) -> str:
    own = {fact: f"({fact})" for fact in ASKED}
    row: SilenceWords = words.silence(name, {**FACTS, **own, **words.obliged(grounds, signed_on=signed_on)})
    return f"{row.who_acts}. {'Otherwise' if row.is_right else 'If not'}: {row.otherwise}."
