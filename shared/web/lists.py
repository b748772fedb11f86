"""A page of a list: what was found, and where there is more of it, the address that leads on."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse

from shared.web.requests import onward

T = TypeVar("T")


def page_of(
    request: Request,
    name: str,
    found: Sequence[T],
    limit: int,
    *,
    each: Callable[[T], Mapping[str, object]],
    behind: Callable[[T], Mapping[str, object]],
) -> JSONResponse:
    """At most `limit` of what was found, under its name. One more was looked for, to see whether there is more.

    `each` makes one of them JSON values; `behind` names, as the list's own query does, where the next page begins. The
    way onward stands in the document and in a Link header (RFC 8288).
    """
    told: dict[str, object] = {name: [each(one) for one in found[:limit]]}
    if len(found) <= limit:
        return JSONResponse(told)
    following = onward(request, **behind(found[limit - 1]), limit=limit)
    return JSONResponse(told | {"links": {"next": following}}, headers={"Link": f'<{following}>; rel="next"'})
