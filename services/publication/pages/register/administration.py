"""What the pages of administration have in common: which place is meant, and plain fields for a line or a day."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.handlers.register import register
from shared.auth import Caller
from shared.web.administration import page
from shared.web.callers import database_of
from shared.web.components import Link
from shared.web.forms import Field

OF_A_DAY = 10


async def choose(request: Request, caller: Caller, at: str, title: str) -> Response:
    """The page that asks which of the caller's places is meant; on to the place where there is one alone."""
    if len(caller.areas) == 1:
        return RedirectResponse(f"{at}/{next(iter(caller.areas))}", status_code=303)
    held = [one for one in await register.areas(database_of(request)) if one.area in caller.areas]
    links = [Link(one.name, f"{at}/{one.area}") for one in held]
    return page(request, caller, "policy_areas.html", title=title, links=links)


def lines_of(
    asked: Sequence[tuple[str, str, str, str]], typed: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Field, ...]:
    """A field for each name, label, hint and kind of input, as it was typed and with what is wrong."""
    return tuple(
        Field(
            name=name,
            label=label,
            hint=hint,
            input_type=kind,
            value=typed.get(name, ""),
            error=errors.get(name, ""),
            width=OF_A_DAY if kind == "date" else None,
        )
        for name, label, hint, kind in asked
    )
