"""Two guards against forged forms: where the request says it comes from, and a token that only our own pages hold.

Every form post passes the first. A post to a route that needs a session passes the second too. The session cookie's
SameSite=Lax is a third, kept by the browser: another site's form brings no session along.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from shared.problems import NotYours

FIELD = "csrf_token"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class ForgedRequest(NotYours):
    """Something that a session sent did not come from one of our own pages."""

    slug, title = "csrf", "This did not come from one of our pages"


def check_origin(request: Request) -> None:
    """Raise ForgedRequest unless the browser says that one of our own pages sent this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise ForgedRequest(_what_to_do(request))
        return
    source = request.headers.get("origin") or request.headers.get("referer") or ""
    ours = {urlsplit(request.app.state.settings.public_address).netloc, request.headers.get("host", "")}
    if urlsplit(source).netloc not in ours - {""}:
        raise ForgedRequest(_what_to_do(request))


def _what_to_do(request: Request) -> str:
    """For people with a form, and for programs that come with somebody's session."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORMS:
        return "Go back to the page, load it again and send the form from there."
    address = request.app.state.settings.public_address
    return (
        f"A request that carries somebody's session says where it comes from: send the header Origin: {address}. "
        "A program of your own sends an API key instead, and no cookie."
    )


def token(request: Request) -> str:
    """What a form on this page must carry in its hidden field `csrf_token`: empty for somebody who is not signed in."""
    session: str | None = getattr(request.state, "session_token", None)
    if session is None:
        return ""
    secret = request.app.state.settings.secret.get_secret_value()
    return hmac.new(secret.encode(), b"form:" + session.encode(), hashlib.sha256).hexdigest()


def check_token(request: Request, sent: str) -> None:
    """Raise ForgedRequest when the route needs a session and the form does not carry that session's token."""
    if not getattr(request.state, "needs_token", False):
        return
    if not hmac.compare_digest(token(request).encode(), sent.encode("utf-8", "replace")):
        raise ForgedRequest("The form is out of date. Load the page again and send it from there.")
