"""The climb: each step of the story is taken by its post through the API, at its day, and printed with its rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rich.console import Console

from deploy.sample import exports
from services.cli.demo.negotiation import Negotiation
from services.cli.demo.office_hours import at_work, working_day
from services.cli.demo.people import People, Refused, taken
from services.local.advance import Timeline
from shared.working_days import london_day

OFFICE = ("registrar", "negotiator", "administrator")  # accounts of posts that the story itself does not need


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: when, by whom, which command, and the state it led to."""

    on: date
    post: str
    command: str
    state: str
    was_refused: bool


class Record:
    """The public record of the case, told as it grows: who acted, what it says, what must follow by when, and where."""

    def __init__(self, people: People, reference: str, console: Console) -> None:
        self._people, self._reference, self._console = people, reference, console
        self._told = 0

    async def tell(self, who: str) -> None:
        """Print what the record says that it did not say before."""
        case = taken(await self._people.anybody.get(f"/publication/v1/cases/{self._reference}")).json()
        news = case["history"][self._told :]
        self._told = len(case["history"])
        if not news:
            return
        day = london_day(datetime.fromisoformat(news[-1]["occurred_at"]))
        self._console.print(f"{day:%d %b %Y}  {who}")
        for entry in news:
            self._console.print(f"             {entry['sentence']}")
        if must := case["must"]:
            self._console.print(f"             next: {must['who']} {must['does']} {must['reckoning'] or ''}")
            self._console.print(f"             otherwise: {must['otherwise']}")
        self._console.print(f"             {self._people.place.address}/record/{self._reference}")


async def climb(
    people: People, time: Timeline, reference: str, console: Console, *, meanwhile: Negotiation
) -> list[Taken]:
    """Every step of the story, and what falls between them; raises Refused when one does not lead where it says."""
    story = exports.petition()
    area = story["petition"]["area"]
    posts = {account["account"]: account["post"] for account in story["account"]}
    record = Record(people, reference, console)
    console.print(f"\nThe case {reference} climbs the ladder; the clock is moved from deadline to deadline.")
    await record.tell("The citizens")
    steps = []
    for step in story["step"]:
        due = at_work(await time.now() + timedelta(days=step["after_days"]))
        await meanwhile.until(due)
        await time.advance(due)
        await record.tell("By itself, since nobody had acted in time")
        if step["account"] not in people.employed:
            await people.employ(_account(story, step["account"]), area)
        state, answer = await _take(people, time, reference, step)
        day, post = london_day(await time.now()), posts[step["account"]]
        steps.append(Taken(day, post, step["command"], state, bool(step.get("refused"))))
        if step.get("refused"):
            console.print(f"{day:%d %b %Y}  {post}: {_plain(step['command'])}")
            console.print(f"             refused: {answer['detail']}")
        await record.tell(f"{post}: {_plain(step['command'])}")
    return steps


async def seat_negotiators(people: People) -> str:
    """The posts of the partnership office sign in, two of them each other's second person; the account of the first."""
    story = exports.petition()
    for name in OFFICE:
        await people.employ(_account(story, name), story["petition"]["area"])
    return OFFICE[0]


async def _take(people: People, time: Timeline, reference: str, step: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Take one step; the case's state afterwards, and what the product answered."""
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
    state: str = taken(await client.get(path)).json()["state"]
    if state != step["leads_to"]:
        raise Refused(f"{step['command']} led to {state}, not to {step['leads_to']}")
    return state, answer.json()


def _with_days(step: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What is said, with the days that the command names counted from its own day."""
    body = dict(step["says"])
    if "minute" in body:
        body["minute"] = {**body["minute"], "met_on": day.isoformat()}
    for name, count in step.get("in_days", {}).items():
        on = working_day(day + timedelta(days=count)).isoformat()
        if "recommendations" in body:
            body["recommendations"] = [{**one, name: on} for one in body["recommendations"]]
        else:
            body[name] = on
    return body


def _account(story: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(account for account in story["account"] if account["account"] == name)
    return found


def _plain(command: str) -> str:
    return command.replace("_", " ")
