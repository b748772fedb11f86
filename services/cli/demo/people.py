"""The people and systems of the demonstration, each with a key or a session of its own, and how they send things."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from deploy.sample.posting import Posting
from services.local import provider as development
from services.local.place import Place
from services.local.provider import Person
from shared import auth
from shared.auth import Mapped
from shared.database import administrator_at
from shared.post.mail import Letter, read_folder

TIMEOUT = 60.0
TRIES = 10
REGISTRAR = "partnership-office"
BOTH = ("case-worker", "scrutiny-officer")


class Refused(RuntimeError):
    """The product refused something that the demonstration expected it to take."""


class People:
    """Clients of the running place: anybody, bodies by their keys, and posts by their sessions."""

    def __init__(self, running: Place) -> None:
        self.place = running
        self.anybody = self._client()
        self.passwords: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._given: list[Mapped] = []
        self._sessions: dict[str, httpx.AsyncClient] = {}

    async def __aenter__(self) -> Self:
        address = self.place.settings.admin_url
        if address is None:
            raise ValueError("a place that runs here has an administrator")
        self._connected = AsyncExitStack()
        self._admin = await self._connected.enter_async_context(administrator_at(address))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connected.aclose()
        for client in (self.anybody, *self._sessions.values()):
            await client.aclose()

    async def give_key(self, body: str, area: str, role: str = "partner") -> None:
        """Make an API key for a body, as `folkmoot keys create` does; somebody is named who has a registrar's in hand,
        for others rest on what it states.
        """
        holder = None
        if role == "registrar":
            holder = f"{role}-{body}-{area}"
            await auth.create_account(self._admin, holder, secrets.token_urlsafe(24), body=body, grants=[])
        self._keys[body] = await auth.create_key(
            self._admin, body, [area], [role], name=f"{role} of {area}", held_by=holder
        )

    async def give_second_key(self, body: str, area: str, role: str) -> None:
        """Make one for another person of the body, who is called `second(body)` and is named to have it in hand."""
        name, holder = f"second {role} of {area}", f"second-{role}-{body}-{area}"
        await auth.create_account(self._admin, holder, secrets.token_urlsafe(24), body=body, grants=[])
        self._keys[second(body)] = await auth.create_key(self._admin, body, [area], [role], name=name, held_by=holder)

    async def employ(self, account: Mapping[str, Any], area: str, *, by_letter: bool = False) -> None:
        """Make an account for a post, and sign it in through the sign-in page. The provider has nobody for a post that
        is taken up `by_letter`: one account holds it, and its link is used once.
        """
        password = secrets.token_urlsafe(24)
        grants = [auth.Grant(area=area, role=role) for role in account["roles"]]
        await auth.create_account(
            self._admin, account["account"], password, body=account["body"], grants=grants, full_name=account["post"]
        )
        self.passwords[account["account"]] = password
        if not by_letter:
            self._introduce(account, area)
        client = self._client()
        answer = await client.post("/account/sign-in", data={"name": account["account"], "password": password})
        if answer.status_code != 303:
            raise Refused(f"{account['post']} could not sign in: {answer.status_code}")
        self._sessions[account["account"]] = client

    async def connect_provider(self) -> None:
        """Let a visitor be any of these people by the development provider, and one who holds two of the posts."""
        provider = self.place.provider
        first, second = (one for one in provider.people if one.subject in BOTH)
        both = Person(subject="both", name=f"{first.name}, and {second.name.lower()}", roles=first.roles + second.roles)
        provider.people.append(both)
        await auth.connect_provider(
            self._admin,
            auth.Provider(
                id=development.ID,
                name=development.NAME,
                body="trafford-council",
                issuer=provider.issuer,
                client_id=development.CLIENT,
                secret_name=development.SECRET_NAME,
                roles_claim=development.ROLES_CLAIM,
            ),
            self._given,
        )

    def _introduce(self, account: Mapping[str, Any], area: str) -> None:
        """Make a pretend person of a post, and say what the provider's word for it gives here."""
        word, body = account["account"], account["body"]
        self.place.provider.people.append(Person(subject=word, name=account["post"], roles=(word,)))
        today = datetime.now(UTC).date()
        self._given += [Mapped(value=word, body=body, area=area, role=one, from_on=today) for one in account["roles"]]

    async def post(self, posting: Posting, body: str) -> httpx.Response:
        """Send a posting with a body's key; what waits for a second person of the body, that one publishes."""
        answer = await self.send(posting.path, body, posting.key, json=posting.body)
        publish = answer.json().get("links", {}).get("publish")
        if publish is None:
            return answer
        return await self.send(publish["href"], second(body), f"{posting.key}-seen", json={})

    async def keep(self, posting: Posting, body: str) -> httpx.Response:
        """Put what a body keeps of its own, such as a mapping, with its key."""
        headers = {"Authorization": f"Bearer {self._keys[body]}", "Idempotency-Key": posting.key}
        return taken(await self.anybody.put(posting.path, json=posting.body, headers=headers))

    async def send(
        self, path: str, body: str, key: str, *, json: object = None, content: bytes | None = None, seen: str = ""
    ) -> httpx.Response:
        """One request with a body's API key and an Idempotency-Key, and the version `seen`; Refused unless it is taken.

        When the answer says to come again (what the register told has not arrived yet), it does, with the same key.
        """
        headers = {"Authorization": f"Bearer {self._keys[body]}", "Idempotency-Key": key}
        if seen:
            headers["If-Match"] = seen
        if content is not None:
            headers["Content-Type"] = "text/csv; charset=utf-8"
        answer = await self.anybody.post(path, headers=headers, json=json, content=content)
        for _ in range(TRIES):
            if (pause := answer.headers.get("Retry-After")) is None:
                break
            await asyncio.sleep(float(pause))
            answer = await self.anybody.post(path, headers=headers, json=json, content=content)
        return taken(answer)

    @property
    def employed(self) -> frozenset[str]:
        """Accounts that are signed in."""
        return frozenset(self._sessions)

    def as_post(self, account: str) -> httpx.AsyncClient:
        """The signed-in client of a post."""
        return self._sessions[account]

    def letters(self) -> list[Letter]:
        """Mail that has left, the newest first."""
        folder = self.place.settings.mail_folder
        return read_folder(folder) if folder is not None and folder.exists() else []

    def _client(self) -> httpx.AsyncClient:
        address = self.place.address
        return httpx.AsyncClient(base_url=address, timeout=TIMEOUT, headers={"Origin": address})


def second(body: str) -> str:
    """What the other person of a body is called who publishes what the first one hands in."""
    return f"{body}, the second person"


def taken(answer: httpx.Response) -> httpx.Response:
    """The answer, when it says that the request was taken."""
    if answer.status_code >= 400:
        raise Refused(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:2000]}")
    return answer
