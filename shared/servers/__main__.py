"""`python -m shared.servers`: sees to it that the tests' servers can be started, and says which way each was had."""

import os
import sys
from collections.abc import Callable

from shared.servers import chromium, postgres, rabbitmq
from shared.servers.ways import NoWay

_NEEDED: dict[str, tuple[str, Callable[[], str]]] = {
    "PostgreSQL": ("DATABASE_URL", lambda: str(postgres.programs())),
    "RabbitMQ": ("AMQP_URL", rabbitmq.make_available),
    "Chromium": ("CHROMIUM", chromium.make_available),
}


def main() -> int:
    """Look for each server; 1 when one can be had in none of its ways."""
    for name, (variable, make_available) in _NEEDED.items():
        try:
            way = f"{variable} is set" if os.environ.get(variable) else make_available()
        except NoWay as none:
            print(none, file=sys.stderr)  # noqa: T201 - the command's one message
            return 1
        print(f"{name}: {way}")  # noqa: T201 - the command's answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
