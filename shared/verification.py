"""What `folkmoot verify` finds: for each subject how many were recomputed from the ledger or rows, and what differs.

It reads names first and then looks some at a time, each time in a transaction of its own: no long reader holds up the
database's cleaning.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from shared import ledger
from shared.database import EVERY_AREA, Database, Session
from shared.ledger import Recorded
from shared.working_days import london_day

PAGE = 100
UNLIKE = "the row is not what the events tell"

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


async def told_or_kept(session: Session, kind: str, kept: Iterable[str]) -> Sequence[str]:
    """The streams of a kind that were told or whose row is kept: neither may be without the other."""
    return sorted({*kept, *await ledger.streams_of(session, kind)})


def of_days(told: Iterable[Recorded]) -> Iterator[tuple[Any, date]]:
    """Each event with its day; Any: its class follows from the stream's name."""
    return ((one.event, london_day(one.occurred_at)) for one in told)


def by_whom(told: Iterable[Recorded]) -> Iterator[tuple[Any, date, str]]:
    """Each event with its day and who did it; Any: its class follows from the stream's name."""
    return ((one.event, london_day(one.occurred_at), one.actor) for one in told)


def unlike(kept: Mapping[str, object], told: Mapping[str, object]) -> list[str]:
    """A sentence for every stream of `told` that folds into something else than the row kept of it."""
    return [f"{stream}: {UNLIKE}" for stream, folded in told.items() if kept.get(stream) != folded]


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
