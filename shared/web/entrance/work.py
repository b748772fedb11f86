"""Where somebody is led who came in and asked for no page: to the one place where they have work, or a choice.

The publication service mounts this router, for the gateway leads /account there.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.auth import Caller
from shared.settings import WORK
from shared.web.callers import of_session, officer
from shared.web.components import Link
from shared.web.pages import render
from shared.web.waiting import people_waiting
from shared.web.workplaces import workplaces

router = APIRouter(include_in_schema=False)


@router.get(WORK)
async def show_work(request: Request, caller: Annotated[Caller, Depends(officer())]) -> Response:
    """On to the reader's place of work. Of several they choose; whoever has none finds their account."""
    if of_session(request) is None:
        return RedirectResponse("/", status_code=303)
    places = workplaces(caller.roles)
    if len(places) < 2:
        return RedirectResponse(places[0].href if places else "/account", status_code=303)
    return render(
        request,
        "work.html",
        viewer=caller.name,
        links=[(Link(place.name, place.href), place.words) for place in places],
        waiting=await people_waiting(request, caller),
    )
