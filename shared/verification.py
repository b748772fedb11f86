"""What `folkmoot verify` finds: for each subject how many were recomputed from the ledger or rows, and what differs.

It reads names first and then looks some at a time, each time in a transaction of its own: no long reader holds up the
database's cleaning.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared import ledger
from shared.database import EVERY_AREA, Database, Session

PAGE = 100

T = TypeVar("T")
Names = Callable[[Session], Awaitable[Sequence[T]]]
Check = Callable[[Session, T], Awaitable[Sequence[str]]]
CheckEach = Callable[[Session, Sequence[T]], Awaitable[Sequence[Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class Verified:
    """One subject of one service: `checked` things recomputed, `differences` said in a sentence each."""

    subject: str
    checked: int
    differences: tuple[str, ...] = ()


def streams(kind: str) -> Names[str]:
    """The names of a kind's streams, as `each` takes them."""

    async def names(session: Session) -> Sequence[str]:
        return await ledger.streams_of(session, kind)

    return names


async def each(database: Database, subject: str, names: Names[T], check: Check[T]) -> Verified:
    """Check one thing after the other; `check` answers a sentence for every difference."""

    async def check_all(session: Session, page: Sequence[T]) -> Sequence[str]:
        return [sentence for name in page for sentence in await check(session, name)]

    return await in_pages(database, subject, names, check_all)


async def in_pages(database: Database, subject: str, names: Names[T], check: Check[Sequence[T]]) -> Verified:
    """Check a hundred at a time, where one query can look at them all."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await names(session)
    differences: list[str] = []
    for start in range(0, len(found), PAGE):
        async with database.unit_of_work(EVERY_AREA) as session:
            differences += await check(session, found[start : start + PAGE])
    return Verified(subject, len(found), tuple(differences))


async def together(database: Database, subjects: Sequence[str], names: Names[T], check: CheckEach[T]) -> list[Verified]:
    """Check several subjects of the same things in one reading; `check` answers the sentences of each, in order."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await names(session)
    differences: list[list[str]] = [[] for _ in subjects]
    for start in range(0, len(found), PAGE):
        async with database.unit_of_work(EVERY_AREA) as session:
            for kept, some in zip(differences, await check(session, found[start : start + PAGE]), strict=True):
                kept.extend(some)
    return [Verified(one, len(found), tuple(told)) for one, told in zip(subjects, differences, strict=True)]
