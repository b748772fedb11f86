"""Where most tests of escalation begin: the service on a database of the test's own, with a register that was told."""

from collections.abc import AsyncIterator

import pytest

from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation import cases


@pytest.fixture
async def here(settings: Settings, escalation: Database, clock: SetClock, admin_url: str) -> AsyncIterator[cases.World]:
    """The service, its client and its register. A file that needs more there builds upon it under the same name."""
    async with cases.world(settings, escalation, clock, admin_url) as found:
        yield found
