"""Who has to consent to a local target, and who has not: the bodies that its measure relates to in the register."""

from collections.abc import Mapping
from datetime import date

from services.publication.domain.agreement.confirmation import CONSENTS, speaker
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.stated import told_on
from services.publication.domain.entry.entry import EntryKind, Mark
from services.publication.domain.register.register import Register, lead_on


def related(measure: str, day: date, register: Register) -> tuple[str, ...]:
    """The names of the bodies that a measure relates to on that day: its lead, then those who contribute."""
    tenure = lead_on(register, measure, day)
    if tenure is None:
        return ()
    codes = (tenure.lead.lead, *tenure.lead.contributors)
    return tuple(register.partners[code].name for code in dict.fromkeys(codes) if code in register.partners)


def asked(measure: str, day: date, register: Register) -> tuple[str, ...]:
    """The bodies that have to consent to a local target on that day: all but the responsible authority."""
    own = register.partners.get(register.about.responsible_authority) if register.about else None
    return tuple(name for name in related(measure, day, register) if own is None or name != own.name)


def without_consent(
    measure: str,
    day: date,
    marks: Mapping[int, Mark],
    register: Register,
    *,
    after: int = 0,
    since: date = date.min,
) -> tuple[str, ...]:
    """The bodies, but the responsible authority, that a measure relates to and that have not consented to it by an
    entry after this one, of that day or a later one.
    """
    bodies = asked(measure, day, register)
    return tuple(name for name in bodies if not consents(name, measure, marks, register, after=after, since=since))


def consents(
    name: str, measure: str, marks: Mapping[int, Mark], register: Register, *, after: int, since: date
) -> bool:
    """Whether the last word of this body on the measure after this entry is that it consents, by whichever of its names
    it was said; and not on a day before `since`, of something else.
    """
    names, body = known_as(measure, marks), speaker(name, register)
    said = [
        mark
        for n, mark in sorted(marks.items())
        if n > after and mark.kind is EntryKind.CONSENT and mark.names & names and not mark.is_superseded and mark.facts
        if mark.facts.party_name == name or (body is not None and speaker(mark.facts.party_name, register) == body)
    ]
    last = said[-1] if said else None
    return last is not None and last.facts is not None and CONSENTS in last.facts.flags and told_on(last) >= since
