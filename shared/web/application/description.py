"""The description of the interface (OpenAPI) as it is in truth: what each route is for, and every way it may refuse.

What the routes themselves declare is kept; nothing here decides what they answer.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from shared.problems import (
    BadRequest,
    Malformed,
    NotFound,
    NotNow,
    NotYours,
    Problem,
    Stale,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedType,
    VersionMissing,
)
from shared.web.application.endings import Ending, ending_of
from shared.web.application.permissions import rules_of
from shared.web.application.problems import MEDIA_TYPE, Unexpected
from shared.web.callers import CallerRule

JSON = "application/json"
Kinds = tuple[type[Problem], ...]
ANYWHERE: Kinds = (BadRequest, Unauthenticated, NotFound, Malformed, TooManyRequests, Unexpected, Unavailable)
WRITING: Kinds = (NotYours, NotNow, Stale, TooLarge, UnsupportedType, VersionMissing)
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). Nothing that was sent is repeated.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "the id of the request"},
        "total_errors": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "pointer": {"type": "string"},
                    "row": {"type": "integer"},
                    "column": {"type": "string"},
                    "cell": {"type": "string", "description": "where a spreadsheet shows it, such as K7"},
                },
            },
        },
    },
}


def install(app: FastAPI, examples: Path | None = None, endings: Sequence[Ending] = ()) -> None:
    """Have the application describe itself with its refusals, and with examples recorded in a file, if there is one.
    What will end is marked as deprecated.

    The file says for a method and path, like "GET /x", what was answered (`status`, `answer`) and sent (`request`).
    """
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(plain(), app)
            _mark(plain(), endings)
            _illustrate(plain(), {} if examples is None else json.loads(examples.read_text()))
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI gives to change it


def _complete(described: dict[str, Any], app: FastAPI) -> None:
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    for context in iter_route_contexts(app.router.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or context.path not in described["paths"]:
            continue
        rules = rules_of(context.dependant)
        for method in context.methods or ():
            _complete_operation(described["paths"][context.path][method.lower()], method, rules)


def _mark(described: dict[str, Any], endings: Sequence[Ending]) -> None:
    for path, operations in described["paths"].items():
        if ending_of(path, endings) is not None:
            for operation in operations.values():
                operation["deprecated"] = True


def _illustrate(described: dict[str, Any], examples: dict[str, dict[str, Any]]) -> None:
    for name, example in examples.items():
        method, path = name.split(" ")
        operation = described["paths"].get(path, {}).get(method.lower())
        if operation is None:
            continue
        answer = operation["responses"].setdefault(str(example["status"]), {"description": "Done"})
        answer.setdefault("content", {}).setdefault(JSON, {})["example"] = example["answer"]
        if "request" in example:
            taken = operation["requestBody"]["content"]  # JSON, or the one form that the route takes
            taken[JSON if JSON in taken else next(iter(taken))]["example"] = example["request"]


def _complete_operation(operation: dict[str, Any], method: str, rules: list[CallerRule]) -> None:
    purpose = str(operation.get("description", ""))
    operation["summary"] = purpose.split("\n\n", maxsplit=1)[0].replace("\n", " ").split(". ")[0].rstrip(".")
    responses = operation.setdefault("responses", {})
    responses.pop("422", None)
    is_known = any(not rule.takes_public and not rule.is_by_itself for rule in rules)
    kinds = ANYWHERE + (WRITING if method != "GET" else (NotYours,) if is_known else ())
    if method == "GET":
        responses.setdefault("304", {"description": "You hold this already: it has the ETag that you named"})
    for kind in sorted(kinds, key=lambda one: one.status):
        responses.setdefault(str(kind.status), _refusal(kind))


def _refusal(kind: type[Problem]) -> dict[str, Any]:
    example = kind("Why, in a sentence.").document("01a201d3-a195-7efc-a692-64febd9b851c")
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": kind.title, "content": content}
