"""The machines' door to what was fetched in a body's place. `folkmoot pull` does the fetching."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.handlers.mapping import pull
from services.indicators.schemas.mapping.pull import pull_document
from shared.auth import Caller
from shared.web.callers import database_of, partner
from shared.web.lists import page_of

PAGE, LARGEST_PAGE = 50, 200

router = APIRouter(prefix="/indicators/v1", tags=["pulls"])


@router.get("/pulls")
async def list_pulls(
    request: Request,
    caller: Annotated[Caller, Depends(partner)],
    *,
    mapping: Annotated[str | None, Query(max_length=63, description="of one of the body's mappings")] = None,
    before: Annotated[UUID | None, Query(description="a pull; those before it are listed")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """What was fetched in your body's place and what came of it, the latest first.

    `unchanged` says that the address held the same bytes as the last time. Where rows are not right nothing was stored,
    and `errors` names the first of them.
    """
    database = database_of(request)
    found = await pull.page(database, caller.acting_body(), mapping=mapping, before=before, limit=limit + 1)
    return page_of(request, "pulls", found, limit, each=pull_document, behind=lambda last: {"before": last.id})
