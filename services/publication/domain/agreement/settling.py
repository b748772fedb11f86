"""Whether both sides agreed to what is approved: to the figure that stood last, and not to one before it.

A local item that the government's side leaves to the place, or that it has no part in, is agreed by the council's own
consent beside those of its partners. What another body typed for a side agrees to nothing until `confirmation` allows.

Source: section 110 of the Act of 2007 for consents; a designated target is agreed by both sides.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.agreement.confirmation import BASIS, Awaited, is_own, opens, told_of
from services.publication.domain.agreement.consent import consents
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.sides import Sides
from services.publication.domain.agreement.stated import (
    OnRecord,
    Promised,
    Standing,
    all_standing,
    consented_after,
    consented_from,
    said_by,
    told_on,
)
from services.publication.domain.entry.entry import Mark, Side, Status
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register

_SIDES = {Side.LOCAL: "the place", Side.GOVERNMENT: "the government"}
_PUT = frozenset((None, Status.PROPOSED, Status.COUNTER_PROPOSED))
_REFUSED = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED, Status.PLACEHOLDER))


def wrongs_of_settling(
    index: int,
    target: Promised,
    item_class: ItemClass,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    *,
    figures: Sequence[OnRecord],
    sides: Sides,
    lead: str | None = None,
    waits: Mapping[int, Awaited],
) -> Iterator[Wrong]:
    """A target whose item is not agreed last, or to whose figure one of the `sides` never agreed, or a party of it that
    spoke of it does not agree. What a law of its own
    sets is negotiated by nobody; but whoever refused the item last has not been heard to know that law, and the
    council alone names none.
    """
    turns = {n: mark for n, mark in marks.items() if _is_turn(mark, names)}
    heard = {n: mark for n, mark in turns.items() if n not in waits}
    told = [(said_by(mark), n) for n, mark in heard.items() if mark.status]
    last = heard[max(told)[1]] if told else None
    status = last.status if last else None
    if item_class is ItemClass.STATUTORY:
        words = _why_no_law(heard, lead, sides)
    elif item_class is ItemClass.LOCAL and status not in _REFUSED and _is_left(last, sides):
        words = "" if _council_consents(target.measure, marks, figures, sides.register, waits) else _NO_COUNCIL
    elif status is not Status.AGREED:
        words = "Nobody said on this record that it is agreed." if status is None else _LAST.format(_plain(status))
    else:
        every = all_standing(names, marks, figures, target.period)
        wanting = [_SIDES[side] for side in _SIDES if not _agrees(side, heard, every, sides)]
        words = _ONE_SIDE.format(" and ".join(wanting)) if wanting else ""
    if words:
        yield Wrong(f"/targets/{index}/measure", "not-agreed", words + told_of([*turns.keys() - heard.keys()], waits))


_LAST = "What was said last on its item is that it is {}: settle it there first."
_ONE_SIDE = "Nobody who speaks for {} agreed to what was stated last: it is agreed there first."
_NO_COUNCIL = "It is left to the place, and the council's own consent to it is not on the record."


_ONE_BODY = "Only {} says that a law sets it: the other side, or whoever leads on it, names that law or agrees to it."


def _why_no_law(heard: Mapping[int, Mark], lead: str | None, sides: Sides) -> str:
    """Why no law sets it: a side refused the item last; or neither the government's side nor the lead whose duty it is
    names the law or agreed to it since. A council that leads itself names none alone to a government that has a part.
    """
    last: dict[Side, Mark] = {}
    for _, _, mark in sorted(((said_by(mark), n, mark) for n, mark in heard.items() if mark.status), key=_order):
        last[mark.party.side] = mark
    for mark in last.values():
        if mark.status in _REFUSED - {Status.PLACEHOLDER}:
            return _LAST.format(_plain(mark.status))
    laws = [n for n, mark in heard.items() if mark.facts and BASIS in mark.facts.flags and opens(mark)]
    if not laws:
        return ""  # that no law is named is told besides
    register = sides.register
    own = register.partners.get(register.about.responsible_authority) if register.about else None
    is_own_lead = own is not None and own.name == lead
    stand_by = [mark for n, mark in heard.items() if n == max(laws) or (n > max(laws) and mark.status is Status.AGREED)]
    if any(mark.party.side is Side.GOVERNMENT for mark in stand_by):
        return ""
    if any(_name(mark) == lead for mark in stand_by) and not (is_own_lead and sides.is_two_sided):
        return ""
    return _ONE_BODY.format(_name(heard[max(laws)]))


def _order(told: tuple[date, int, Mark]) -> tuple[date, int]:
    return told[0], told[1]


def _name(mark: Mark) -> str:
    return mark.facts.party_name if mark.facts else ""


def _plain(status: Status) -> str:
    return status.replace("_", " ")


def stands_by_all(
    side: Side, measure: str, marks: Mapping[int, Mark], figures: Sequence[OnRecord], sides: Sides
) -> bool:
    """Whether a side agrees to everything that stands on the item of this measure, or nothing stands there."""
    names = known_as(measure, marks)
    every = all_standing(names, marks, figures)
    return not every or _agrees(side, {n: mark for n, mark in marks.items() if _is_turn(mark, names)}, every, sides)


def _is_turn(mark: Mark, names: frozenset[str]) -> bool:
    return mark.kind.is_of_an_item and not mark.is_superseded and bool(mark.names & names)


def _is_left(last: Mark | None, sides: Sides) -> bool:
    """Whether the place alone settles an item: the government's side left it to it, or has no part in the agreement."""
    is_government = last is not None and last.party.side is Side.GOVERNMENT
    return not sides.is_two_sided or (is_government and last is not None and last.status is Status.DEMOTED_TO_LOCAL)


def _agrees(side: Side, heard: Mapping[int, Mark], every: Sequence[Standing], sides: Sides) -> bool:
    """Whether a side stands by the whole: by all that stands, and its own last word on where the item stands agrees, or
    states this very figure. Whatever else it says takes its agreement back. So does what a party of it says, which
    nobody else of its side takes back.
    """
    stating = frozenset(n for one in every if one.value is not None for n in one.entries)
    last: dict[str, int] = {}
    for _, n in sorted((said_by(mark), n) for n, mark in heard.items() if mark.party.side is side):
        if heard[n].status or n in stating:
            last = {one: held for one, held in last.items() if one != sides.who(heard[n])} | {sides.who(heard[n]): n}
    if not last:
        return False
    parties = sides.of(side) & last.keys()
    stated = frozenset(n for one in every for n in one.entries)
    besides = {sides.who(mark): n for n, mark in sorted(heard.items()) if n not in stated and _says_besides(mark)}
    if any(besides.get(one, 0) > last[one] for one in parties):
        return False
    asked = {*(last[one] for one in parties), [*last.values()][-1]}
    return all(heard[n].status is Status.AGREED or (n in stating and heard[n].status in _PUT) for n in asked) and all(
        _stands_by(side, heard, one) for one in every
    )


def _says_besides(mark: Mark) -> bool:
    """Whether a body said something of an item itself and not where it stands: nobody knows what it leaves standing."""
    return mark.status is None and is_own(mark)


def _stands_by(side: Side, heard: Mapping[int, Mark], stood: Standing) -> bool:
    """Whether a side stated what stands, or agreed since it stood. Who rejects, puts off or only discusses what it
    repeats states nothing, and what was agreed on a day before was something else.
    """
    since = {n: mark for n, mark in heard.items() if mark.party.side is side and n >= stood.since and opens(mark)}
    return any(
        n in stood.entries or (mark.status is Status.AGREED and told_on(mark) >= stood.told_on)
        for n, mark in since.items()
    )


def _council_consents(
    measure: str,
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    register: Register,
    waits: Mapping[int, Awaited],
) -> bool:
    own = register.partners.get(register.about.responsible_authority) if register.about else None
    names, heard = known_as(measure, marks), {n: mark for n, mark in marks.items() if n not in waits}
    since, day = consented_after(names, marks, figures), consented_from(names, marks, figures)
    return own is not None and consents(own.name, measure, heard, register, after=since, since=day)
