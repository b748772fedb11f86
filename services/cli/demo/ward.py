"""The councillor's part: a post of the register gets its letter, somebody takes it up, a petition is about the ward."""

import re
from typing import Any

from rich.console import Console

from deploy.sample import exports
from services.cli.demo.people import People, Refused, taken
from services.cli.demo.petition import begin_for_ward
from services.local.advance import Timeline

LINK = re.compile(r"https?://[^/\s]+(/desk/ward/join\?token=(\S+))")
HIDDEN = re.compile(r'name="csrf_token" value="([^"]+)"')


async def settle_in(people: People, time: Timeline, console: Console) -> tuple[str, str]:
    """Have the sample's councillor hold their post, with a petition about its ward; the account and the reference."""
    ward: dict[str, Any] = exports.petition()["ward"]
    area = ward["petition"]["area"]
    clerk = people.as_post(exports.petition()["moderator"]["account"])
    where = f"/escalation/v1/councillors/{area}/{ward['post_code']}/address"
    taken(await clerk.put(where, json={"email": ward["email"], "reasons": ward["reasons"]}))
    await time.settle()
    letters = (LINK.search(letter.text) for letter in people.letters() if letter.to == ward["email"])
    link = next((found for found in letters if found is not None), None)
    if link is None:
        raise Refused(f"no letter came to {ward['post']}")
    await people.employ(ward, area, by_letter=True)
    councillor = people.as_post(ward["account"])
    form = HIDDEN.search(taken(await councillor.get(link[1])).text)
    sent = {"token": link[2], "csrf_token": form[1] if form else ""}
    taken(await councillor.post("/desk/ward/join", data=sent))
    reference = await begin_for_ward(people, time)
    console.print(
        f"\n{ward['post']} takes up the post by the link of a letter; a petition is about the ward: "
        f"{people.place.address}/petitions/{reference}"
    )
    return str(ward["account"]), reference
