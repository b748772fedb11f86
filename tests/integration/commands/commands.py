"""The `folkmoot` command against this test's own database, as somebody at a terminal gives it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from services.cli import app
from shared.settings import Settings, as_environment


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said: on standard output, on standard error, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def refused(self) -> str:
        """The one line with which it refused what it was asked; fails when it did anything else."""
        assert (self.status, self.out, self.err.count("\n")) == (2, "", 1), self
        return self.err.strip()


Folkmoot = Callable[..., Coroutine[Any, Any, Said]]


async def folkmoot(*arguments: str, typed: str = "") -> Said:
    """Run one command beside the test's own loop; an error that it did not put into words fails the test."""
    result = await asyncio.to_thread(CliRunner().invoke, app, list(arguments), input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return Said(result.exit_code, result.stdout, result.stderr)


def point_at(settings: Settings, patch: pytest.MonkeyPatch) -> None:
    """Give the command these settings, as the environment would."""
    for name, value in as_environment(settings).items():
        patch.setenv(name, value)
