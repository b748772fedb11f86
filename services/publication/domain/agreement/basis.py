"""What a target rests on besides figures: who leads, its lead's own protocol, who was asked, the law that sets it.

A protocol in the name of anybody but the lead binds nobody, and that people were asked is for the council or the lead
to say, whose people they are. What another body typed for them counts when `confirmation` says so.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from services.publication.domain.agreement.confirmation import BASIS, opens, speaker
from services.publication.domain.agreement.item import known_as
from services.publication.domain.entry.entry import EntryKind, Mark
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register, lead_on

NO_LEAD = "Nobody leads on this measure on that day; the register names who does."
NO_LAW = "No entry on this item says that it is statutory, and which law sets it."


def lead_of(measure: str, day: date, register: Register) -> str | None:
    """The code of the body that leads on the measure on that day; None where nobody does."""
    tenure = lead_on(register, measure, day)
    return tenure.lead.lead if tenure else None


def protocol_of(measure: str, day: date, marks: Mapping[int, Mark], register: Register) -> int | None:
    """The last protocol on the measure in the words of the body that leads on it that day."""
    lead = lead_of(measure, day, register)
    return _last(EntryKind.PROTOCOL, measure, marks, register, {lead} if lead else set())


def consultation_of(measure: str, day: date, marks: Mapping[int, Mark], register: Register) -> int | None:
    """The last entry by which the council, or the lead, says that those who do the work were asked."""
    lead = lead_of(measure, day, register)
    own = {register.about.responsible_authority} if register.about else set()
    return _last(EntryKind.CONSULTATION, measure, marks, register, own | ({lead} if lead else set()))


def law_of(measure: str, marks: Mapping[int, Mark], *, after: int = 0) -> int | None:
    """The last turn on the item, after this entry, that names the law by which its target is set; none that refuses,
    puts off or leaves open what it says.
    """
    names = known_as(measure, marks)
    told = (
        number
        for number, mark in marks.items()
        if number > after and mark.kind.is_of_an_item and mark.names & names and not mark.is_superseded
        if mark.facts is not None and mark.facts.item_class == ItemClass.STATUTORY.value and BASIS in mark.facts.flags
        if opens(mark)
    )
    return max(told, default=None)


def wrongs_of_lead(
    measure: str, at: str, day: date, marks: Mapping[int, Mark], register: Register
) -> Iterator[tuple[Wrong, EntryKind | None]]:
    """A measure on which nobody leads that day, or whose lead has laid down no protocol; each with the kind of entry
    that would open it.
    """
    lead = lead_of(measure, day, register)
    if lead is None:
        yield Wrong(at, "no-lead", NO_LEAD), None
    if protocol_of(measure, day, marks, register) is None:
        body = register.partners.get(lead or "")
        whose = f" of {body.name}, which leads on it," if body else ""
        words = f"No protocol{whose} says who accounts for it and who does what."
        yield Wrong(at, "no-protocol", words), EntryKind.PROTOCOL


def wrongs_of_asking(
    measure: str, at: str, day: date, marks: Mapping[int, Mark], register: Register
) -> Iterator[tuple[Wrong, EntryKind | None]]:
    """A measure of which neither the council nor its lead says that those who do the work were asked."""
    if consultation_of(measure, day, marks, register) is None:
        words = "Neither the council nor the lead says on this record that those who do the work were asked."
        yield Wrong(at, "no-consultation", words), EntryKind.CONSULTATION


def _last(
    kind: EntryKind, measure: str, marks: Mapping[int, Mark], register: Register, bodies: Collection[str]
) -> int | None:
    names = known_as(measure, marks)
    told = (
        number
        for number, mark in marks.items()
        if mark.kind is kind and mark.names & names and not mark.is_superseded and mark.facts is not None
        if (body := speaker(mark.facts.party_name, register)) is not None and body.partner in bodies
    )
    return max(told, default=None)
