"""A negotiation that has just opened, with people of the four bodies that carry it: what its story begins with."""

import asyncpg

from deploy.sample.posting import Posting
from services.cli.demo.people import REGISTRAR, People
from shared import auth

STORY = "story-2026"
COUNCIL, OFFICE = "Trafford Council", "Government Office (story)"
# Everybody who has a part: account, body, whom they work for.
PARTS = {
    "story-council": "trafford-council",
    "story-colleague": "trafford-council",
    "story-office": "story-office",
    "story-adviser": "story-peers",
    "story-minister": "story-minister",
}
BODIES = {
    "story-office": (OFFICE, "government_office"),
    "story-peers": ("Panel of peers (story)", "adviser"),
    "story-minister": ("Minister's office (story)", "ministers_office"),
}


async def set_out(people: People, admin_url: str | None, register: object, profile: str, password: str) -> None:
    """Register the bodies, open the agreement with both parties' waivers on the record and its first round."""
    area = register["area"]["area"]  # type: ignore[index] # as the sample tells it
    partners = [
        {"partner": code, "name": name, "partner_kind": kind, "regime": "executive", "inspectorate": "None"}
        for code, (name, kind) in BODIES.items()
    ]
    told = {"area": register["area"], "partners": partners}  # type: ignore[index] # as the sample tells it
    await people.send("/publication/v1/register", REGISTRAR, "story-register", json=told)
    base = "/publication/v1/agreements"
    opened = {"agreement": STORY, "area": area, "title": "Outcomes of the story", "period": "2026 to 2028"}
    opened |= {"profile": profile, "parties": [COUNCIL, OFFICE]}
    await people.post(Posting(path=base, key="story-open", body=opened), REGISTRAR)
    waivers: list[dict[str, object]] = [
        {"party": party, "party_name": name, "kind": "constraints", "item_title": "The agreement"}
        | {"source": "Letter", "constraints": {"waived": True}}
        for party, name in (("council", COUNCIL), ("government_office", OFFICE))
    ]
    await people.post(Posting(path=f"{base}/{STORY}/entries", key="story-waivers", body=waivers), REGISTRAR)
    await people.post(
        Posting(path=f"{base}/{STORY}/rounds", key="story-round", body={"round": "first", "title": "First"}), REGISTRAR
    )
    admin = await asyncpg.connect(admin_url)
    try:
        for account, body in PARTS.items():
            grants = [auth.Grant(area=area, role="partner")]
            await auth.create_account(admin, account, password, body=body, grants=grants, full_name=account)
    finally:
        await admin.close()
