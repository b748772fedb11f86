"""The map of what is held of people, read from its own file and printed into the docs."""

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data_map.toml"
INTRODUCTION = """# What is held of people

Printed by `make docs` from `services/cli/data_map.toml`; tests hold it against the database's columns, the policy's
keys and the code that throws things away. Nothing personal stands in the ledger, in events, logs, metrics, addresses of
pages or errors: only ids and counts do.

Basis of everything here: {article_6}.

Where a signature may reveal a belief: {article_9}.
"""


def read() -> dict[str, Any]:
    """The map as it stands in its file: two bases, and a list of tables."""
    return tomllib.loads(FILE.read_text())


def print_map() -> str:
    """The map as Markdown, with the policy's keys where periods come from."""
    found = read()
    lines = [INTRODUCTION.format(article_6=found["article_6"], article_9=found["article_9"])]
    for table in found["table"]:
        before = table.get("before_confirming")
        lines += [
            f"## `{table['name']}`",
            "",
            f"- Whose: {table['whose']}",
            f"- For: {table['purpose']}",
            f"- Kept: {_kept(table['kept'])}{f'; until it is confirmed {_kept(before)}' if before else ''}",
            f"- Who sees it: {table['sees']}",
            f"- May reveal a belief: {'yes' if table['may_reveal_a_belief'] else 'no'}",
            "",
        ]
        if table["personal"]:
            lines += ["| field | where it may go |", "|---|---|"]
            lines += [f"| `{field}` | {sink} |" for field, sink in table["personal"].items()]
            lines.append("")
    return "\n".join(lines)


def _kept(period: str) -> str:
    return period if " " in period else f"`{period}` of the area's policy"
