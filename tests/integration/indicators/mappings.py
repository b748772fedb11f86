"""A mapping of waste and a table of it, kept and posted, for tests."""

from typing import Any

from httpx import Response

from shared.events import new_id
from tests.integration.indicators.figures import COUNCIL, TRAFFORD, WASTE, World

ADDRESS = "/indicators/v1/mappings/waste"
MAPPING: dict[str, Any] = {
    "title": "Household waste",
    "area": {"sources": [{"column": "Code"}]},
    "measure": {"sources": [{"constant": WASTE}]},
    "period": {"sources": [{"heading": 1}], "dialects": ["financial-year"]},
    "values": {"every_other_column": True},
    "words": [{"word": "-", "reason": "not collected"}],
}
TABLE = f"Code,2022-23,2023-24\n{TRAFFORD},57.5,-\n"


async def headers(here: World, body: str = COUNCIL, *areas: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {await here.key(body, *areas)}"}


async def put(
    here: World, sent: dict[str, Any], seen: str | None = None, key: str | None = None, body: str = COUNCIL
) -> Response:
    sending = await headers(here, body) | {"Idempotency-Key": key or str(new_id())}
    if seen is not None:
        sending["If-Match"] = seen
    return await here.client.put(ADDRESS, json=sent, headers=sending)
