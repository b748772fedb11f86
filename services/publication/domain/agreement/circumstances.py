"""What a command of a negotiation is judged by besides the agreement: the area's register, its rules, its days."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from services.publication.domain.register.refusal import Refused, Wrong
from services.publication.domain.register.register import Register, policy_on
from shared.policy import Policy, released, resolve
from shared.working_days import Calendar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The circumstances of one command. `inspecting` are the inspectorates, in small letters, that have an open
    inspection of the area's council. `letters` are the entries that letters offer to the body whose words they give,
    with the day on which the first of them left; None while none has. Of what is not in it nobody was asked.
    `settled` is the register without the changes that were not public for long: what opens a gate is read from it.
    None where no gate is asked. `since` are the registers that everybody read after each of these changes.
    `holds_back` where words on the agreement were handed in that wait for a day; `taken` are the entries from whose
    words something was taken out that gates read.
    """

    register: Register
    policy: Policy
    calendar: Calendar
    inspecting: frozenset[str] = frozenset()
    letters: Mapping[int, date | None] = field(default_factory=dict)
    settled: Register | None = None
    since: tuple[Register, ...] = ()
    holds_back: bool = False
    taken: frozenset[int] = frozenset()

    @property
    def is_ministers(self) -> bool:
        """Whether targets are the nation's to designate, so that the minister's office decides."""
        return self.policy.framework.national_targets

    def as_gates_read(self) -> "Circumstances":
        """The same by the settled register."""
        return self if self.settled is None else replace(self, register=self.settled)

    def readings(self, profile: str, day: date) -> Iterator["Circumstances"]:
        """The circumstances that each have to open a gate: by the settled register, by each since, and by that of today
        where it is another. A change that was taken back opens nothing on any day, however often it is stated.
        """
        yield self.as_gates_read()
        if self.settled is not None and self.settled.version != self.register.version:
            for read in (*self.since, self.register):
                yield replace(self, register=read, policy=policy_on(read, day)).under(profile, day)

    def under(self, profile: str, day: date) -> "Circumstances":
        """The same for an agreement that was opened under the rules of this release: how many targets there may be, who
        decides and the patterns of rounds are theirs. Its days, its persons and its elections stay the area's.
        """
        if profile == self.policy.profile or profile not in released():
            return self
        chosen = resolve(profile, (), day)
        rows = {key: chosen.rows[key] if key.startswith("framework.") else row for key, row in self.policy.rows.items()}
        policy = replace(self.policy, framework=chosen.framework, rounds=chosen.rounds, rows=rows)
        return replace(self, policy=policy)


def by_every_reading(by: Circumstances, profile: str, day: date, judge: Callable[[Circumstances], T]) -> T:
    """What follows where it does by the settled register and by that of today. Raises what either refuses."""
    with _told_of_changes(by):
        *_, last = (judge(one) for one in by.readings(profile, day))
    return last


@contextmanager
def _told_of_changes(by: Circumstances) -> Iterator[None]:
    """Let what a gate refuses say besides that the register was changed too lately to be read by it."""
    try:
        yield
    except Refused as refused:
        if by.settled is None or by.settled.version == by.register.version:
            raise
        days = by.policy.negotiation.confirm.words()
        message = f"The area's register was changed lately. What opens a gate is read as it stood {days} before."
        raise Refused([*refused.wrongs, Wrong("", "register-changed-lately", message)]) from None
