"""The way from a page to reporting it: a link that this product made, so that nobody reports any other address.

The form is another service's than most pages, and asks none of them whether a page is there: the link carries the
page's address, its area and a mark that only the product's secret makes.
"""

import hmac
from urllib.parse import urlencode

from starlette.requests import Request

from shared.problems import NotFound
from shared.sealing import derived

FORM = "/petitions/reported/page"
LONGEST = 300  # of a page's address
NOT_OURS = "Use the link that stands at the foot of the page which you want to report."
_MARK = 32


def mark_of(secret: str, *, area: str, page: str) -> str:
    """The mark of a page of an area."""
    return hmac.digest(derived(secret, "pages that are reported"), f"{area}\n{page}".encode(), "sha256").hex()[:_MARK]


def is_marked(secret: str, *, area: str, page: str, mark: str) -> bool:
    """Whether this product showed that page, as one of that area."""
    return hmac.compare_digest(mark_of(secret, area=area, page=page).encode(), mark.encode("utf-8", "replace"))


def require_marked(request: Request, *, area: str, page: str, mark: str) -> None:
    """Raises NotFound for a page that this product did not show, as one of that area."""
    secret = request.app.state.settings.secret.get_secret_value()
    if not is_marked(secret, area=area, page=page, mark=mark):
        raise NotFound(NOT_OURS)


def report_address(secret: str, *, area: str, page: str) -> str:
    """Where the page is reported; empty for an address that is too long to be one of ours."""
    if not area or len(page) > LONGEST:
        return ""
    return f"{FORM}?{urlencode({'page': page, 'area': area, 'mark': mark_of(secret, area=area, page=page)})}"


def offer_report(request: Request, area: str) -> None:
    """The page that answers this request has the words of people on it: it says at its foot where it is reported."""
    secret = request.app.state.settings.secret.get_secret_value()
    request.state.report = report_address(secret, area=area, page=request.url.path)


def report_of(request: Request) -> str:
    """Where the page is reported; empty where nothing was offered."""
    return str(getattr(request.state, "report", ""))
