"""The map of what is held of people, printed into the docs."""

from shared.data_map import Held, read

INTRODUCTION = """# What is held of people

Printed by `make docs` from `shared/data_map.toml`; tests hold it against the database's columns, the policy's
keys and the code that throws things away. Nothing personal stands in the ledger, in events, logs, metrics, addresses of
pages or errors: only ids and counts do.

Basis of everything here that has none of its own: {article_6}.

Where a signature may reveal a belief: {article_9}.
"""


def print_map() -> str:
    """The map as Markdown, with the policy's keys where periods come from."""
    found = read()
    lines = [INTRODUCTION.format(article_6=found.article_6, article_9=found.article_9)]
    for table in found.tables:
        lines += [f"## `{table.name}`", "", *_facts(table), ""]
        if table.personal:
            lines += ["| field | where it may go |", "|---|---|"]
            lines += [f"| `{field}` | {sink} |" for field, sink in table.personal.items()]
            lines.append("")
    return "\n".join(lines)


def _facts(table: Held) -> list[str]:
    before = f"; until it is confirmed {_kept(table.before_confirming)}" if table.before_confirming else ""
    return [
        f"- Whose: {table.whose}",
        f"- For: {table.purpose}",
        f"- Kept: {_kept(table.kept)}{before}",
        f"- Who sees it: {table.sees}",
        f"- May reveal a belief: {'yes' if table.may_reveal_a_belief else 'no'}",
        *([f"- Basis of its own: {table.basis}"] if table.basis else []),
    ]


def _kept(period: str) -> str:
    return period if " " in period else f"`{period}` of the area's policy"
