"""The command that prints tables from the code into the docs: the ladder and the topology. The tests keep them true."""

from datetime import date
from pathlib import Path

from fastapi import FastAPI
from rich.console import Console

from services.cli.data_map import print_map
from services.cli.refusal import Refusal
from services.escalation.domain.ladder.permission import print_permissions, print_reserve
from services.escalation.domain.ladder.table import print_silence, print_table
from services.escalation.main import create as create_escalation
from services.indicators.main import create as create_indicators
from services.publication.domain.entry.voice import print_voices
from services.publication.main import create as create_publication
from shared.clock import OffsetClock
from shared.database import for_service
from shared.events.topology import KINDS, producer
from shared.policy import Policy, resolve
from shared.settings import Mode, Settings
from shared.web.application.permissions import permissions

BEGIN, END = "<!-- the ladder, printed by make docs -->", "<!-- end of the ladder -->"
LADDER = """# The ladder

Printed by `make docs` from the tables that the product runs on, with the periods of the profile `lof-2026`; a test
keeps it true. First what people may ask of a case in each state, then what happens when nobody does anything. `code` is
the state's short name in the rule book; a row that acts at once has no period.

{table}"""

PERMISSIONS = """# Who may do what

Printed by `make docs` from the tables that the product runs on; a test keeps it true. Nobody may do what does not stand
here: a door without a line stops the start, and so does a command without one.

A door looks at the role that an account or key holds in an area. What somebody may ask of a case depends on the part
they play in it besides, and at times on a second person who agrees. Rows of other areas are not even seen: the database
keeps them from whoever holds no role there, whatever a door may forget.

## What may be asked of a case

Codes of states stand in [the ladder](ladder.md), with what must hold besides.

{commands}
## What may be asked of a sealed matter

Whoever has no part in a matter is answered as if there were none.

{reserve}
## Who speaks in a negotiation

A body's own people and systems (role partner) put its own words on the record. A registrar also writes down words of
others: these are marked as typed by another and offered to their author. The kind of a body stands in the register.

{voices}
## Doors

{doors}"""

console = Console(highlight=False)


def print_pages() -> None:
    """Write the ladder, the permissions, the topology and the README's table from what the product runs on."""
    if not Path("docs").is_dir():
        raise Refusal("There is no docs/ here: print the pages in the folder of the sources.")
    for name, text in pages().items():
        Path(name).write_text(text)
        console.print(f"wrote {name}")


def _with_table(readme: str) -> str:
    """The README with the ladder's table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{print_silence(_policy())}{END}{after}"


def pages() -> dict[str, str]:
    """What stands in the generated pages, by path."""
    readme = _with_table(Path("README.md").read_text())
    return {
        "docs/ladder.md": _ladder(),
        "docs/permissions.md": PERMISSIONS.format(
            commands=print_permissions(), reserve=print_reserve(), voices=print_voices(), doors=_doors()
        ),
        "docs/topology.md": _topology(),
        "docs/data-map.md": print_map(),
        "README.md": readme,
    }


def _ladder() -> str:
    return LADDER.format(table=print_table(_policy()))


def applications() -> dict[str, FastAPI]:
    """Every service's application, to be looked at: its database is nowhere."""
    settings, clock = Settings(mode=Mode.LOCAL, database_url="postgresql://127.0.0.1:9/nowhere"), OffsetClock()
    makers = {"indicators": create_indicators, "escalation": create_escalation, "publication": create_publication}
    return {name: make(settings, for_service(settings, name), clock) for name, make in makers.items()}


def _doors() -> str:
    """Every route of every service with who may call it, as Markdown."""
    lines = []
    for name, app in applications().items():
        lines += [f"### {name}", "", "| door | who may call it |", "|---|---|"]
        found = [one for one in permissions(app) if one.rules]
        for one in sorted(found, key=lambda one: (one.path, one.methods)):
            who = " and ".join(dict.fromkeys(map(str, one.rules)))
            lines.append(f"| `{one}` | {who} |")
        lines.append("")
    return "\n".join(lines)


def _policy() -> Policy:
    return resolve("lof-2026-1", (), date(2026, 4, 1))


def _names(consumers: tuple[str, ...]) -> str:
    return ", ".join(f"`{consumer}`" for consumer in consumers) or "nobody"


def _topology() -> str:
    rows = [
        f"| `{kind}` | {row.one_stream_per} | {row.carries} | {_names(row.consumers)} |" for kind, row in KINDS.items()
    ]
    arrows = [
        f"  {producer(kind)} -- {kind.partition('.')[2]} --> {consumer.partition('.')[0]}"
        for kind, row in KINDS.items()
        for consumer in row.consumers
    ]
    return "\n".join(
        [
            "# What is told, and who listens",
            "",
            "Printed from `shared/events/topology.py` by `make docs`; a test keeps it true. A stream belongs to one",
            "kind, the kind is what one subscribes to, and a consumer gets all events of its kinds in stream order.",
            "",
            "| kind | one stream per | carries | consumers |",
            "|---|---|---|---|",
            *rows,
            "",
            "```mermaid",
            "flowchart LR",
            *arrows,
            "```",
            "",
        ]
    )
