"""A photo brought to a case, asked about and ruled upon."""

from collections.abc import Awaitable
from typing import Any

from httpx import Response

from shared.events import new_id
from tests.integration.escalation.cases import World
from tests.unit.shared.test_attachments import picture

PHOTO = picture("JPEG")
SAID = {"occasion": "matter", "title": "Bins in Hale Road", "text": "Four full bins beside a wall."}


def at(reference: str) -> str:
    return f"/escalation/v1/cases/{reference}/evidence"


async def bring(
    here: World, who: str, reference: str, file: bytes | None = PHOTO, *, once: str = "", **said: Any
) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": once or str(new_id())}
    parts: dict[str, Any] = {name: (None, value) for name, value in (SAID | said).items() if value is not None}
    if file is not None:
        parts["file"] = ("Jane Doe in Hale.jpg", file, "text/html")
    return await here.client.post(at(reference), files=parts, headers=headers)


async def ask(here: World, who: str, address: str, deed: str, *, seen: int, **said: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(who)}", "If-Match": f'"{seen}"'}
    return await here.client.post(f"{address}/{deed}", json=said, headers=headers)


async def show(here: World, address: str, who: str = "") -> Any:
    headers = {"Authorization": f"Bearer {await here.key(who)}"} if who else {}
    return (await here.client.get(address, headers=headers)).json()


async def rule(asked: Awaitable[Response]) -> tuple[int, str | None]:
    answer = await asked
    return answer.status_code, answer.json().get("rule")
