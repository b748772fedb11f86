"""The command that recomputes what is stored from the ledger and the rows behind it, and says what differs."""

import asyncio
from collections.abc import Awaitable, Callable

import typer
from rich.console import Console

from services.escalation.handlers import verification as escalation
from services.indicators.handlers import verification as indicators
from services.publication.handlers import verification as publication
from shared import settings
from shared.database import Database, for_service
from shared.settings import Settings
from shared.verification import Verified

CHECKS: dict[str, Callable[[Database], Awaitable[list[Verified]]]] = {
    "publication": publication.verify,
    "indicators": indicators.verify,
    "escalation": escalation.verify,
}

console = Console(highlight=False)


def verify() -> None:
    """Refold every stream and recount every bulk fact; exit status 1 when anything differs from what is stored."""
    found = asyncio.run(everything(settings.read()))
    for service, subjects in found.items():
        for subject in subjects:
            console.print(
                f"{service:12} {subject.subject:16} {subject.checked:8} checked, {len(subject.differences)} differ"
            )
            for difference in subject.differences:
                console.print(f"    {difference}")
    if any(subject.differences for subjects in found.values() for subject in subjects):
        raise typer.Exit(1)


async def everything(current: Settings) -> dict[str, list[Verified]]:
    """What each service finds."""
    found = {}
    for service, check in CHECKS.items():
        database = for_service(current, service, pool_size=2)
        try:
            found[service] = await check(database)
        finally:
            await database.close()
    return found
