"""An item of a negotiation among the marks of its entries: what it is called, who disputes what was typed of it."""

from collections.abc import Collection, Mapping
from datetime import date

from services.publication.domain.entry.entry import EntryKind, Mark, bare_name


def known_as(item: str, marks: Mapping[int, Mark]) -> frozenset[str]:
    """What an item or measure is called here: its own code, and that of each item whose terms name it as measure."""
    code = bare_name(item)
    items = (mark.item for mark in marks.values() if mark.facts and bare_name(mark.facts.measure or "") == code)
    return frozenset((code, *(bare_name(one) for one in items)))


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
    return mark.said_on.first if mark.said_on else came_on, number


def has(kind: EntryKind, item: str, marks: Mapping[int, Mark]) -> bool:
    """Whether an entry of this kind on this item, or on this measure by the item that it is, stands on the record."""
    names = known_as(item, marks)
    return any(mark.kind is kind and mark.names & names and not mark.is_superseded for mark in marks.values())
