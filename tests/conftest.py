"""What every test stands on: one set of servers per run, and no way off this machine."""

import gc
import hashlib
import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from shared.servers import chromium, rabbitmq
from tests import servers
from tests.network import keep_on_this_machine
from tests.order import LONGEST

_RUN = pytest.StashKey[servers.Run]()


# No limit on a single example's time: the machine may be busy. In CI the same examples each time; elsewhere, new ones.
hypothesis.settings.register_profile("folkmoot", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("folkmoot")


def pytest_configure(config: pytest.Config) -> None:
    """The process that begins the run keeps its servers; xdist's workers join it. Collecting makes no garbage."""
    gc.disable()
    config.addinivalue_line("markers", "xdist_group: whose tests share a worker; also known where there is no xdist")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        config.stash[_RUN] = servers.Run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Every server ends with the run, also with a failed one."""
    if _RUN in config.stash:
        config.stash[_RUN].end()


def pytest_collection_finish() -> None:
    """What thousands of tests have loaded stays to the end: nobody need look through it for garbage again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With xdist, a file's tests share a worker, and all that use the one broker another; a mark of its own wins."""
    groups: dict[pytest.Item, str] = {}
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        fixtures = getattr(item, "fixturenames", ())
        groups[item] = mark.args[0] if mark else "rabbitmq" if "amqp_url" in fixtures else item.path.name
        if not mark:
            item.add_marker(pytest.mark.xdist_group(groups[item]))
    items.sort(key=lambda item: LONGEST.index(groups[item]) if groups[item] in LONGEST else len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def _on_this_machine_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        keep_on_this_machine(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_hashed_quickly() -> Iterator[None]:
    """What makes guessing passwords slow would take a fifth of a second from each test that signs somebody in."""
    slowly = hashlib.scrypt

    def quickly(password: bytes, *, n: int, **others: Any) -> bytes:
        return slowly(password, n=min(n, 16), **others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "scrypt", quickly)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The administrator's address of a PostgreSQL server; tests make databases of their own in it."""
    return servers.postgres_url()


@pytest.fixture
def amqp_url() -> Iterator[str]:
    """The address of a RabbitMQ, for one test at a time whoever else is running tests on it."""
    with servers.broker_to_oneself() as url:
        yield url


@pytest.fixture
def own_broker() -> Iterator[rabbitmq.Broker]:
    """A broker of this test's own, which it may stop and start again."""
    broker = rabbitmq.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program of a headless-capable Chromium."""
    return chromium.make_available()
