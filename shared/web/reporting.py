"""The way from a page to reporting it: a link that this product made, so that nobody reports any other address.

The form is another service's than most pages, and asks none of them whether a page is there: the link carries the
page's address, its area, the bodies whose words it carries and a mark that only the product's secret makes.
"""

import hmac
from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.requests import Request

from shared.problems import NotFound
from shared.sealing import derived

FORM = "/petitions/reported/page"
LONGEST = 300  # of a page's address
ABOUT = 400  # of the codes of bodies
NOT_OURS = "Use the link that stands at the foot of the page which you want to report."
_MARK = 32


def mark_of(secret: str, *, area: str, page: str, about: str = "") -> str:
    """The mark of a page of an area; `about` names the bodies whose words it carries, with commas."""
    said = f"{area}\n{page}" + (f"\n{about}" if about else "")
    return hmac.digest(derived(secret, "pages that are reported"), said.encode(), "sha256").hex()[:_MARK]


def is_marked(secret: str, *, area: str, page: str, about: str, mark: str) -> bool:
    """Whether this product showed that page, as one of that area."""
    return hmac.compare_digest(
        mark_of(secret, area=area, page=page, about=about).encode(), mark.encode("utf-8", "replace")
    )


def require_marked(request: Request, *, area: str, page: str, about: str, mark: str) -> None:
    """Raises NotFound for a page that this product did not show, as one of that area."""
    secret = request.app.state.settings.secret.get_secret_value()
    if not is_marked(secret, area=area, page=page, about=about, mark=mark):
        raise NotFound(NOT_OURS)


def report_address(secret: str, *, area: str, page: str, about: str = "") -> str:
    """Where the page is reported; empty for an address that is too long to be one of ours."""
    if not area or len(page) > LONGEST:
        return ""
    named = {"about": about} if about else {}
    mark = mark_of(secret, area=area, page=page, about=about)
    return f"{FORM}?{urlencode({'page': page, 'area': area} | named | {'mark': mark})}"


def offer_report(request: Request, area: str, about: Iterable[str] = ()) -> None:
    """The page that answers this request has the words of people on it: it says at its foot where it is reported.

    `about`: the codes of the bodies whose words they are, where the page's address does not lead to them.
    """
    secret, named = request.app.state.settings.secret.get_secret_value(), ",".join(sorted(about))
    request.state.report = report_address(
        secret, area=area, page=request.url.path, about=named if len(named) <= ABOUT else ""
    )


def report_of(request: Request) -> str:
    """Where the page is reported; empty where nothing was offered."""
    return str(getattr(request.state, "report", ""))
