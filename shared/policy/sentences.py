"""Filling the templates of a profile's words, so that what people wrote and the words round it read as sentences.

Whoever wrote what stands in a field may have ended it with a full stop or not; one stands in the end, and never two.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date
from string import Formatter

from shared.working_days import SATURDAY, in_words

NOT_RECORDED = "not recorded"
_PARTS = Formatter()
_ENDED = re.compile("[.!?…][\"'”\u2019»)\\]]*$")
_BEGINS_ANEW = re.compile(r" [A-Z“]")


def fill(template: str, said: Mapping[str, str]) -> str:
    """The template with what is said in each of its fields; a fact that nobody gave is said to be missing."""
    parts: list[str] = []
    after_field = False
    for literal, name, _, _ in _PARTS.parse(template):
        parts.append(_joined("".join(parts), literal) if after_field else literal)
        after_field = name is not None
        if name is not None:
            value = said.get(name, NOT_RECORDED)
            parts.append(begun(value) if literal.endswith(". ") else value)
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
    """The names under which an event may have a sentence of its own, the first that has words first; empty ones count
    for none. For how a case was raised, for one of several who leave, for a hearing on no ordinary day of the committee
    or one that falls away, for those whose day was missed, for a file that is hidden, for who came where that is put
    right, for what came by itself, for what somebody said in person, and for a duty that was passed on, or came with
    findings.
    """
    trigger = getattr(event, "trigger", "")
    special = f"{name}_special" if getattr(event, "special", "") else ""
    undoing = f"{name}_undoing" if getattr(event, "undoes", None) else ""
    righted = f"{name}_righted" if getattr(event, "was", "") else ""
    hiding = f"{name}_hiding" if getattr(event, "hides", False) else ""
    by_itself = f"{name}_by_itself" if getattr(event, "done_by", None) == "" else ""
    spoken = f"{name}_spoken" if getattr(event, "how", "") == "in_person" else ""
    outside = f"{name}_outside" if getattr(event, "how", "") == "outside" else ""
    was = [(getattr(event, f"was_{day}", None), getattr(event, day, None)) for day in ("asked_by", "due_on")]
    passed = f"{name}_passed" if getattr(event, "is_passed_on", False) else ""
    stays = f"{name}_stays" if all(before is not None and before == now for before, now in was) else ""
    findings = f"{name}_findings" if getattr(event, "is_by_findings", False) else ""
    return (
        stays,
        findings,
        by_itself,
        f"{name}_body" if getattr(event, "body", "") else "",
        f"{name}_bodies" if getattr(event, "bodies", ()) else "",
        spoken,
        outside,
        passed,
        special,
        undoing,
        righted,
        hiding,
        f"{name}_{trigger}" if trigger else "",
    )
