"""What fault tests stand on: the databases of the integration tests, and one line of figures for each run of deaths."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared import messaging
from shared.database import Database
from shared.settings import Settings
from tests.faults.sweeps import MAKE, Fired
from tests.faults.trial import Trial
from tests.integration import conftest as of_integration
from tests.integration import spine

admin_url = of_integration.admin_url
databases = of_integration.databases
escalation = of_integration.escalation
indicators = of_integration.indicators
publication = of_integration.publication
settings = of_integration.settings


@pytest.fixture
async def trial(
    settings: Settings, publication: Database, admin_url: str, amqp_url: str, tmp_path: Path
) -> AsyncIterator[Trial]:
    await spine.make_seen(admin_url)
    await messaging.declare_topology(amqp_url)
    await spine.purge(amqp_url)
    yield Trial(settings.database_url, admin_url, amqp_url, publication, tmp_path)
    await spine.purge(amqp_url)


@pytest.fixture
async def fired(admin_url: str) -> AsyncIterator[Fired]:
    connection = await asyncpg.connect(admin_url)
    await connection.execute(MAKE)
    await connection.execute("reset role")
    yield Fired(connection)
    await connection.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, line in report.user_properties:
            if name == "faults":
                terminalreporter.write_line(str(line))
