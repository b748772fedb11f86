"""A petition that waits to be checked, and what is seen of it meanwhile."""

import re
from typing import Any

from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.settings import Settings
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import (
    asked_for,
    letters,
    person,
    press,
)

ORGANISER = "resident-0@example.org"
SECRET = "Zwinglebert"
EACH_ONCE = (
    *("waiting", "held", "published", "stays_refused"),
    *("not_sponsored", "not_mended", "withdrawn", "closed_undecided"),
)
HIDDEN: dict[str, Any] = {
    "title": f"{SECRET} stole the bins of the flats",
    "text": f"It was {SECRET} of 4 Elm Road, whom all know here.",
}


async def waiting(here: World, settings: Settings, *, by: int = 0, **said: Any) -> tuple[str, str]:
    """A petition that waits to be checked: its reference, and the token of its organiser."""
    reference = await asked_for(here, organiser=person(by), **said)
    token = (await letters(here, settings))[f"resident-{by}@example.org"]
    assert (await press(here, reference, token)).status_code == 303
    return reference, token


async def standing(here: World, reference: str, who: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {await here.key(who)}"} if who else {}
    found: dict[str, Any] = (
        await here.client.get(f"/escalation/v1/petitions/{reference}/moderation", headers=headers)
    ).json()
    return found


async def next_day(here: World) -> None:
    """The clock goes to the end of the next silence of a petition that waits."""
    moment = await here.value(
        "select min(sweep_at) from escalation.deadline where kind = 'moderation.silence' "
        "and met_at is null and cancelled_at is null and fired_at is null"
    )
    here.clock.set(moment)
    await deadlines.sweep(here.database, DEADLINES, here.clock.now())
    assert await here.value("select count(*) from escalation.deadline where attempts > 0") == 0


async def public_bytes(here: World, reference: str) -> str:
    """Everything that anybody can read of a petition, and all that is told, booked or kept of it outside its draft."""
    paths = (
        *("/petitions", "/petitions/checked", "/escalation/v1/petitions", "/escalation/v1/moderation/counts"),
        *(f"/petitions/{reference}", f"/escalation/v1/petitions/{reference}/moderation"),
        *(f"/escalation/v1/petitions/{reference}", f"/petitions/{reference}/organiser?token=0"),
    )
    found = [(await here.client.get(path)).text for path in paths]
    for table in ("ledger", "outbox", "idempotency", "errand", "deadline", "moderation"):
        kept = await here.admin.fetch(f"select t::text as row from escalation.{table} t")
        found += [row["row"] for row in kept]
        found += [
            bytes.fromhex(hexed).decode("utf-8", "replace")
            for row in kept
            for hexed in re.findall(r"\\\\x([0-9a-f]+)", row["row"])
            if len(hexed) % 2 == 0
        ]
    return "\n".join(found)
