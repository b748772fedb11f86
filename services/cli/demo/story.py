"""The climb: each step of the story is taken by its post through the API, at its day, and printed with its rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from rich.console import Console

from deploy.sample import exports
from services.cli.demo.people import People, Refused, taken
from services.local.advance import Timeline
from shared.calendars import calendar
from shared.working_days import LONDON, is_working, london_day

ENGLAND = calendar("England and Wales")


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: when, by whom, which command, and the state it led to."""

    on: date
    post: str
    command: str
    state: str
    was_refused: bool


async def climb(people: People, time: Timeline, reference: str, console: Console) -> list[Taken]:
    """Every step of the story; raises Refused when one does not lead where the story says."""
    story = exports.petition()
    area = story["petition"]["area"]
    posts = {account["account"]: account["post"] for account in story["account"]}
    console.print(f"\nThe case {reference} climbs the ladder; the clock is moved from deadline to deadline.")
    steps = []
    for step in story["step"]:
        await time.advance(_at_work(await time.now() + timedelta(days=step["after_days"])))
        if step["account"] not in people.employed:
            await people.employ(_account(story, step["account"]), area)
        case = await _take(people, time, reference, step)
        day = london_day(await time.now())
        steps.append(Taken(day, posts[step["account"]], step["command"], case["state"], bool(step.get("refused"))))
        await _print(console, people, reference, steps[-1], step)
    return steps


async def _take(people: People, time: Timeline, reference: str, step: Mapping[str, Any]) -> dict[str, Any]:
    client = people.as_post(step["account"])
    path = f"/escalation/v1/cases/{reference}"
    seen = taken(await client.get(path))
    day = london_day(await time.now())
    body = _with_days(step, day)
    answer = await client.post(
        f"{path}/commands/{step['command']}", json=body, headers={"If-Match": seen.headers["ETag"]}
    )
    if step.get("refused"):
        if answer.status_code < 400:
            raise Refused(f"{step['command']} should have been refused: {step['refused']}")
    else:
        taken(answer)
    await time.settle()
    case: dict[str, Any] = taken(await client.get(path)).json()
    if case["state"] != step["leads_to"]:
        raise Refused(f"{step['command']} led to {case['state']}, not to {step['leads_to']}")
    return case


def _with_days(step: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What is said, with the days that the command names counted from its own day."""
    body = dict(step["says"])
    for name, count in step.get("in_days", {}).items():
        on = _working_day(day + timedelta(days=count)).isoformat()
        if "recommendations" in body:
            body["recommendations"] = [{**one, name: on} for one in body["recommendations"]]
        else:
            body[name] = on
    return body


def _working_day(day: date) -> date:
    """The day, or the next on which offices are open."""
    while not is_working(day, ENGLAND):
        day += timedelta(days=1)
    return day


def _at_work(moment: datetime) -> datetime:
    """Half past nine on that day, or on the next working one."""
    day = _working_day(london_day(moment))
    return datetime.combine(day, time_of_day(9, 30), LONDON)


def _account(story: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(account for account in story["account"] if account["account"] == name)
    return found


async def _print(console: Console, people: People, reference: str, step: Taken, told: Mapping[str, Any]) -> None:
    """What was done, and what the public record now says must follow."""
    verdict = f"refused ({told['refused']})" if step.was_refused else step.state.replace("_", " ")
    console.print(f"  {step.on:%d %b %Y}  {step.post:45} {step.command.replace('_', ' '):24} -> {verdict}")
    must = taken(await people.anybody.get(f"/publication/v1/cases/{reference}")).json()["must"]
    if must:
        console.print(f"               next: {must['who']} {must['does']} {must['reckoning']}")
        console.print(f"               if nobody does anything: {must['otherwise']}")
