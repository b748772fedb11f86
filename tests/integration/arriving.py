"""Bodies whose people come in by a provider, and the door at which they come."""

import json
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI
from joserfc import jwt

from services.local import provider as development
from services.local.provider import Person, Provider
from shared.openid.proofs import LOGOUT

TRAFFORD, SALFORD = "E08000009", "E08000006"
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
START = "/account/with/development"
CASEY = Person(subject="casey", name="Casey Worker", roles=("trafford/cases",))
HATTIE = Person(subject="hattie", name="Hattie Several", roles=("trafford/cases", "salford/scrutiny"))
NOBODY = Person(subject="nobody", name="No Role", roles=("canteen",))


class Liar(Provider):
    """The development provider, with whatever it says or signs changed as a test likes."""

    said: Mapping[str, Any] = {}
    header: Mapping[str, Any] = {}
    with_key: Any = None
    is_unsigned = False

    def claims(self, person: Person, nonce: str) -> dict[str, Any]:
        changed = {**super().claims(person, nonce), **self.said}
        return {name: value for name, value in changed.items() if value is not None}

    def sign(self, claims: dict[str, Any]) -> str:
        if self.is_unsigned:
            written = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
            return f"{'.'.join(urlsafe_b64encode(one).decode().rstrip('=') for one in written)}."
        header = {"alg": "ES256", "kid": self.key.kid, **self.header}
        return jwt.encode(header, claims, self.with_key or self.key, algorithms=["ES256", "HS256"])


REGISTERED = f"""
insert into publication.area (area, version, name, letters, profile, population, responsible_authority, committee)
  values ('{TRAFFORD}', 1, 'Trafford', 'TRAF', 'england-2024', 1, 'trafford-council', 'none');
insert into publication.partner (area, partner, name, partner_kind, regime, inspectorate)
  values ('{TRAFFORD}', 'trafford-council', 'Trafford Council', 'council', 'none', 'none')
"""


@dataclass
class Door:
    """The place's account pages, a provider, and one browser."""

    client: httpx.AsyncClient
    provider: Liar
    admin: asyncpg.Connection
    app: FastAPI

    async def leave(self, **parameters: str) -> str:
        """Set out; answers where the browser is sent."""
        answer = await self.client.get(START, params=parameters)
        assert answer.status_code == 303
        return str(answer.headers["location"])

    async def choose(self, address: str, person: Person = CASEY) -> str:
        """Choose a person at the provider; answers where it sends the browser."""
        here = httpx.ASGITransport(self.provider.app())
        async with httpx.AsyncClient(transport=here) as elsewhere:
            answer = await elsewhere.get(f"{address}&person={person.subject}")
        assert answer.status_code == 303
        return str(answer.headers["location"])

    async def come(self, person: Person = CASEY, **parameters: str) -> httpx.Response:
        return await self.client.get(await self.choose(await self.leave(**parameters), person))

    async def told_out(self, **changed: object) -> httpx.Response:
        """The provider tells that Casey signed out there."""
        now = int(time.time())
        claims = {
            "iss": self.provider.issuer,
            "aud": development.CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": "first",
            "sub": "casey",
            "events": {LOGOUT: {}},
        } | changed
        token = self.provider.sign({name: value for name, value in claims.items() if value is not None})
        return await self.client.post(f"{START}/sign-out", data={"logout_token": token, "more": "not read"})

    async def token_of(self, page: str) -> str:
        found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', (await self.client.get(page)).text)
        assert found is not None
        return found[1]

    async def refusals(self) -> list[str]:
        rows = await self.admin.fetch("select reason from identity.access_log where action = 'refused' order by id")
        return [row["reason"] for row in rows]
