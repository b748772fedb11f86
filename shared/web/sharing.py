"""Answers that programs on anybody's pages may read: open records, never what somebody signed in is told."""

from starlette.requests import Request

# Fetch's CORS protocol: no cookie is ever sent along, and the ETag may be read.
HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


async def from_any_page(request: Request) -> None:
    """A route's dependency: its answers, and its refusals, may be read by a program on a page of another site."""
    request.state.sharing = HEADERS
