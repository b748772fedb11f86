"""The doors for machines. What they take and answer is shown by examples in the API's description."""

from typing import Any

from shared.shapes import Strict
from shared.web.requests import BodyShown, describe_body

JSON = "application/json"


def taking(model: type[Strict], example: dict[str, Any]) -> BodyShown:
    """For a route's `openapi_extra`: the body that it reads, and one as an example."""
    return describe_body(model, example=example)


def answering(example: dict[str, Any], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: an answer as an example."""
    return {status: {"content": {JSON: {"example": example}}}}
