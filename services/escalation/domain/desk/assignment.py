"""Who works on a case for a body: taken, handed over with a note, put back; and who stands in while somebody is away.

It is the body's own business: no event tells of it, and nobody outside sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_COVER_DAYS = 365
PRESSED_AGAIN = timedelta(minutes=1)
# Who works on a case that a body itself answers for: its clerks, its committee's officers, and those who answer.
# Whoever has roles of several is of the first.
SIDES = (
    frozenset({"case_worker", "monitoring_officer"}),
    frozenset({"scrutiny_officer"}),
    frozenset({"partner", "inspector"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """That somebody has a case from a moment on; `account` is None where it was put back for the team."""

    reference: str
    area: str
    body: str
    number: int
    account: str | None
    assigned_by: str
    assigned_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody of a body wrote about a case for colleagues; never public, and never changed. `supersedes`: the
    number of the note that it puts right.
    """

    reference: str
    area: str
    body: str
    number: int
    written_by: str
    written_at: datetime
    note: str
    supersedes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """That somebody stands in for an account in an area, both days included, unless it was ended before."""

    number: int
    area: str
    body: str
    account: str
    stands_in: str
    from_on: date
    until_on: date
    assigned_by: str
    ended_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.from_on <= day <= self.until_on and (self.ended_on is None or day < self.ended_on)


def of_other_sides(roles: Iterable[str], by_side: Sequence[Iterable[str]]) -> frozenset[str]:
    """The accounts of a body that are on another side than somebody with these roles; `by_side` are those that hold a
    role of each of the sides.
    """
    wanted, seen, others = set(roles), set[str](), set[str]()
    own = next((index for index, side in enumerate(SIDES) if side & wanted), len(SIDES))
    for index, accounts in enumerate(by_side):
        here = set(accounts) - seen
        seen |= here
        others |= here if index != own else set()
    return frozenset(others)


def moved(current: Assignment | None, *, like: Assignment) -> Assignment | None:
    """The assignment that follows; None where nothing would change, so that a second press does nothing."""
    if current is None:
        return None if like.account is None and not like.note else like
    is_said = not like.note or (current.note, current.assigned_by) == (like.note, like.assigned_by)
    return None if current.account == like.account and is_said else like


def is_again(notes: Iterable[Note], new: Note) -> bool:
    """Whether the same person wrote the same about the case a moment ago: a second press, not a second note."""
    said = (new.note, new.written_by, new.supersedes)
    return any(
        (one.note, one.written_by, one.supersedes) == said and new.written_at - one.written_at < PRESSED_AGAIN
        for one in notes
    )


def standing(notes: Iterable[Note]) -> list[Note]:
    """The notes that no later one puts right."""
    found = list(notes)
    put_right = {one.supersedes for one in found}
    return [one for one in found if one.number not in put_right]


def is_circle(covers: Iterable[Cover], new: Cover) -> bool:
    """Whether somebody would stand in for whoever stands in for them, on one of the same days."""
    return any(
        (one.account, one.stands_in) == (new.stands_in, new.account)
        and one.from_on <= new.until_on
        and new.from_on <= one.until_on
        and (one.ended_on is None or new.from_on < one.ended_on)
        for one in covers
    )


def stand_ins(covers: Iterable[Cover], account: str, day: date) -> tuple[str, ...]:
    """The accounts whose work is this account's on that day: its own, and those for whom it stands in."""
    return (account, *sorted({one.account for one in covers if one.stands_in == account and one.holds_on(day)}))
