"""Where a body's decision is written down: bodies decide, people record."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """The body that decided, the day it met, the reference of the minute, the votes, and the seats that stood aside.

    `body` and `recused` are filled in from the case; seats are named, never persons. `present` is how many members were
    there, 0 where that is not said; `minority` what those held who did not vote for it, where they ask that it be
    written down; `restricted` the ground on which press and public were kept out, empty for a meeting in public.
    """

    met_on: date
    reference: str
    votes_for: int
    votes_against: int
    abstained: int = 0
    body: str = ""
    recused: tuple[str, ...] = ()
    present: int = 0
    minority: str = ""
    restricted: str = ""

    @property
    def votes(self) -> int:
        """How many votes there were, of those who abstained too, and a casting vote."""
        return self.votes_for + self.votes_against + self.abstained

    @property
    def is_carried(self) -> bool:
        """Whether more voted for it than against it. A tie decides nothing."""
        return self.votes_for > max(self.votes_against, 0)

    @property
    def by_casting_vote(self) -> bool:
        """Whether the chair broke a tie with a second vote: it makes one vote more than there were members."""
        return bool(self.present) and self.votes == self.present + 1 and self.votes_for == self.votes_against + 1

    @property
    def voted(self) -> int:
        """How many members voted."""
        return self.votes - int(self.by_casting_vote)

    def __str__(self) -> str:
        """What the public sees: body, day and minute."""
        return f"{self.body} on {self.met_on.day} {self.met_on:%B %Y}, minute {self.reference}"
