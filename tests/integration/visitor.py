"""Somebody who reads pages and sends their forms as a browser would: hidden fields and all, and nothing else."""

from dataclasses import dataclass
from http import HTTPStatus

from httpx import AsyncClient, Response

from tests.markup import Element, elements

ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Visitor:
    """A client with the cookie of a session, or of nobody."""

    client: AsyncClient
    session: str = ""

    @property
    def headers(self) -> dict[str, str]:
        cookie = {"Cookie": f"folkmoot={self.session}"} if self.session else {}
        return {"Origin": ADDRESS, **cookie}

    async def read(self, path: str, status: int = 200) -> str:
        """The page as text."""
        answer = await self.client.get(path, headers=self.headers)
        assert answer.status_code == status, answer.text
        elements(answer.text)
        return answer.text

    async def send(self, path: str, action: str, **filled: str) -> Response:
        """Open the page, fill in its form of that action, and send it."""
        form = form_of(await self.read(path), action)
        unknown = filled.keys() - form.keys()
        assert not unknown, f"the form has no {unknown}"
        return await self.client.post(action, data=form | filled, headers=self.headers)

    async def take(self, case: str, name: str, **filled: str) -> Response:
        """Take a step of a case as its pages ask: its questions, what would follow, then the deed."""
        action = f"{case}/{name}"
        page = await self.read(action)
        if f'action="{action}/check"' in page:
            checked = await self.send(action, f"{action}/check", button="check", **filled)
            if checked.status_code != HTTPStatus.OK:
                return checked
            page = checked.text
        return await self.client.post(action, data=form_of(page, action), headers=self.headers)


def form_of(page: str, action: str) -> dict[str, str]:
    """The names of a form's fields with the values they hold unless somebody changes them."""
    found: dict[str, str] = {}
    for element in elements(page):
        if not any(parent.tag == "form" and parent.attributes.get("action") == action for parent in element.parents):
            continue
        name = element.attributes.get("name", "")
        if not name:
            continue
        kept = element.attributes.get("value", "") if _counts(element) else ""
        found[name] = kept or found.get(name, "")
    assert found, f"the page has no form for {action}"
    return found


def _counts(element: Element) -> bool:
    is_choice = element.attributes.get("type") in {"radio", "checkbox"}
    return not is_choice or "checked" in element.attributes
