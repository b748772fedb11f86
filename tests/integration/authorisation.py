"""Every door of a service with every role at it: which rows of another area and body stand behind it, who knocks, and
what the database says was written.

The doors are read from the application, what is sent there from its description and its recorded examples.
"""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from fastapi import FastAPI

from shared import auth
from shared.auth.caller import ROLES
from shared.database import Areas, Database
from shared.events import new_id
from shared.settings import Settings
from shared.web.application.permissions import Permission, permissions

NOBODY_HOLDS = "00000000-0000-4000-8000-000000000000"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
NO_ROLE = "does not hold the role"

# Notes every row written that names the other area or the other body.
_WATCH = """
create table kept.written (said text);
create function kept.watch() returns trigger language plpgsql security definer as $$
declare row_ jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
  if row_ ->> 'area' = '{area}' or row_ ->> 'partner' = '{body}' or row_ ->> 'body' = '{body}' then
    insert into kept.written values (tg_op || ' ' || tg_table_schema || '.' || tg_table_name);
  end if;
  return null;
end $$;
do $$ declare each text; begin
  for each in select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('{service}', '{service}_private') and c.relkind in ('r', 'p') and not c.relispartition loop
    execute format('create trigger watched after insert or update or delete on %s for each row '
                   'execute function kept.watch()', each);
  end loop;
end $$;
"""


class Deceived(Database):
    """A way to the rows that always says who really asks, whomever the application takes them for."""

    truth: tuple[Areas, str] = (frozenset(), "")

    def on_behalf_of(self, _areas: Areas, _body: str | None) -> Database:
        """On behalf of whom it is."""
        return super().on_behalf_of(*self.truth)


class Unheld(Database):
    """A way to the rows that holds nobody to anything: the application's own checks are alone."""

    def on_behalf_of(self, _areas: Areas, _body: str | None) -> Database:
        """On nobody's behalf."""
        return self


class Undone(Unheld):
    """The same, of which nothing is kept."""

    @property
    def is_trial(self) -> bool:
        """Always."""
        return True


W = TypeVar("W", bound=Database)


def way(kind: type[W], settings: Settings, service: str) -> W:
    """A service's way to its rows, of another kind than the application's own."""
    password = settings.role_password.get_secret_value()
    return kind(settings.database_url, service, role=f"folkmoot_{service}", password=password)


@dataclass(frozen=True, slots=True)
class Told:
    """What a door answered."""

    status: int
    body: bytes
    caching: str = ""

    @property
    def is_done(self) -> bool:
        return self.status < 400

    def tells(self, secret: str) -> bool:
        """Whether a word stands in it."""
        return secret.lower().encode() in self.body.lower()

    @property
    def is_without_role(self) -> bool:
        return self.status == 403 and NO_ROLE.encode() in self.body


@dataclass
class Place:
    """An area with a body, and what of theirs stands behind addresses: by the word before it, and its name there."""

    area: str
    body: str
    values: dict[str, str] = field(default_factory=dict)

    def fill(self, path: str) -> str:
        """The address of a door with this place's things in it; of nothing, where this place has none."""
        if "/moderation" in path or path.startswith("/desk/petitions"):
            path = path.replace("petitions/{reference}", f"petitions/{self.values.get('read/reference', NOBODY_HOLDS)}")
        told = re.sub(r"([^/{}]+)/{(\w+)(:path)?}", lambda at: f"{at[1]}/{self._named(at[1], at[2])}", path)
        return re.sub(r"{(\w+)(:path)?}", lambda at: self._named("", at[1]), told)

    def _named(self, before: str, name: str) -> str:
        return self.values.get(f"{before}/{name}", self.values.get(name, NOBODY_HOLDS))


@dataclass
class Doors:
    """The doors of a service that ask who calls."""

    app: FastAPI
    examples: Mapping[str, Any]
    admin: asyncpg.Connection
    _described: Mapping[str, Any]

    @classmethod
    def of(cls, app: FastAPI, api: Path, admin: asyncpg.Connection) -> "Doors":
        """The doors of an application, with the examples that lie beside its routes."""
        return cls(app, json.loads((api / "examples.json").read_text()), admin, app.openapi()["paths"])

    def __iter__(self) -> Iterator[Permission]:
        for door in permissions(self.app):
            if any(not rule.takes_public and not rule.is_by_itself for rule in door.rules):
                yield door

    async def key(self, place: Place, *roles: str, areas: tuple[str, ...] = (), is_trial: bool = False) -> str:
        """A key of the place's body."""
        name = f"{'-'.join(roles)[:40]}-{new_id()}"
        areas = areas or (place.area,)
        return await auth.create_key(self.admin, place.body, areas, roles or ROLES, name=name, is_trial=is_trial)

    async def knock(self, door: Permission, place: Place, key: str) -> Told:
        """Ask at the door for the place's thing, with the version that stands if it wants one, and without if not."""
        method, path = door.methods[0], place.fill(door.path)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        if method not in WRITES:
            return await call(self.app, method, path, headers)
        body = self._sent_to(door, place)
        kind = "application/json" if "/v1/" in door.path else "application/x-www-form-urlencoded"
        headers |= {"content-type": kind, "origin": "http://127.0.0.1:8000", "idempotency-key": str(new_id())}
        version = place.values.get("cases/version", "1") if "/cases/" in door.path else "1"
        told = await call(self.app, method, path, headers | {"if-match": f'"{version}"'}, body)
        return told if told.status != 400 else await call(self.app, method, path, headers, body)

    async def knock_with(self, door: Permission, place: Place, headers: Mapping[str, str], body: bytes) -> Told:
        """Ask at the door for the place's thing with just this."""
        return await call(self.app, door.methods[0], place.fill(door.path), headers, body)

    def takes_file(self, door: Permission) -> bool:
        """Whether the door's description says that it takes a form with a file."""
        described = self._described.get(door.path, {}).get(door.methods[0].lower(), {})
        return "multipart/form-data" in described.get("requestBody", {}).get("content", {})

    def takes(self, door: Permission, place: Place) -> dict[str, Any] | None:
        """The JSON object that the door takes, as its example or its description shows it; None for what is none."""
        sent = json.loads(self._sent_to(door, place) or b"null") if "/v1/" in door.path else None
        return sent if isinstance(sent, dict) else None

    def _sent_to(self, door: Permission, place: Place) -> bytes:
        """What the door would take: what its example shows, or the least that its description asks for."""
        shown = self.examples.get(str(door), {}).get("request")
        if shown is None:
            described = self._described.get(door.path, {}).get(door.methods[0].lower(), {})
            kinds = described.get("requestBody", {}).get("content", {})
            if "application/json" not in kinds:
                return b""
            shown = least(kinds["application/json"].get("schema", {}), place)
        return json.dumps(_of(shown, place)).encode()


def least(schema: Mapping[str, Any], place: Place) -> Any:
    """The least value that fits a schema, as far as it says."""
    if "const" in schema or "enum" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return least(schema[choice][0], place)
    match schema.get("type"):
        case "object":
            wanted, parts = schema.get("required", ()), schema.get("properties", {})
            return {name: place.values.get(f"said/{name}") or least(parts.get(name, {}), place) for name in wanted}
        case "array":
            return [least(schema.get("items", {}), place) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return {"date": "2026-03-09", "date-time": "2026-03-09T10:00:00Z", "uuid": NOBODY_HOLDS}.get(
        schema.get("format", ""), "It was read, and this follows from the published rules."
    )


def _of(shown: Any, place: Place) -> Any:
    """The same said of the place: of its area, its body and its things."""
    if isinstance(shown, dict):
        said = {name: place.values.get(f"said/{name}") for name, part in shown.items() if isinstance(part, str)}
        return {name: said.get(name) or _of(part, place) for name, part in shown.items()}
    return [_of(part, place) for part in shown] if isinstance(shown, list) else shown


async def watch(admin: asyncpg.Connection, service: str, place: Place) -> None:
    """From now on every row written that names the place's area or body is noted."""
    await admin.execute(_WATCH.format(service=service, area=place.area, body=place.body))


async def written(admin: asyncpg.Connection) -> list[str]:
    """What was noted since the last time."""
    rows = await admin.fetch("delete from kept.written returning said")
    return sorted({row["said"] for row in rows})


async def call(app: FastAPI, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Told:
    """Ask an application without a client between: this is done some thousand times."""
    target, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), *((n.encode(), v.encode()) for n, v in headers.items())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    sent: list[dict[str, Any]] = []
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return left.pop() if left else await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(one for one in sent if one["type"] == "http.response.start")
    body = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
    return Told(start["status"], body, dict(start["headers"]).get(b"cache-control", b"").decode())
