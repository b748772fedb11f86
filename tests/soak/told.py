"""What five workers were told, held against what the service keeps: the ledger, the notes, who has which case."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import asyncpg

from tests.soak.worker import DONE, STALE, Sent, Worker

EVENTS = """
select stream, version, actor, correlation_id::text as request from escalation.ledger
where kind = 'escalation.case' order by stream, version
"""
NOTES = "select note, reference, number from escalation_private.case_note order by reference, number"
MOVES = "select note, reference, number, is_current from escalation_private.assignment order by reference, number"

Rows = Sequence[asyncpg.Record]


async def faults(admin: asyncpg.Connection, workers: Sequence[Worker]) -> list[str]:
    """Everything that is not as somebody was told; nothing when all is well."""
    events, notes, moves = await admin.fetch(EVENTS), await admin.fetch(NOTES), await admin.fetch(MOVES)
    steps = [sent for one in workers for sent in one.steps]
    times = Counter(row["note"] for row in notes)
    written = {mark: reference for one in workers for mark, reference in one.notes.items()}
    moved = {mark: reference for one in workers for mark, reference in one.moves.items()}
    return [
        *(fault for one in workers for fault in one.faults),
        *_gaps(events, "stream", "version"),
        *_gaps(notes, "reference", "number"),
        *_gaps(moves, "reference", "number"),
        *_of_steps(events, steps, {one.account for one in workers}),
        *(f"{note} is kept {count} times" for note, count in times.items() if count > 1),
        *_marks(notes, written, "note"),
        *_marks([row for row in moves if row["note"]], moved, "hand-over"),
    ]


def _of_steps(events: Rows, steps: Sequence[Sent], accounts: set[str]) -> Iterator[str]:
    """Each step that was answered as done is there once, after the version that was seen; each other is not."""
    by_request: dict[str, list[asyncpg.Record]] = defaultdict(list)
    last: dict[str, int] = {}
    for row in events:
        by_request[row["request"]].append(row)
        last[row["stream"]] = row["version"]
    for sent in steps:
        is_moved = last[f"case/{sent.reference}"] > sent.version
        yield from _of_step(sent, [by_request[one] for _, one in sent.answers if one in by_request], is_moved=is_moved)
    answered = {request for sent in steps for _, request in sent.answers}
    for row in events:
        if row["actor"] in accounts and row["request"] not in answered:
            yield f"{row['stream']} version {row['version']} was never asked for"


def _of_step(sent: Sent, doing: Sequence[Rows], *, is_moved: bool) -> Iterator[str]:
    told = f"{sent.reference} {sent.name} by {sent.account} on version {sent.version}, answered {sent.answers}"
    statuses = {status for status, _ in sent.answers}
    if len(doing) != (1 if DONE in statuses else 0):
        yield f"{told}: {len(doing)} times in the ledger"
    for rows in doing:
        versions = [row["version"] for row in rows]
        if versions != list(range(sent.version + 1, sent.version + 1 + len(versions))):
            yield f"{told}: stands at versions {versions}"
        if {(row["stream"], row["actor"]) for row in rows} != {(f"case/{sent.reference}", sent.account)}:
            yield f"{told}: stands there as somebody else's"
    if STALE in statuses and not is_moved:
        yield f"{told}: nothing had changed"
    if len(statuses) > 1:
        yield f"{told}: two answers to one press"


def _gaps(rows: Rows, of: str, number: str) -> Iterator[str]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        numbers[row[of]].append(row[number])
    for name, found in numbers.items():
        if found[0] != 1 or any(later != one + 1 for one, later in pairwise(found)):
            yield f"{name} is numbered {found}"


def _marks(rows: Rows, told: dict[str, str], what: str) -> Iterator[str]:
    """What was answered as kept is there, of that case, and nothing else is."""
    found = {row["note"].rpartition(" ")[2]: row["reference"] for row in rows}
    for mark in found.keys() ^ told.keys():
        yield f"the {what} {mark} is {'kept and was refused' if mark in found else 'lost'}"
    for mark in found.keys() & told.keys():
        if found[mark] != told[mark]:
            yield f"the {what} {mark} is kept of another case"
