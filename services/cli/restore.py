"""Commands after a restore from a backup."""

import asyncio

from rich.console import Console

import migrations
from services.cli.refusal import Refusal
from services.escalation.handlers.person import erasure
from shared import settings
from shared.clock import OffsetClock
from shared.database import for_service
from shared.settings import Settings

console = Console(highlight=False, soft_wrap=True)


def restore_check() -> None:
    """After a restore from backup: raise every service's epoch, and erase again what was erased."""
    current = settings.read()
    if current.admin_url is None:
        raise Refusal("Set FOLKMOOT_ADMIN_URL: an address with user and password of the database's administrator.")
    for service, epoch in asyncio.run(migrations.raise_epochs(current.admin_url)).items():
        console.print(f"{service} now tells in epoch {epoch}.")
    gone = asyncio.run(_erase_again(current))
    console.print(f"{gone} erased signatures and notices had come back and are gone again.")
    console.print("Start the workers, then look at `folkmoot dead list` of each service and run `folkmoot verify`.")


def erase_again() -> None:
    """Erase again what FOLKMOOT_ERASURE_LEDGER says was erased and a restored backup brought back."""
    current = settings.read()
    if current.erasure_ledger is None:
        raise Refusal("Set FOLKMOOT_ERASURE_LEDGER: the file with the ids of what was erased.")
    console.print(
        f"{asyncio.run(_erase_again(current))} erased signatures and notices had come back and are gone again."
    )


async def _erase_again(current: Settings) -> int:
    database = for_service(current, "escalation", pool_size=1)
    try:
        return await erasure.erase_again(database, current, OffsetClock().now())
    finally:
        await database.close()
