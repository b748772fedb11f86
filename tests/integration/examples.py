"""Examples that are shown in a service's description: recorded from real answers, and compared with them in shape."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from httpx import Response


def told_by(answer: Response) -> dict[str, Any]:
    """An answer with what was sent for it, as an example is kept."""
    is_json = answer.request.headers.get("content-type") == "application/json"
    request = {"request": json.loads(answer.request.content)} if is_json and answer.request.content else {}
    return {"status": answer.status_code, "answer": trimmed(answer.json())} | request


def assert_recorded(kept: Path, told: Mapping[str, Any]) -> None:
    """The recorded examples have the shape of what was told, by route. RECORD_EXAMPLES=1 writes them anew."""
    if os.environ.get("RECORD_EXAMPLES"):
        kept.write_text(json.dumps(json.loads(kept.read_text()) | dict(told), ensure_ascii=False, indent=1) + "\n")
    recorded = json.loads(kept.read_text())
    assert {route: shape(recorded[route]) for route in told} == {route: shape(one) for route, one in told.items()}


def trimmed(value: Any) -> Any:
    """The value with one element of each list."""
    if isinstance(value, dict):
        return {name: trimmed(part) for name, part in value.items()}
    return [trimmed(part) for part in value[:1]] if isinstance(value, list) else value


def shape(value: Any) -> Any:
    """What a value is made of, whatever stands in it."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    return [shape(part) for part in value] if isinstance(value, list) else None
