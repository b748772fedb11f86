"""Who is a party of which side of an agreement, and whether the government has a part in it: asked of the parties and
of all that was ever said, not only of what a gate may read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.publication.domain.agreement.confirmation import speaker
from services.publication.domain.entry.entry import Mark, Side
from services.publication.domain.entry.voice import voice_of
from services.publication.domain.register.register import Register


@dataclass(frozen=True, slots=True)
class Sides:
    """The parties by whom they are, each with its side. `is_two_sided` where the government's side has a part: a party
    of the agreement, or somebody who ever spoke for it there.
    """

    parties: Mapping[str, Side]
    is_two_sided: bool
    register: Register

    def of(self, side: Side) -> frozenset[str]:
        """The parties of a side."""
        return frozenset(one for one, of in self.parties.items() if of is side)

    def who(self, mark: Mark) -> str:
        """Who said this: a body of the register by its code, anybody else by the name."""
        return who(mark.facts.party_name if mark.facts else "", self.register)


def who(name: str, register: Register) -> str:
    """A body of the register by its code, whichever of its names this is; anybody else by the name itself."""
    body = speaker(name, register)
    return body.partner if body else name.casefold()


def sides_of(parties: Sequence[str], marks: Iterable[Mark], register: Register) -> Sides:
    """The sides of an agreement. A party that the register knows is of the side as which its kind speaks; of another
    one tells what was said in its name, and where nothing was it is the government's.
    """
    told = [mark for mark in marks if mark.facts is not None]
    found = {who(name, register): _side(name, told, register) for name in parties}
    spoke = any(mark.party.side is Side.GOVERNMENT for mark in told)
    return Sides(found, spoke or Side.GOVERNMENT in found.values(), register)


def _side(name: str, told: Collection[Mark], register: Register) -> Side:
    body = speaker(name, register)
    if body is not None:
        speaks = {party.side for party in voice_of(body.partner_kind).parties}
        return Side.GOVERNMENT if Side.GOVERNMENT in speaks else Side.LOCAL
    said = {mark.party.side for mark in told if mark.facts and mark.facts.party_name.casefold() == name.casefold()}
    return Side.LOCAL if Side.LOCAL in said else Side.GOVERNMENT
