"""Each service with two places: ours, and another whose case, figures or agreement stand behind the service's doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI

from services.escalation import main as escalation_main
from services.indicators import main as indicators_main
from services.publication import main as publication_main
from shared.database import Database, administrator_at, for_service
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from shared.settings import Settings
from tests.integration.authorisation import Doors, Place
from tests.integration.conftest import SetClock
from tests.integration.escalation import cases, petitions
from tests.integration.escalation.cases import MEASURE, OTHER_AREA
from tests.integration.indicators import figures
from tests.integration.indicators.figures import BURY, BURY_COUNCIL, WASTE
from tests.integration.indicators.mappings import MAPPING
from tests.integration.indicators.test_report import SENT as REPORT
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    Here,
    register,
    turn,
)
from tests.integration.publication.negotiation import open_first_round as begin
from tests.people import both

MAIN = {"indicators": indicators_main, "escalation": escalation_main, "publication": publication_main}
SECRET = "Xqsecretofanother"


@dataclass
class Stage:
    """A service with two places, and who owns its database."""

    service: str
    settings: Settings
    clock: SetClock
    admin: asyncpg.Connection
    ours: Place
    theirs: Place

    @asynccontextmanager
    async def doors(self, database: Database | None = None) -> AsyncIterator[Doors]:
        """The doors of the application on this way to its rows."""
        used, main = database or for_service(self.settings, self.service), MAIN[self.service]
        app: FastAPI = main.create(self.settings, used, self.clock)
        yield Doors.of(app, Path(str(main.__file__)).parent / "api", self.admin)
        await used.close()


@asynccontextmanager
async def of_escalation(settings: Settings, clock: SetClock, admin_url: str) -> AsyncIterator[Stage]:
    """A case, a petition that is public and one that waits to be read, of Bury."""
    database = for_service(settings, "escalation")
    async with cases.world(settings, database, clock, admin_url) as here:
        theirs = Place(OTHER_AREA, "waste-of-bury", {"area": OTHER_AREA, "said/area": OTHER_AREA})
        theirs.values |= {"said/measure": MEASURE, "committee": "scrutiny-committee", "number": "1"}
        theirs.values["cases/reference"] = reference = await here.open_case(OTHER_AREA)
        theirs.values["cases/version"] = str((await here.show(reference)).json()["version"])
        for number, name in enumerate(("petitions/reference", "read/reference")):
            organiser = petitions.person(number, name=SECRET)
            title = SECRET if name == "read/reference" else "Bins for every block of flats"
            drafted = await petitions.asked_for(here, area=OTHER_AREA, organiser=organiser, title=title)
            token = (await petitions.letters(here, settings))[organiser["email"]]
            assert (await petitions.press(here, drafted, token)).status_code == 303
            theirs.values[name] = drafted
        public = theirs.values["petitions/reference"]
        assert (await petitions.check(here, public, "publish")).status_code == 200
        yield Stage("escalation", settings, clock, here.admin, Place(cases.AREA, "fire"), theirs)
    await database.close()


@asynccontextmanager
async def of_indicators(settings: Settings, clock: SetClock, admin_url: str) -> AsyncIterator[Stage]:
    """Figures that are public and some that wait, a mapping, a report, a challenge and an enquiry, of Bury."""
    database = for_service(settings, "indicators")
    async with figures.world(settings, database, clock, admin_url) as here:
        key = {"Authorization": f"Bearer {await here.key(BURY_COUNCIL, BURY)}"}

        async def put(method: str, path: str, sent: object) -> Any:
            headers = key | {"Idempotency-Key": str(new_id())}
            answer = await here.client.request(method, f"/indicators/v1/{path}", json=sent, headers=headers)
            assert answer.is_success, answer.text
            return answer.json()

        (council,) = (
            one for one in figures.REGISTER if isinstance(one, PartnerRegistered) and one.partner == BURY_COUNCIL
        )
        await put("POST", "batches", {"rows": [figures.row("61", code=BURY)]})
        await put("PUT", "mappings/xqsecretofanother", MAPPING)
        await put("PUT", "reports/xqsecretofanother", REPORT | {"areas": [BURY]})
        await here.tell(replace(council, embargo=True, clearance=True))
        held = (await put("POST", "batches", {"rows": [figures.row("62", "2025/26", code=BURY)]}))["batch"]
        theirs = Place(BURY, BURY_COUNCIL, {"area": BURY, "name": WASTE, "said/area": BURY, "said/measure": WASTE})
        theirs.values |= {"batches/id": held, "held/id": held, "mappings/id": "xqsecretofanother", "version": "1"}
        theirs.values |= {"reports/id": "xqsecretofanother"}
        yield Stage("indicators", settings, clock, here.admin, Place(figures.TRAFFORD, figures.COUNCIL), theirs)
    await database.close()


@asynccontextmanager
async def of_publication(settings: Settings, clock: SetClock, admin_url: str) -> AsyncIterator[Stage]:
    """An agreement of Bath with entries, and with words that wait for a second person."""
    database, body = for_service(settings, "publication"), "bath-council"
    async with administrator_at(admin_url) as admin:
        keys = await both(admin, body, [BATH])
        transport = httpx.ASGITransport(app=publication_main.create(settings, database, clock))
        async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
            here = Here(client, database, clock, keys)
            await here.post("/publication/v1/register", register())
            opened = {"agreement": DEAL, "area": BATH, "title": "Agreement for Bath", "period": "2026 to 2029"}
            await here.do(AGREEMENTS, opened | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]})
            await begin(here)
            held = await here.hand_in(turn("proposal", "proposed", reason=SECRET, said_on="2026-02-27"))
            waiting = held["links"]["self"]["href"].rpartition("/")[2]
        theirs = Place(BATH, body, {"area": BATH, "body": body, "said/area": BATH, "name": DEAL})
        theirs.values |= {
            "submissions/number": waiting,
            "entries/number": "1",
            "words/entry": "1",
            "webhooks/name": "w",
        }
        ours = Place("E08000009", "trafford-council")
        yield Stage("publication", settings, clock, admin, ours, theirs)
    await database.close()


STAGES = {"indicators": of_indicators, "escalation": of_escalation, "publication": of_publication}
