"""A negotiation that happens while the case climbs: proposed, answered late or not, disputed, advised on, approved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console

from deploy.sample import exports
from deploy.sample.posting import Posting
from services.cli.demo.office_hours import at_work
from services.cli.demo.people import People
from services.local.advance import Timeline
from shared.working_days import london_day

AGREEMENTS = "/publication/v1/agreements"


class Negotiation:
    """The two sides of the sample's invented agreement, two persons of each with keys of their own, day by day."""

    def __init__(self, people: People, time: Timeline, console: Console) -> None:
        self._people, self._time, self._console = people, time, console
        self._told = exports.live_negotiation()
        self._steps: list[dict[str, Any]] = list(self._told["step"])
        self._here = f"{AGREEMENTS}/{self._told['agreement']['agreement']}"
        self._began: datetime | None = None
        self._numbers: dict[str, int] = {}

    @property
    def page(self) -> str:
        """The path of the agreement's page."""
        return f"/agreements/{self._told['agreement']['agreement']}"

    @property
    def left(self) -> int:
        """How many of its steps have not been taken."""
        return len(self._steps)

    async def begin(self) -> None:
        """Open the agreement today; its days are counted from now."""
        opened = self._told["agreement"]
        for body in dict.fromkeys(step["by"] for step in self._steps):
            await self._people.give_key(body, opened["area"], role="registrar")
            await self._people.give_second_key(body, opened["area"], role="registrar")
        opening = Posting(path=AGREEMENTS, key=f"sample-{opened['agreement']}", body=opened)
        await self._people.post(opening, self._steps[0]["by"])
        self._began = await self._time.now()
        self._console.print(f"\nMeanwhile: {opened['title']}  {self._people.place.address}{self.page}")

    async def until(self, moment: datetime) -> None:
        """Take every step that falls before this moment, each on its day."""
        while self._steps and (due := self._due(self._steps[0])) <= moment:
            await self._time.advance(due)
            await self._take(self._steps.pop(0))

    def _due(self, step: Mapping[str, Any]) -> datetime:
        if self._began is None:
            raise ValueError("the negotiation has not begun")
        return at_work(self._began + timedelta(days=step["on_day"]))

    async def _take(self, step: Mapping[str, Any]) -> None:
        today = london_day(await self._time.now())
        entries = step.get("entries", [])
        body = [_said(entry, today.isoformat()) for entry in entries] or _dated(step, today.isoformat())
        path = f"{self._here}/{step['sends'].format(**self._numbers)}"
        key = f"{self._here}-{len(self._steps)}"
        answer = (await self._people.post(Posting(path=path, key=key, body=body), step["by"])).json()
        named = zip(entries, answer.get("entries", ()), strict=False)
        self._numbers |= {entry["name"]: number for entry, number in named if "name" in entry}
        await self._time.settle()
        self._console.print(f"{today:%d %b %Y}  The agreement: {step['told'][:1].lower()}{step['told'][1:]}.")


def _said(entry: Mapping[str, Any], today: str) -> dict[str, Any]:
    """What is sent of an entry: said today, and without the name by which later steps call it."""
    return {name: value for name, value in entry.items() if name != "name"} | {"said_on": today}


def _dated(step: Mapping[str, Any], today: str) -> dict[str, Any]:
    """A body that needs its day has today."""
    days = {"rounds": "opened_on", "approval": "approved_on"}
    day = {days[step["sends"]]: today} if step["sends"] in days else {}
    return {**step["body"], **day}
