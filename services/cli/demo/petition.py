"""The citizens' part: a petition is started and people sign; each opens the link of a letter and presses the button."""

import re
from collections.abc import Iterable, Mapping
from string import ascii_lowercase
from typing import Any
from urllib.parse import SplitResult, urlsplit

from rich.console import Console
from rich.progress import track

from deploy.sample import exports
from services.cli.demo.people import People, Refused, taken
from services.local.advance import Timeline

LINK = re.compile(r"https?://\S+/confirm\?token=\S+")


async def gather(people: People, time: Timeline, console: Console) -> str:
    """Start the petition, confirm it and sign it until it is handed in; its reference."""
    story = exports.petition()
    told = {name: said for name, said in story["petition"].items() if name != "subject"}
    reference: str = taken(await people.anybody.post("/escalation/v1/petitions", json=told)).json()["petition"]
    await time.settle()
    organisers = links(people, 1)
    await press(people, organisers)
    await people.employ(story["moderator"], told["area"])
    await _publish(people, time, reference, story["moderator"])
    petition = taken(await people.anybody.get(f"/escalation/v1/petitions/{reference}")).json()
    console.print(
        f"\nA resident starts a petition and confirms it by mail: {story['petition']['title']}\n"
        f"  {story['moderator']['post']} checks it, and everybody may sign it from now on.\n"
        f"  {people.place.address}/petitions/{reference}   {petition['threshold']} signatures send it to the council"
    )
    count = story["signers"]["count"]
    for number in track(range(1, count + 1), "People sign                 ", console=console):
        await _sign(people, reference, story["signers"], number)
    await time.settle()
    signers = [link for link in links(people, count + 1) if link not in organisers]
    await press(people, track(signers, "... and confirm by mail     ", console=console))
    await time.settle()
    return reference


async def begin_for_ward(people: People, time: Timeline) -> str:
    """Start the small petition about a ward, and let everybody sign it; its reference."""
    story = exports.petition()
    told = story["ward"]["petition"]
    reference: str = taken(await people.anybody.post("/escalation/v1/petitions", json=told)).json()["petition"]
    await time.settle()
    await press(people, [link for link in links(people, 1) if f"/{reference}/" in link.path])
    await _publish(people, time, reference, story["moderator"])
    return reference


async def _publish(people: People, time: Timeline, reference: str, moderator: Mapping[str, Any]) -> None:
    """Check the petition as the post that does so, and let everybody sign it."""
    client, path = people.as_post(moderator["account"]), f"/escalation/v1/petitions/{reference}/moderation"
    seen = taken(await client.get(path))
    said, headers = {"reasons": moderator["reasons"]}, {"If-Match": seen.headers["ETag"]}
    taken(await client.post(f"{path}/publish", json=said, headers=headers))
    await time.settle()


def links(people: People, expected: int) -> list[SplitResult]:
    """The links of all letters. Raises Refused when fewer came than people asked for one."""
    found = {urlsplit(link) for letter in people.letters() for link in LINK.findall(letter.text)}
    if len(found) < expected:
        raise Refused(f"{expected} people signed and {len(found)} mails came")
    return sorted(found)


async def press(people: People, links: Iterable[SplitResult]) -> None:
    """Open each link and press the one button behind it."""
    for link in links:
        taken(await people.anybody.get(f"{link.path}?{link.query}"))
        token = dict(pair.split("=", 1) for pair in link.query.split("&"))["token"]
        taken(await people.anybody.post(link.path, data={"token": token}))


def _letters(number: int) -> str:
    """A number below 676 in two letters: addresses that differ in a number only look like one hand's."""
    first, second = divmod(number, len(ascii_lowercase))
    return ascii_lowercase[first] + ascii_lowercase[second]


async def _sign(people: People, reference: str, signers: dict[str, object], number: int) -> None:
    relations = signers["relations"]
    body = {
        "name": str(signers["name"]).format(number=number),
        "email": str(signers["email"]).format(letters=_letters(number)),
        "postcode": signers["postcode"],
        "relation": relations[number % len(relations)],  # type: ignore[index, arg-type]  # a list of words
    }
    taken(await people.anybody.post(f"/escalation/v1/petitions/{reference}/signatures", json=body))
