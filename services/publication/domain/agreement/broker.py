"""Before and between the two sides: what binds each party; who brokers, who provides, and never one for both."""

import re
from collections.abc import Iterator, Mapping, Sequence

from services.publication.domain.entry.entry import EntryKind, Mark, Party, Said, Side
from services.publication.domain.entry.particulars import Role
from services.publication.domain.register.refusal import Wrong

WAIVED = "waived"


def plain_name(name: str) -> str:
    """The name of a body or team without what people spell differently: capitals, spaces, dots, brackets, dashes."""
    return re.sub(r"[\W_]+", "", name).casefold()


def unstated(parties: Sequence[str], marks: Mapping[int, Mark]) -> tuple[str, ...]:
    """The parties that have neither stated what binds them nor waived it, in their order."""
    stated = {_name(mark) for mark in _standing(marks, EntryKind.CONSTRAINTS)}
    return tuple(party for party in parties if party not in stated)


def roles(marks: Mapping[int, Mark]) -> Iterator[tuple[str, str | None, Role]]:
    """Who holds which role on the agreement: the body's name, its team where one is told, the role."""
    for mark in _standing(marks, EntryKind.APPOINTMENT):
        if mark.facts is not None and mark.facts.role is not None:
            yield mark.facts.party_name, mark.facts.team, Role(mark.facts.role)


def wrongs_of_standing_between(
    said: Said, at: str, marks: Mapping[int, Mark], parties: Sequence[str]
) -> Iterator[Wrong]:
    """Every fault of what is said before and between the sides."""
    match said.kind:
        case EntryKind.CONSTRAINTS:
            yield from _wrongs_of_constraints(said, at, parties)
        case EntryKind.APPOINTMENT:
            yield from _wrongs_of_appointing(said, at, marks)
        case EntryKind.BROKER_LOG:
            held = {(plain_name(name), role) for name, _, role in roles(marks)}
            if (plain_name(said.party_name), Role.BROKER) not in held:
                yield Wrong(f"{at}/party_name", "not-the-broker", "Nobody of this body was appointed as broker.")
            if said.reason is None:
                yield Wrong(f"{at}/reason", "missing", "Say what was done.")
        case _:
            if said.party is Party.BROKER:
                yield Wrong(f"{at}/party", "broker-takes-no-side", "A broker writes a log and takes no side.")


def _wrongs_of_constraints(said: Said, at: str, parties: Sequence[str]) -> Iterator[Wrong]:
    stated = said.particulars.constraints
    if said.party_name not in parties:
        yield Wrong(f"{at}/party_name", "not-a-party", f"The parties are {', '.join(parties)}.")
    if stated is None:
        return
    if not stated.is_waived and not stated.constraints:
        yield Wrong(f"{at}/constraints", "nothing-stated", "State what binds the party, or that it waives to say.")
    if stated.is_waived and stated.constraints:
        yield Wrong(f"{at}/constraints", "stated-and-waived", "A party states what binds it, or waives; not both.")


def _wrongs_of_appointing(said: Said, at: str, marks: Mapping[int, Mark]) -> Iterator[Wrong]:
    """One team, or a body whose team is not told, is broker or provider on one agreement: never both.

    A team is known by its name, whichever body names it: a body that appoints another's team cannot make it another.
    """
    taken = said.particulars.appointment
    if taken is None:
        return
    if taken.role is Role.BROKER and said.party.side is Side.LOCAL:
        yield Wrong(f"{at}/party", "broker-takes-no-side", "A broker does not sit on the side of the place.")
    others = [mark for number, mark in marks.items() if number != said.supersedes]
    held = roles(dict(enumerate(others)))
    for name, team, role in held:
        are_told = team is not None and taken.team is not None
        is_same_team = are_told and plain_name(team or "") == plain_name(taken.team or "")
        is_same_body = plain_name(name) == plain_name(said.party_name) and not are_told
        if role is not taken.role and (is_same_team or is_same_body):
            who = f"{team} of {name}" if is_same_team else name
            words = f"{who} is {role.value} on this agreement already: the same team cannot be {taken.role.value} too."
            yield Wrong(f"{at}/appointment/role", "broker-and-provider", words)


def _standing(marks: Mapping[int, Mark], kind: EntryKind) -> Iterator[Mark]:
    return (mark for mark in marks.values() if mark.kind is kind and not mark.is_superseded)


def _name(mark: Mark) -> str:
    return mark.facts.party_name if mark.facts else ""
