"""A form that came before its time, whose words are handed back to be sent anew: without a session, with an earlier
one's token, before a capacity was chosen, or too long after the last proof of who one is.

Only what one of our own pages sent is handed back, and only to whoever sent it: a form of another site never is.
Nothing is kept here; files are not handed back, for no browser takes them from a page.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from shared.problems import Problem, Unauthenticated
from shared.settings import HATS, PROVE, SIGN_IN
from shared.web import csrf
from shared.web.callers import ChooseFirst, ProveFirst
from shared.web.components import Fact, Link
from shared.web.pages import render, unkept
from shared.web.requests import FORM_LIMIT, fields_in, read_body
from shared.working_days import in_words

_UNSEEN = frozenset({"version", "known", "once", "draft", "step", "button", "token", csrf.FIELD})
_NEVER = frozenset({"password", "code", "credential"})
# What must be done first, and the words that say what happened.
_FIRST: Mapping[type[Problem], tuple[str, Link | None]] = {
    Unauthenticated: ("You were signed out. What you wrote is here.", Link("Sign in", SIGN_IN)),
    ProveFirst: ("Show once more that it is you. What you wrote is here.", Link("Show that it is you", PROVE)),
    ChooseFirst: ("Choose first for whom you act. What you wrote is here.", Link("Choose it", HATS)),
    csrf.ForgedRequest: ("You have signed in anew. Send it again.", None),
}
FORM = "application/x-www-form-urlencoded"


async def handed_back(request: Request, problem: Problem) -> Response | None:
    """A page with what was written and a button to send it again; None where nothing can be handed back."""
    said = next((said for kind, said in _FIRST.items() if isinstance(problem, kind)), None)
    if said is None:
        return None
    if isinstance(problem, csrf.ForgedRequest):
        fields = getattr(request.state, "typed", {})
    else:
        fields = await _unread(request)
    if not fields or _NEVER & fields.keys():
        return None
    page = render(
        request,
        "again.html",
        status=problem.status,
        happened=said[0],
        first=said[1],
        action=request.url.path,
        written=_written(fields),
        hidden=[(name, value) for name, values in fields.items() for value in values if name != csrf.FIELD],
        token=csrf.token(request),
    )
    return unkept(page)


async def _unread(request: Request) -> Mapping[str, Sequence[str]]:
    """The fields of a form that nobody read yet; none of what is no form of ours."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or sent != FORM:
        return {}
    try:
        csrf.check_origin(request)
        return fields_in(await read_body(request, limit=FORM_LIMIT))
    except Problem:
        return {}


def _written(fields: Mapping[str, Sequence[str]]) -> list[Fact]:
    """What was answered, in the order of the questions: their words are not known here, and their fields' names say
    nothing to people.
    """
    words = ((name, [value for value in values if value.strip()]) for name, values in fields.items())
    said = [values for name, values in words if values and name not in _UNSEEN]
    return [Fact(f"Answer {place}", "; ".join(map(_plainly, values))) for place, values in enumerate(said, start=1)]


def _plainly(value: str) -> str:
    """A day as people write it, as a field of days sends it; anything else as it was typed."""
    try:
        return in_words(date.fromisoformat(value)) if len(value) == len("2026-05-31") else value
    except ValueError:
        return value
