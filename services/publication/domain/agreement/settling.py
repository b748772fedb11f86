"""Whether both sides agreed to what is approved: to the figure that stood last, and not to one before it.

A local item that the government's side leaves to the place, or that it has no part in, is agreed by the council's own
consent beside those of its partners. What another body typed for a side agrees to nothing until `confirmation` allows.

Source: section 110 of the Act of 2007 for consents; a designated target is agreed by both sides.
"""

from collections.abc import Iterator, Mapping, Sequence

from services.publication.domain.agreement.confirmation import CONSENTS, Awaited, told_of
from services.publication.domain.agreement.stated import Figured, OnRecord, Standing, all_standing, standing_of, told_on
from services.publication.domain.entry.entry import EntryKind, Mark, Side, Status
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register

_SIDES = {Side.LOCAL: "the place", Side.GOVERNMENT: "the government"}
_REFUSED = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED, Status.PLACEHOLDER))


def wrongs_of_settling(
    index: int,
    target: Figured,
    item_class: ItemClass,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    *,
    figures: Sequence[OnRecord],
    register: Register,
    waits: Mapping[int, Awaited],
) -> Iterator[Wrong]:
    """A target whose item is not agreed last, or to whose figure one of the sides never agreed. What a law of its own
    sets is negotiated by nobody.
    """
    if item_class is ItemClass.STATUTORY:
        return
    turns = {n: mark for n, mark in marks.items() if _is_turn(mark, names)}
    heard = {n: mark for n, mark in turns.items() if n not in waits}
    told = [(told_on(mark), n) for n, mark in heard.items() if mark.status]
    last = heard[max(told)[1]] if told else None
    status = last.status if last else None
    stood = standing_of(names, marks, figures).get(target.period)
    if item_class is ItemClass.LOCAL and status not in _REFUSED and _is_left(last, marks):
        words = "" if _council_consents(names, marks, stood, register, waits) else _NO_COUNCIL
    elif status is not Status.AGREED:
        words = "Nobody said on this record that it is agreed." if status is None else _LAST.format(_plain(status))
    else:
        every = all_standing(names, marks, figures, target.period)
        wanting = [_SIDES[side] for side in _SIDES if not all(_stands_by(side, heard, one) for one in every)]
        words = _ONE_SIDE.format(" and ".join(wanting)) if wanting else ""
    if words:
        yield Wrong(f"/targets/{index}/measure", "not-agreed", words + told_of([*turns.keys() - heard.keys()], waits))


_LAST = "What was said last on its item is that it is {}: settle it there first."
_ONE_SIDE = "Nobody who speaks for {} agreed to what was stated last: it is agreed there first."
_NO_COUNCIL = "It is left to the place, and the council's own consent to it is not on the record."


def _plain(status: Status) -> str:
    return status.replace("_", " ")


def _is_turn(mark: Mark, names: frozenset[str]) -> bool:
    return mark.kind.is_of_an_item and not mark.is_superseded and bool(mark.names & names)


def _is_left(last: Mark | None, marks: Mapping[int, Mark]) -> bool:
    """Whether the place alone settles an item: the government's side left it to it, or nobody speaks here for that."""
    is_two_sided = any(mark.party.side is Side.GOVERNMENT for mark in marks.values())
    is_government = last is not None and last.party.side is Side.GOVERNMENT
    return not is_two_sided or (is_government and last is not None and last.status is Status.DEMOTED_TO_LOCAL)


def _stands_by(side: Side, heard: Mapping[int, Mark], stood: Standing) -> bool:
    """Whether a side stated what stands, or agreed since it stood."""
    return any(
        n in stood.entries or (mark.status is Status.AGREED and n >= stood.since)
        for n, mark in heard.items()
        if mark.party.side is side
    )


def _council_consents(
    names: frozenset[str],
    marks: Mapping[int, Mark],
    stood: Standing | None,
    register: Register,
    waits: Mapping[int, Awaited],
) -> bool:
    own = register.partners.get(register.about.responsible_authority) if register.about else None
    since = stood.since if stood else 0
    given = {
        n: mark.facts
        for n, mark in marks.items()
        if mark.kind is EntryKind.CONSENT and n > since and not mark.is_superseded and mark.names & names
        if mark.facts is not None and own is not None and mark.facts.party_name == own.name and n not in waits
    }
    return bool(given) and CONSENTS in given[max(given)].flags
