"""The Jinja2 environment and the rendering of pages inside the shell.

Knows no service: what a page says, and which entries its navigation has, is handed in. Nothing here reads the database.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.auth import SignedIn
from shared.problems import NotYours, Problem
from shared.register import Names
from shared.settings import NOTIFICATIONS, WORK
from shared.web import components, must_line, wording
from shared.web.answers import UNKEPT
from shared.web.callers import of_session
from shared.web.chips import MEANINGS, Chip, Status
from shared.web.components import Link, Trouble
from shared.web.drawing.drawings import drawings
from shared.web.drawing.sparks import sparkline
from shared.web.reporting import report_of
from shared.web.workplaces import in_words, workplaces

Answer = TypeVar("Answer", bound=Response)

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
ASSETS_PATH = "/assets"

# What is kept when a request fails, by the problem's slug; every other problem leaves things as they were.
KEPT = {
    "stale": "Nothing of yours was stored. What the other person did stands.",
    "request-in-progress": "Your first request is still being worked on.",
    "unauthenticated": "Nothing was changed. Sign in and go on where you were.",
}
NOTHING_STORED = "Nothing was stored or changed."


@dataclass(frozen=True, slots=True)
class Navigation:
    """The entries over every page, and those in the footer. `is_desk` is the dark band of people who work here;
    `counted` the address of the entry that tells how much its reader has not read.
    """

    entries: Sequence[Link]
    footer: Sequence[Link] = ()
    label: str = "Main"
    is_desk: bool = False
    counted: str = ""
    lies_under: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, Link] = field(default_factory=dict)

    def under(self, viewer: str) -> list[Link]:
        """The footer's entries: for somebody who is signed in, with others in place of what needs no doing any more."""
        return [self.instead.get(one.href, one) if viewer else one for one in self.footer]

    def with_unread(self, count: int) -> "Navigation":
        """The same, with so many beside the words of the entry that tells it."""
        if not count or not self.counted:
            return self
        words = [
            Link(f"{one.words} ({wording.number(count)})", one.href) if one.href == self.counted else one
            for one in self.entries
        ]
        return replace(self, entries=words)

    def current(self, path: str) -> str | None:
        """The address of the entry that a page belongs to: the longest that begins its path."""
        for beginning, address in self.lies_under.items():
            if _lies_under(path, beginning):
                return address
        inside = [link.href for link in self.entries if _lies_under(path, link.href)]
        return max(inside, key=len, default=None)


def _lies_under(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a page: where one is, for which place, who is signed in, and what the footer owes to whom."""

    navigation: Navigation
    path: str
    made_at: datetime
    place: str = ""
    viewer: str = ""
    acting: str = ""
    desk: str = ""
    crumbs: Sequence[Link | str] = ()
    attributions: Sequence[str] = ()
    notice: str = ""
    has_legal_duty: bool = False
    report: str = ""
    unread: int = 0


@cache
def _manifest() -> dict[str, str]:
    names: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return names


def asset(name: str) -> str:
    """The address of a static file by its plain name; it carries a hash of the content: it may be kept for a year."""
    return f"{ASSETS_PATH}/{_manifest()[name]}"


def _kind_test(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


@cache
def environment(*template_folders: Path) -> Environment:
    """An environment that looks in the service's own folders first, then in the shared one; everything is escaped.

    The same one for the same folders: templates are compiled once a process. Nothing may be set on it later.
    """
    found = Environment(
        loader=FileSystemLoader([*template_folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in ("day", "short_day", "weekday", "time_of_day", "moment", "number", "working_days_left", "machine_time"):
        found.filters[name] = getattr(wording, name)
    found.filters["counted"] = wording.counted
    found.filters["sentence_case"] = wording.sentence_case
    for name in ("Strong", "New", "Gap", "Figure", "Rounded", "Link"):
        found.globals[name] = getattr(components, name)
        found.tests[name.lower()] = _kind_test(getattr(components, name))
    found.tests |= {"chip": _kind_test(Chip), "date": _kind_test(date), "run": _kind_test(tuple)}
    found.globals |= {
        "Chip": lambda status, words="": Chip(Status(status), words),
        "asset": asset,
        "notifications": NOTIFICATIONS,
        "drawings": drawings,
        "sparkline": sparkline,
        "meanings": MEANINGS,
        "urgency": must_line.urgency,
    }
    return found


def page(templates: Environment, template: str, shell: Shell, **values: object) -> str:
    """The page as text. Templates see `shell` and the values; a name that nobody gave is an error."""
    return templates.get_template(template).render(shell=shell, **values)


async def with_own_script(request: Request) -> None:
    """A page's dependency: it may run the script that we serve for it."""
    request.state.runs_own_script = True


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    place: str = "",
    viewer: str = "",
    crumbs: Sequence[Link | str] = (),
    attributions: Sequence[str] = (),
    notice: str = "",
    has_legal_duty: bool = False,
    navigation: Navigation | None = None,
    **values: object,
) -> HTMLResponse:
    """A page of the application that the request came to, inside its shell, with its navigation."""
    state = request.app.state
    shell = Shell(
        navigation=(navigation or state.navigation).with_unread(getattr(request.state, "unread", 0)),
        path=request.url.path,
        made_at=state.clock.now(),
        place=place,
        viewer=viewer,
        acting=_acting(request),
        desk=_desk(request),
        crumbs=crumbs,
        attributions=attributions,
        notice=notice or getattr(state, "notice", ""),
        has_legal_duty=has_legal_duty,
        report=report_of(request),
        unread=getattr(request.state, "unread", 0),
    )
    return HTMLResponse(page(state.environment, template, shell, **values), status_code=status)


def unkept(page: Answer) -> Answer:
    """An answer that no cache keeps, though whoever reads it is not signed in: they came by a secret link, or typed
    something of their own. What somebody signed in is told is never kept, whoever draws it (`Headers`).
    """
    page.headers.update(UNKEPT)
    return page


def _desk(request: Request) -> str:
    """Where the work of somebody waits who is signed in; nothing for anybody else."""
    signed_in = of_session(request)
    places = workplaces(signed_in.caller.roles) if signed_in is not None else []
    if len(places) > 1:
        return WORK
    return "".join(place.href for place in places if not _lies_under(request.url.path, place.href))


def _acting(request: Request) -> str:
    """In which capacity somebody who has several is here; nothing for anybody else."""
    signed_in = of_session(request)
    if signed_in is None or len(signed_in.hats) < 2:
        return ""
    if signed_in.hat is None:
        return "" if signed_in.must_choose else "in every role"
    body = request.state.names.body(signed_in.hat.body)
    return f"as {signed_in.hat.role.replace('_', ' ')} for {body}"


def problem_page(request: Request, problem: Problem, *, reference: str, onward: Link | None = None) -> HTMLResponse:
    """The error page for people: what happened, what is kept, one link onward. Never repeats what was sent.

    Somebody who is signed in is not asked to sign in: they read as whom they are here, and are led to their own work.
    """
    signed_in = of_session(request)
    is_theirs = signed_in is not None and isinstance(problem, NotYours)
    trouble = Trouble(
        happened=problem.title,
        explanation=problem.detail,
        standing=_standing(request, signed_in, problem) if signed_in is not None and is_theirs else "",
        kept=KEPT.get(problem.slug, NOTHING_STORED),
        onward=onward or (Link("Go to your own work", WORK) if is_theirs else Link("Go to the front page", "/")),
        faults=tuple(fault.message for fault in problem.errors),
        reference=reference,
    )
    viewer = signed_in.caller.name if signed_in is not None else ""
    return render(request, "problem.html", status=problem.status, viewer=viewer, trouble=trouble)


def _standing(request: Request, signed_in: SignedIn, problem: Problem) -> str:
    """As whom somebody is here, and for whom the page is, where its door says so."""
    caller = signed_in.caller
    names: Names | None = getattr(request.state, "names", None)
    body = (names.body(caller.body) if names else caller.body) or "no organisation"
    roles = in_words(caller.roles, "and") or "no role"
    wanted = problem.members.get("roles")
    told = f"You are signed in as {caller.name} for {body}: {roles}."
    return f"{told} This page is for: {in_words(wanted, 'or')}." if isinstance(wanted, list) else told
