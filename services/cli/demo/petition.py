"""The citizens' part: a petition is started, people sign, open the link in their mail and press the button."""

import re
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import track

from deploy.sample import exports
from services.cli.demo.people import People, Refused, taken
from services.local.advance import Timeline

LINK = re.compile(r"https?://\S+/confirm\?token=\S+")


async def gather(people: People, time: Timeline, console: Console) -> str:
    """Start the petition and sign it until it is handed in; its reference."""
    story = exports.petition()
    told = {name: said for name, said in story["petition"].items() if name != "subject"}
    answer = taken(await people.anybody.post("/escalation/v1/petitions", json=told))
    petition = answer.json()
    reference: str = petition["petition"]
    console.print(
        f"\nA resident starts a petition: {story['petition']['title']}\n"
        f"  {people.place.address}/petitions/{reference}   {petition['threshold']} signatures send it to the council"
    )
    count = story["signers"]["count"]
    for number in track(range(1, count + 1), "People sign                 ", console=console):
        await _sign(people, reference, story["signers"], number)
    await time.settle()
    opened = {urlsplit(link) for letter in people.letters() for link in LINK.findall(letter.text)}
    if len(opened) < count:
        raise Refused(f"{count} people signed and {len(opened)} mails came")
    for link in track(sorted(opened), "... and confirm by mail     ", console=console):
        taken(await people.anybody.get(f"{link.path}?{link.query}"))
        token = dict(pair.split("=", 1) for pair in link.query.split("&"))["token"]
        taken(await people.anybody.post(link.path, data={"token": token}))
    await time.settle()
    return reference


async def _sign(people: People, reference: str, signers: dict[str, object], number: int) -> None:
    relations = signers["relations"]
    body = {
        "name": str(signers["name"]).format(number=number),
        "email": str(signers["email"]).format(number=number),
        "postcode": signers["postcode"],
        "relation": relations[number % len(relations)],  # type: ignore[index, arg-type]  # a list of words
    }
    taken(await people.anybody.post(f"/escalation/v1/petitions/{reference}/signatures", json=body))
