"""Doing small things that come in at the same moment together: many waiting requests, one transaction, one flush.

It knows nothing of what is done. What fails together is tried again one by one, so that no one's trouble is another's.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64


class Together(Generic[T, R]):
    """Gathers what is asked for while the last group is being done, and does it as the next group."""

    def __init__(self, do: Callable[[Sequence[T]], Awaitable[Sequence[R]]], *, most: int = MOST) -> None:
        """`do` answers each of a group, in order; it leaves nothing behind when it raises."""
        self._do = do
        self._most = most
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def ask(self, item: T) -> R:
        """The answer to this one; raises what doing it by itself raises."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            count = min(self._most, len(self._waiting))
            group = [self._waiting.popleft() for _ in range(count)]
            try:
                answers = await self._do([item for item, _ in group])
            except Exception as error:  # noqa: BLE001 whatever it is, it is the doing of one, who is told alone below
                await self._one_by_one(group, error)
            else:
                for (_, future), answer in zip(group, answers, strict=True):
                    _settle(future, answer)

    async def _one_by_one(self, group: Sequence[tuple[T, asyncio.Future[R]]], error: Exception) -> None:
        if len(group) == 1:
            _fail(group[0][1], error)
            return
        for item, future in group:
            try:
                (answer,) = await self._do([item])
            except Exception as own:  # noqa: BLE001 it is raised where it was asked for
                _fail(future, own)
            else:
                _settle(future, answer)


def _settle(future: asyncio.Future[R], answer: R) -> None:
    if not future.done():  # whoever asked may have gone
        future.set_result(answer)


def _fail(future: asyncio.Future[R], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
