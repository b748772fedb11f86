"""The command that prints tables from the code into the docs: the ladder and the topology. The tests keep them true."""

from datetime import date
from pathlib import Path

from rich.console import Console

from services.escalation.domain.table import print_table
from shared.events.topology import KINDS, producer
from shared.policy import resolve

FOLDER = Path("docs")
console = Console(highlight=False)


def print_pages() -> None:
    """Write docs/ladder.md and docs/topology.md from the tables that the product runs on."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
        console.print(f"wrote docs/{name}")


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {"ladder.md": _ladder(), "topology.md": _topology()}


def _ladder() -> str:
    policy = resolve("lof-2026-1", (), date(2026, 4, 1))
    return f"# The ladder\n\nPrinted from the code by `make docs`; a test keeps it true.\n\n{print_table(policy)}\n"


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
