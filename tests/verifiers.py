"""Both programs that check a record: ours, and the one in JavaScript, written from the page of the format alone."""

import base64
import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import playwright

from shared.proof.checking import check
from shared.proof.leaves import Finding
from shared.proof.notes import Note, Verifier

NODE = Path(playwright.__file__).parent / "driver" / "node"  # what drives the browser comes with a node of its own
PROGRAM = Path(__file__).parents[1] / "deploy" / "assets" / "record.js"

Files = Mapping[str, bytes]
Change = Mapping[str, bytes | None]
"""Files in whose place something else is, or nothing."""


def by_python(files: Files, change: Change, key: Verifier, kept: Sequence[str] = ()) -> Sequence[Finding]:
    """What our own verifier finds."""
    changed = {**files, **change}
    return check(changed.get, key, [Note.parse(one.encode()) for one in kept]).findings


def by_javascript(files: Files, changes: Sequence[Change], key: Verifier, kept: Sequence[str] = ()) -> list[list[str]]:
    """What the other verifier finds in each case, all in one run of node."""
    asked = {
        "key": str(key),
        "kept": list(kept),
        "files": {path: _packed(held) for path, held in files.items()},
        "cases": [{path: _packed(held) for path, held in change.items()} for change in changes],
    }
    run = subprocess.run(
        [NODE, "--no-warnings", Path(__file__).parent / "verifier.mjs", PROGRAM],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr.decode()
    found: list[list[str]] = json.loads(run.stdout)
    return found


def _packed(held: bytes | None) -> str | None:
    return None if held is None else base64.b64encode(held).decode()
