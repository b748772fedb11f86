"""The demonstration over RabbitMQ, each part a process of its own. The one in a single process is what
`tests/browser` looks at.
"""

from pathlib import Path

import pytest

from tests import demonstration

pytestmark = pytest.mark.xdist_group("demonstration")

WITHIN = 400.0  # on a busy machine; it took 200 s at a load of 14 on two cores


def test_the_demonstration_over_rabbitmq_shows_every_step_and_ends_well(tmp_path: Path) -> None:
    with demonstration.running(["services.cli", "demo", "--exit", "--broker", "rabbit"], tmp_path) as program:
        status = program.process.wait(WITHIN)
        assert status == 0, program.text()
        assert ", 0 missing." in program.text()
