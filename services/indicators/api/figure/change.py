"""The machines' door for following an area's figures; open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.api import answering
from services.indicators.handlers.figure import change
from services.indicators.schemas.figure.change import EXAMPLE, change_document, since_of
from shared.web.answers import tell
from shared.web.callers import EVERYBODY, database_of
from shared.web.requests import onward

PAGE, LARGEST_PAGE = 200, 5000
SINCE = "the `cursor` of the answer before, or a moment; without it, from the first figure on"

router = APIRouter(prefix="/indicators/v1", tags=["changes"], dependencies=EVERYBODY)


@router.get("/areas/{area}/changes", responses=answering(EXAMPLE))
async def list_changes(
    request: Request,
    area: str,
    since: Annotated[str | None, Query(max_length=40, description=SINCE)] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """Every figure that is new, revised or withdrawn since a reader was last here, in the order it was stored.

    Follow `Link: rel="next"` while there is one; then keep `cursor` and come back with it as `since`. Nothing is missed
    or told twice, whatever is stored meanwhile. A withdrawn figure comes as a change of its own. From a moment on means
    from the first batch on that was public then or later.
    """
    start = None if since is None else since_of(since)
    page = await change.list_changes(database_of(request), area, start, limit)
    told: dict[str, object] = {"changes": [change_document(one) for one in page.changes], "cursor": str(page.onward)}
    if not page.is_more:
        return tell(request, told)
    following = onward(request, since=page.onward, limit=limit)
    told["links"] = {"next": following}
    return tell(request, told, headers={"Link": f'<{following}>; rel="next"'})
