"""Who may call what, as the routes themselves declare it: one table, read from the application.

An application with a route that is not in it does not start; docs/permissions.md and the tests are made from it. What
somebody may do behind a door is not decided here: the ladder has a table of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Route

from shared.web.callers import CallerRule


@dataclass(frozen=True, slots=True)
class Permission:
    """A route and what it asks of its callers, each of its rules; none when nobody said who may call it.

    `is_parsed` when FastAPI would read its body.
    """

    methods: tuple[str, ...]
    path: str
    rules: tuple[CallerRule, ...] = ()
    is_parsed: bool = False

    def __str__(self) -> str:
        return f"{' '.join(self.methods)} {self.path}".strip()


def permissions(app: FastAPI) -> Iterator[Permission]:
    """Every route of the application but the one that FastAPI adds itself, in the order in which they are looked at."""
    for context in iter_route_contexts(app.router.routes):
        methods, path = tuple(sorted(context.methods or ())), str(context.path)
        if isinstance(context.original_route, APIRoute):
            is_parsed = any(one.body_params for one in _all_of(context.dependant))
            yield Permission(methods, path, tuple(rules_of(context.dependant)), is_parsed=is_parsed)
        elif not _is_description(context.original_route, app):
            yield Permission(methods, path)


def rules_of(dependant: Dependant) -> list[CallerRule]:
    """What a route asks of its callers, by its dependencies."""
    return [one.call for one in _all_of(dependant) if isinstance(one.call, CallerRule)]


def _is_description(route: BaseRoute, app: FastAPI) -> bool:
    """Whether FastAPI added the route itself, for the description of the interface."""
    return isinstance(route, Route) and route.path == app.openapi_url


def _all_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all_of(inner)
