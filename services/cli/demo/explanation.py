"""The lead partners' part: missed targets ask why, with a clock; one is answered, and the others pass in silence."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rich.console import Console

from deploy.sample import exports
from services.cli.demo.people import People, Refused, taken
from services.local.advance import Timeline
from shared.working_days import london_day

ASKED = "/indicators/v1/explanations"


@dataclass(frozen=True, slots=True)
class Why:
    """What must be seen of it afterwards: words on the page of the measure that was explained; another page's words."""

    answered: list[str]
    silent: tuple[str, list[str]]


async def answer_one(people: People, time: Timeline, console: Console) -> Why:
    """Answer about the petition's measure as its lead partner, and let the others wait. Raises Refused if not asked."""
    said, measure = exports.explanation(), exports.petition()["petition"]["measure"]
    asked = taken(await people.anybody.get(f"{ASKED}?state=asked")).json()["explanations"]
    console.print(f"\n{len(asked)} missed targets ask why:")
    for one in reversed(asked):
        console.print(f"  {one['body_name']}: {one['measure']}, {one['period']}; answer due by {one['due_on']}")
    own = [one for one in asked if one["measure"] == measure]
    others = [one for one in asked if one["measure"] != measure]
    if len(own) != 1 or not others:
        raise Refused("the sample's figures did not ask about two measures")
    told = await _answer(people, time, own[0], said)
    console.print(f"{told['body_name']} answers: {told['answers']['cause'][0]}  {people.place.address}{_page(told)}")
    console.print("The others say nothing.")
    return Why(
        answered=[f"{told['body_name']}</strong> answered on", said["answers"]["cause"]],
        silent=(_page(others[0]), ["No answer came by", others[0]["body_name"]]),
    )


async def _answer(people: People, time: Timeline, asked: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    improved_on = london_day(await time.now()) + timedelta(days=said["improved_in_days"])
    answers = said["answers"] | {"improved_on": improved_on.isoformat()}
    path, key = f"{asked['links']['self']}/answers", f"explanation-{asked['explanation']}"
    await people.give_key(asked["body"], asked["area"])
    answer = await people.send(path, asked["body"], key, json={"answers": answers}, seen=f'"{asked["version"]}"')
    told: dict[str, Any] = answer.json()
    return told


def _page(asked: dict[str, Any]) -> str:
    page: str = asked["links"]["page"]
    return page
