"""Petitions and their signatories, for tests: asked for, confirmed, signed, read."""

import re
from typing import Any

from httpx import Response

from services.escalation.worker import errands
from shared.errands import carry_some
from shared.events import new_id, short_name
from shared.events.publication import PolicyOverridden
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, MEASURE, OTHER_AREA, SIGNED, World

NEEDED = 4
FORM = {"Origin": "http://127.0.0.1:8000"}


async def lower_threshold(here: World, to: int) -> None:
    """So many signatures send a petition to the council here; no watch minds that people of tests are numbered."""
    for key in ("watch.pattern", "watch.own_domain", "watch.own_most"):
        await override(here, key, "1000000")
    await override(here, "petition.ordinary_signatures", str(to))


async def override(here: World, key: str, value: str) -> None:
    """The area has decided for a value of its own."""
    await here.tell(
        PolicyOverridden(
            area=AREA,
            key=key,
            value=value,
            basis="local agreement",
            decided_by="Full council",
            since_on=SIGNED,
        )
    )


def person(number: int, **said: str) -> dict[str, str]:
    return {
        "name": f"Resident {number}",
        "email": f"resident-{number}@example.org",
        "postcode": "M32 0TH",
        "relation": "live",
    } | said


def wish(**said: Any) -> dict[str, Any]:
    return {
        "area": AREA,
        "measure": MEASURE,
        "title": "Bins for every block of flats",
        "text": "We ask the council to give every block of flats a full set of bins.",
        "organiser": person(0),
        "seen_alike": True,
    } | said


async def asked_for(here: World, **said: Any) -> str:
    """A draft that its organiser has not confirmed; the reference that it will have."""
    answer = await here.client.post("/escalation/v1/petitions", json=wish(**said))
    assert answer.status_code == 202, answer.text
    reference: str = answer.json()["petition"]
    return reference


async def opened(here: World, settings: Settings, **said: Any) -> str:
    """A petition that its organiser has confirmed, each time another person; its reference."""
    here.opened += 1
    organiser = person(0, email=f"organiser-{here.opened}@example.org")
    reference = await asked_for(here, **({"organiser": organiser} | said))
    token = (await letters(here, settings))[organiser["email"]]
    assert (await press(here, reference, token)).status_code == 303
    assert (await check(here, reference, "publish")).status_code == 200
    return reference


async def check(
    here: World, reference: str, deed: str, who: str = "case_worker", *, version: int | None = None, **said: Any
) -> Response:
    """Decide about a petition that is not public yet, on the version that stands unless another is given."""
    path = f"/escalation/v1/petitions/{reference}/moderation"
    seen = version if version is not None else (await here.client.get(path)).json()["version"]
    codes = (AREA, OTHER_AREA) if who == "case_worker" else (AREA,)
    headers = {
        "Authorization": f"Bearer {await here.key(who, codes)}",
        "If-Match": f'"{seen}"',
        "Idempotency-Key": str(new_id()),
    }
    said = {"reasons": "It was read, and this follows from the published rules."} | said
    return await here.client.post(f"{path}/{deed}", json=said, headers=headers)


async def sign(here: World, reference: str, who: dict[str, str]) -> Response:
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures", json=who)


async def letters(here: World, settings: Settings) -> dict[str, str]:
    """Carry every letter; the token in the last one to each address."""
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    found = {}
    for letter in reversed(read_folder(settings.mail_folder)):
        link = re.search(r"/petitions/(\S+)/(confirm|organiser)\?token=([0-9a-f]{64})", letter.text)
        if link:  # others tell whoever started a petition what it is owed
            found[letter.to] = link[3]
    return found


async def press(here: World, reference: str, token: str) -> Response:
    return await here.client.post(f"/petitions/{reference}/confirm", data={"token": token}, headers=FORM)


async def confirmed(here: World, settings: Settings, reference: str, numbers: range) -> None:
    for number in numbers:
        assert (await sign(here, reference, person(number))).status_code == 202
    tokens = await letters(here, settings)
    for number in numbers:
        answer = await press(here, reference, tokens[f"resident-{number}@example.org"])
        assert answer.status_code == 303, answer.text


async def shown(here: World, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = (await here.client.get(f"/escalation/v1/petitions/{reference}")).json()
    return found


async def told(here: World, reference: str) -> list[str]:
    rows = await here.admin.fetch(
        "select type from escalation.ledger where stream = $1 order by version", f"petition/{reference}"
    )
    return [short_name(row["type"]).removeprefix("petition.") for row in rows]


async def rows(here: World, reference: str, *, are_confirmed: bool = True) -> int:
    counted: int = await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and (confirmed_at is not null) = $2",
        reference,
        are_confirmed,
    )
    return counted
