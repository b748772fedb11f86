"""What the address of a change to be looked at says: a setting, a day on which the offices would be closed, or the
weeks before an election.
"""

from shared.policy import Override
from shared.register import Supposed
from shared.shapes import Day, Line, Strict


class ChangeAsked(Strict):
    """A change of one setting, as the register writes it down; `once` is the name of the button that would make it."""

    key: Line
    value: Line
    basis: Line
    decided_by: Line
    since_on: Day
    once: Line

    def supposed(self) -> Supposed:
        """The same, for supposing it."""
        said = self.model_dump(exclude={"once"})
        return Supposed(overrides=(Override(**said),))


class ClosureAsked(Strict):
    """A day on which the offices would be closed."""

    closed_on: Day
    reason: Line
    basis: Line
    once: Line

    def supposed(self) -> Supposed:
        """The same, for supposing it."""
        return Supposed(closures={self.closed_on: self.reason})


class ElectionAsked(Strict):
    """Weeks before an election."""

    starts_on: Day
    ends_on: Day
    election: Line
    basis: Line
    once: Line

    def supposed(self) -> Supposed:
        """The same, for supposing it."""
        return Supposed(elections={self.starts_on: (self.ends_on, self.election)})
