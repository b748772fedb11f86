"""Filling the templates of a profile's words, so that what people wrote and the words round it read as sentences.

Whoever wrote what stands in a field may have ended it with a full stop or not; one stands in the end, and never two.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from string import Formatter

from shared.working_days import SATURDAY, in_words

NOT_RECORDED = "not recorded"
_PARTS = Formatter()
_ENDED = re.compile("[.!?…][\"'”\u2019»)\\]]*$")
_BEGINS_ANEW = re.compile(r" [A-Z“]")


def fill(template: str, said: Mapping[str, str]) -> str:
    """The template with what is said in each of its fields; a fact that nobody gave is said to be missing.

    A field that counts says behind a colon what it counts, one and many: `{lines:line|lines}` is "1 line", "7 lines".
    """
    parts: list[str] = []
    after_field = False
    for literal, name, counted, _ in _PARTS.parse(template):
        parts.append(_joined("".join(parts), literal) if after_field else literal)
        after_field = name is not None
        if name is not None:
            value = said.get(name, NOT_RECORDED)
            parts.append(begun(value) if literal.endswith(". ") else value)
            if counted:
                one, _, many = counted.partition("|")
                parts.append(f" {one if value == '1' else many}")
    return "".join(parts)


def without(template: str, unsaid: Collection[str]) -> str:
    """The template without the sentences, or the ends of sentences, that would only tell what nobody said.

    A field in the midst of a sentence stays, and is said to be missing.
    """
    for name in unsaid:
        field = re.escape(f"{{{name}}}")
        template = re.sub(rf"(^|(?<=[.?”])\s)([A-Z][^.{{}}]*: )?{field}\.?(?=\s[A-Z{{]|$)", "", template)
        template = re.sub(rf": {field}\.?(?=\s[A-Z{{]|$)", ".", template)
    return template.strip()


def named_day(day: date) -> str:
    """A day in words, with its name where it is on a weekend: Saturday 2 May 2009."""
    return f"{day:%A} {in_words(day)}" if day.weekday() >= SATURDAY else in_words(day)


def begun(sentence: str) -> str:
    """The same with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def ended(sentence: str) -> str:
    """The sentence with a full stop, where it has no end of its own."""
    found = sentence.rstrip()
    return found if not found or _ENDED.search(found) else f"{found}."


def _joined(before: str, literal: str) -> str:
    """What follows a field: its full stop left out behind a sentence that has ended, and put in before a new one."""
    if _ENDED.search(before):
        return literal.removeprefix(".")
    return f".{literal}" if _BEGINS_ANEW.match(literal) else literal


def own_sentences(name: str, event: object) -> tuple[str, ...]:
    """The names under which an event may have a sentence of its own, the first that has words first."""
    trigger = getattr(event, "trigger", "")
    return (*(f"{name}_{way}" for way, is_so in _WAYS if is_so(event)), *((f"{name}_{trigger}",) if trigger else ()))


def _has(field: str) -> Callable[[object], bool]:
    return lambda event: bool(getattr(event, field, ""))


def _said(how: str) -> Callable[[object], bool]:
    return lambda event: getattr(event, "how", "") == how


def _stays(event: object) -> bool:
    days = [(getattr(event, f"was_{day}", None), getattr(event, day, None)) for day in ("asked_by", "due_on")]
    return all(before is not None and before == now for before, now in days)


# In which ways an event may have a sentence of its own, by the ending of its name.
_WAYS: tuple[tuple[str, Callable[[object], bool]], ...] = (
    ("stays", _stays),  # its days were counted again, and are the same
    ("findings", _has("is_by_findings")),  # a duty that came with findings
    ("by_itself", lambda event: getattr(event, "done_by", None) == ""),
    ("body", _has("body")),  # one of several who leave
    ("bodies", _has("bodies")),  # those whose day was missed
    ("spoken", _said("in_person")),
    ("outside", _said("outside")),
    ("written", _said("written_down")),
    ("passed", _has("is_passed_on")),  # a duty that was passed on
    ("special", _has("special")),  # a hearing on no ordinary day of the committee
    ("undoing", _has("undoes")),  # a hearing that falls away
    ("righted", _has("was")),  # who came, put right
    ("hiding", _has("hides")),  # a file that is hidden
)
