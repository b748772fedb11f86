"""The command that prints tables from the code into the docs: the ladder and the topology. The tests keep them true."""

from datetime import date
from pathlib import Path

from rich.console import Console

from services.cli.refusal import Refusal
from services.escalation.domain.ladder.table import print_silence, print_table
from shared.events.topology import KINDS, producer
from shared.policy import Policy, resolve

BEGIN, END = "<!-- the ladder, printed by make docs -->", "<!-- end of the ladder -->"
LADDER = """# The ladder

Printed by `make docs` from the tables that the product runs on, with the periods of the profile `lof-2026`; a test
keeps it true. First what people may ask of a case in each state, then what happens when nobody does anything. `code` is
the state's short name in the rule book; a row that acts at once has no period.

{table}"""

console = Console(highlight=False)


def print_pages() -> None:
    """Write docs/ladder.md, docs/topology.md and the README's table from the tables that the product runs on."""
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
    return {"docs/ladder.md": _ladder(), "docs/topology.md": _topology(), "README.md": readme}


def _ladder() -> str:
    return LADDER.format(table=print_table(_policy()))


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
