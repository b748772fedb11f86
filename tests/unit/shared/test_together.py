"""What comes in at the same moment is done together, and what fails together is tried again one by one."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.together import Together


class Work:
    """Doubles numbers, slowly; 13 fails whatever it is done with."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.groups.append([*numbers])
        await asyncio.sleep(0)
        if 13 in numbers:
            raise ValueError("13")
        return [2 * number for number in numbers]


async def test_what_comes_in_meanwhile_is_the_next_group() -> None:
    work = Work()
    together = Together(work, most=3)
    assert await asyncio.gather(*(together.ask(n) for n in range(5))) == [0, 2, 4, 6, 8]
    assert work.groups == [[0, 1, 2], [3, 4]]
    assert await together.ask(7) == 14


async def test_one_that_fails_harms_no_other() -> None:
    work = Work()
    together = Together(work)
    answers = await asyncio.gather(*(together.ask(n) for n in (1, 13, 2)), return_exceptions=True)
    assert (answers[0], answers[2]) == (2, 4)
    assert isinstance(answers[1], ValueError)
    assert work.groups == [[1, 13, 2], [1], [13], [2]]


async def test_one_alone_that_fails_is_not_tried_twice() -> None:
    work = Work()
    with pytest.raises(ValueError, match="13"):
        await Together(work).ask(13)
    assert work.groups == [[13]]


async def test_whoever_goes_away_leaves_the_others_their_answers() -> None:
    together = Together(Work())
    asked = [asyncio.create_task(together.ask(n)) for n in range(3)]
    await asyncio.sleep(0)
    asked[1].cancel()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert (answers[0], answers[2]) == (0, 4)
    assert isinstance(answers[1], asyncio.CancelledError)
