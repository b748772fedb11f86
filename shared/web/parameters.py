"""The parameters of a machine's request: one that no route reads, or that is said twice, is refused.

Whoever mistypes `publish_at` would otherwise publish at once. Pages are left alone: others put marks behind links.
"""

from typing import get_origin

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request

from shared.problems import Fault, Malformed


def refuse_unknown(request: Request) -> None:
    """Raise Malformed (422) naming the parameters that there are; what was sent is not repeated."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema or not request.url.query:
        return
    known = _parameters(route)
    sent = [name for name, _ in request.query_params.multi_items()]
    if set(sent) - known.keys():
        said = f"known here: {', '.join(sorted(known))}" if known else "this address takes none"
        raise _refused(Fault("unknown-parameter", f"a parameter that nobody reads was sent; {said}"))
    if twice := sorted(name for name in set(sent) if sent.count(name) > 1 and not known[name]):
        raise _refused(Fault("repeated-parameter", f"{', '.join(twice)} was said more than once"))


def _refused(fault: Fault) -> Malformed:
    return Malformed("The parameters of the address are not right. Nothing was done.", errors=[fault])


def _parameters(route: APIRoute) -> dict[str, bool]:
    """The names of the route's parameters, and whether each may be said several times."""
    found: dict[str, bool] = {}
    waiting: list[Dependant] = [route.dependant]
    while waiting:
        one = waiting.pop()
        waiting += one.dependencies
        found |= {field.alias: get_origin(field.field_info.annotation) is list for field in one.query_params}
    return found
