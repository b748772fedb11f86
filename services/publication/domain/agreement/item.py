"""An item of a negotiation among the marks of its entries: what it is called, who disputes what was typed of it."""

from collections.abc import Collection, Mapping
from datetime import date

from services.publication.domain.entry.entry import EntryKind, Mark, Status, bare_name


def known_as(item: str, marks: Mapping[int, Mark]) -> frozenset[str]:
    """What an item or measure is called here: its own code, and that of each item that was said last to be of it."""
    code = bare_name(item)
    return frozenset((code, *(name for name, measure in _measures(marks).items() if measure == code)))


def turns_on(measure: str, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """These without the turns on items that are, as was said last, of another measure: what was agreed on one item is
    agreed of no other, whatever either was once called.
    """
    code, measures = bare_name(measure), _measures(marks)
    return {
        n: mark
        for n, mark in marks.items()
        if not mark.kind.is_of_an_item or measures.get(bare_name(mark.item), bare_name(mark.item)) == code
    }


def _measures(marks: Mapping[int, Mark]) -> dict[str, str]:
    """By item the measure that was named last on it; its own code where none was, or where it was withdrawn."""
    named, last = dict[str, str](), dict[str, Status]()
    for _, mark in sorted(marks.items()):
        if mark.kind.is_of_an_item and not mark.is_superseded:
            code = bare_name(mark.item)
            named[code] = bare_name((mark.facts.measure if mark.facts else None) or named.get(code, code))
            last[code] = mark.status or last.get(code, Status.PROPOSED)
    return {code: code if last[code] is Status.WITHDRAWN else measure for code, measure in named.items()}


def on_one_item(names: frozenset[str], marks: Mapping[int, Mark]) -> frozenset[str]:
    """These names, and every other one by which the turns of the same items go: a code is its measure's name too."""
    turns = (mark.names for mark in marks.values() if mark.kind.is_of_an_item and mark.names & names)
    return names.union(*turns)


def disputing(measure: str, marks: Mapping[int, Mark], disputed: Collection[int]) -> list[str]:
    """The bodies that dispute the last word of their side on the item of this measure."""
    names = known_as(measure, marks)
    last = {
        mark.party.side: number
        for number, mark in sorted(marks.items(), key=_when)
        if mark.kind.is_of_an_item and mark.status and mark.names & names and not mark.is_superseded
    }
    found = (marks[number].facts for number in last.values() if number in disputed)
    return [facts.party_name for facts in found if facts]


def _when(one: tuple[int, Mark]) -> tuple[date, int]:
    number, mark = one
    came_on = mark.facts.recorded_on if mark.facts else date.min
    return mark.said_on.last if mark.said_on else came_on, number


def has(kind: EntryKind, item: str, marks: Mapping[int, Mark]) -> bool:
    """Whether an entry of this kind on this item, or on this measure by the item that it is, stands on the record."""
    names = known_as(item, marks)
    return any(mark.kind is kind and mark.names & names and not mark.is_superseded for mark in marks.values())
