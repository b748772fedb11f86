"""Reading a request strictly: bodies, forms, and the headers that a write carries. No route uses FastAPI's parsing.

A door calls `read_json` or `read_form` with a `Strict` model; whatever is wrong comes out as a Problem that names
faults and repeats nothing. Deciding is no business of this module.
"""

import asyncio
import hashlib
import re
import typing
from collections.abc import Callable, ItemsView
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel
from starlette.requests import Request

from shared.auth import PUBLIC, Caller, CallerKind
from shared.idempotency import Once
from shared.problems import (
    BadRequest,
    Fault,
    FormTooLarge,
    KeyMissing,
    Malformed,
    TooLarge,
    UnsupportedType,
    VersionMissing,
)
from shared.reader import FORBIDDEN, FORBIDDEN_CHARACTER, BadEncoding, parse, pointer
from shared.shapes import TEXT_SOURCE, Day, Line, Moment, Number, Prose, Slug, Strict, Whole, Yes, fit, refuse
from shared.web import csrf

__all__ = [
    "Day",
    "Line",
    "Moment",
    "Number",
    "Prose",
    "Slug",
    "Strict",
    "Whole",
    "Yes",
    "by_field",
    "describe_body",
    "filled",
    "if_match",
    "now",
    "once",
    "onward",
    "read_body",
    "read_form",
    "read_json",
    "read_nothing",
    "received_at",
    "refuse",
    "seen_version",
]

M = TypeVar("M", bound=BaseModel)

JSON_LIMIT = 1 << 20
FORM_LIMIT = 64 << 10
MAX_FIELDS = 200
AT_ONCE = 64 << 10  # a larger body is read in a thread, so that others are served meanwhile

FORM_TOO_LARGE = (
    "What was typed is longer than a form here can take, so none of it was read. Go back in your browser, where it "
    "still stands, and shorten it; each question says how much it takes."
)

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ETAG = re.compile(r'"([0-9]{1,9})"')


def now(request: Request) -> datetime:
    """Business time at this moment."""
    moment: datetime = request.app.state.clock.now()
    return moment


def received_at(request: Request) -> datetime:
    """Business time when the request's first byte was taken, before its body was read: what 'in time' is judged by."""
    moment: datetime = request.state.received_at
    return moment


def onward(request: Request, **where: object) -> str:
    """The address of a list's next page: asked for as this page was, from `where` on."""
    kept = [(name, word) for name, word in request.query_params.multi_items() if name not in where]
    return f"{request.url.path}?{urlencode([*kept, *where.items()])}"


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body; TooLarge as soon as it is announced, or grows, beyond `limit` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise TooLarge(f"This address takes at most {limit} bytes.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedType("Send the body as it is, without compression.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"This address takes at most {limit} bytes.")
    request.state.body_sha256 = hashlib.sha256(body).digest()
    return bytes(body)


async def read_nothing(request: Request) -> None:
    """Read a body that has nothing to say: none at all, or the empty object `{}`. Raises BadRequest for any other."""
    if (await read_body(request, limit=1024)).strip() not in (b"", b"{}"):
        raise BadRequest("Nothing is asked for here but the request itself: send no body, or {}.")


async def read_json(request: Request, model: type[M], *, limit: int = JSON_LIMIT) -> M:
    """The JSON body as `model`. Raises TooLarge, UnsupportedType, BadRequest, or Malformed naming faults."""
    expect(request, "application/json")
    body = await read_body(request, limit=limit)
    if len(body) <= AT_ONCE:
        return fit(model, parse(body))
    return await asyncio.to_thread(lambda: fit(model, parse(body)))


async def read_form(request: Request, model: type[M], *, limit: int = FORM_LIMIT) -> M:
    """The urlencoded form as `model`, after the check that it came from one of our own pages.

    A field left empty counts as not filled in. Raises what `read_json` raises, and ForgedRequest (403). One that is too
    large to read is no form to be drawn again: FormTooLarge says so on a page of its own.
    """
    csrf.check_origin(request)
    expect(request, "application/x-www-form-urlencoded")
    try:
        fields = fields_in(await read_body(request, limit=limit))
    except TooLarge as refused:
        raise FormTooLarge(FORM_TOO_LARGE) from refused
    request.state.typed = dict(fields)
    csrf.check_token(request, fields.pop(csrf.FIELD, [""])[-1])
    request.state.filled = {name: values[-1] for name, values in fields.items()}
    return fit(model, joined(model, fields), source=TEXT_SOURCE)


async def read_machine_form(request: Request, model: type[M], *, limit: int = FORM_LIMIT) -> M:
    """The urlencoded form that a machine sends, as `model`, for addresses where no cookie counts.

    Raises what `read_json` raises.
    """
    expect(request, "application/x-www-form-urlencoded")
    return fit(model, joined(model, fields_in(await read_body(request, limit=limit))), source=TEXT_SOURCE)


def filled(request: Request) -> dict[str, str]:
    """What was typed into the form that `read_form` refused, for drawing it again. Only for the sender's own eyes."""
    typed: dict[str, str] = getattr(request.state, "filled", {})
    return typed


def by_field(problem: Malformed) -> dict[str, str]:
    """The first sentence for each field of a form that is not right."""
    sentences: dict[str, str] = {}
    for fault in problem.errors:
        name = (fault.pointer or "/").split("/")[1]
        sentences.setdefault(name, fault.message)
    return sentences


def expect(request: Request, wanted: str) -> None:
    """Raise UnsupportedType or BadEncoding unless the request says that its body is of this type, in UTF-8."""
    sent, _, parameters = request.headers.get("content-type", "").partition(";")
    if sent.strip().lower() != wanted:
        raise UnsupportedType(f"Send {wanted}.")
    charset = re.search(r"charset\s*=\s*\"?([A-Za-z0-9_-]*)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in {"utf-8", "utf8"}:
        raise BadEncoding("Send UTF-8.")


def fields_in(body: bytes) -> dict[str, list[str]]:
    """Every name of the form with its values in order."""
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        raise BadEncoding("Send a form that is encoded from UTF-8.") from None
    except ValueError:
        raise BadRequest(f"A form here has at most {MAX_FIELDS} fields.") from None
    fields: dict[str, list[str]] = {}
    faults = []
    for name, value in pairs:
        if FORBIDDEN.search(name) or FORBIDDEN.search(value):
            faults.append(Fault("forbidden-character", FORBIDDEN_CHARACTER, pointer((name,))))
        fields.setdefault(name, []).append(value)
    if faults:
        raise Malformed("The form holds characters that cannot be taken.", errors=faults)
    return fields


def joined(model: type[BaseModel], fields: dict[str, list[str]]) -> dict[str, Any]:
    """A value or a list of values for each name, as the model wants it; empty values left out."""
    joined: dict[str, Any] = {}
    named = {field.alias: field for field in model.model_fields.values()}
    for name, values in fields.items():
        filled = [value for value in values if value.strip()]
        known = model.model_fields.get(name) or named.get(name)
        if known is not None and _wants_list(known.annotation):
            joined[name] = filled
        elif len(values) > 1:
            fault = Fault("duplicate-key", "This may be given once.", pointer((name,)))
            raise Malformed("A field of the form is there twice.", errors=[fault])
        elif filled or known is None:
            joined[name] = values[0]
    return joined


def _wants_list(annotation: object) -> bool:
    return typing.get_origin(annotation) in (list, tuple, set, frozenset)


def once(request: Request, caller: Caller) -> Once:
    """What makes this write the same as another; call it when the body was read. KeyMissing without the header."""
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        raise KeyMissing("Send an Idempotency-Key: a name of your own for this request, the same when you repeat it.")
    if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
        raise BadRequest("Send one Idempotency-Key, of 1 to 200 visible ASCII characters.")
    route, body = f"{request.method} {request.url.path}", request.state.body_sha256
    key = keys[0] if caller.kind is not CallerKind.PUBLIC else _key_of_nobody(keys[0], route, body)
    return Once(caller.system, key, route, body)


def _key_of_nobody(key: str, route: str, body: bytes) -> str:
    """All who come without a name share one room of keys: there a key stands for this very request alone, so that
    nobody takes a stranger's key away or learns what was answered to words that they did not send.
    """
    return hashlib.sha256(b"\n".join((key.encode(), route.encode(), body))).hexdigest()


def once_of_form(request: Request, name: str) -> Once:
    """What makes a form that nobody signed in for the same when its button is pressed twice: the name that its page
    gave it and all that it says; call it when the form was read. What was changed meanwhile is another.
    """
    route, body = f"{request.method} {request.url.path}", request.state.body_sha256
    return Once(PUBLIC.id, _key_of_nobody(name, route, body), route, body)


def once_of_press(request: Request, caller: Caller, name: str, said: bytes | None = None) -> Once:
    """The same of a form that somebody is signed in for: its page's name for it and all that it says, or `said`, where
    that is less than the form; call it when the form was read.
    """
    digest = request.state.body_sha256 if said is None else hashlib.sha256(said).digest()
    return Once(caller.id, name, f"POST {request.url.path}", digest)


def once_if_named(request: Request, caller: Caller) -> Once | None:
    """The same of a door where the header may be left out; None without it."""
    return once(request, caller) if "idempotency-key" in request.headers else None


def if_match(request: Request) -> int:
    """The version that the writer saw, from If-Match: "7". VersionMissing without it, BadRequest when it is none."""
    sent = request.headers.get("if-match")
    if sent is None:
        raise VersionMissing('Say in If-Match which version you saw, like "7".')
    match = _ETAG.fullmatch(sent.strip())
    if not match:
        said = "the number that a document tells, not a list's ETag"
        raise BadRequest(f'If-Match holds one version in quotes, like "7": {said}.')
    return int(match[1])


def seen_version(request: Request) -> int | None:
    """The version that the writer saw, as `if_match` reads it; None where the writer names none."""
    return if_match(request) if "if-match" in request.headers else None


class BodyShown(dict[str, Any]):
    """A route's `openapi_extra` that says which body is read. The schema is made when the description is asked for:
    making them all took a tenth of each program's start, and most programs never describe themselves.
    """

    def __init__(self, content_type: str, schema: Callable[[], dict[str, Any]], **beside: Any) -> None:  # noqa: ANN401
        self._shown, self._schema = beside, schema
        super().__init__(requestBody={"required": True, "content": {content_type: beside}})

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # a view all the same
        """What FastAPI lays over its own description of the route."""
        if "schema" not in self._shown:
            self._shown["schema"] = self._schema()
        return super().items()


def describe_body(model: type[BaseModel], *, content_type: str = "application/json", **beside: Any) -> BodyShown:  # noqa: ANN401
    """For a route's `openapi_extra`: shows the model that `read_json` or `read_form` will read, and what else is said
    beside its schema, such as an `example`.
    """
    return BodyShown(content_type, lambda: schema_of(model), **beside)


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a body, with everything that it refers to written out in it."""
    return _inlined(model.model_json_schema())


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    definitions = schema.pop("$defs", {})

    def resolve(node: Any, above: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 JSON schema
        if isinstance(node, list):
            return [resolve(part, above) for part in node]
        if not isinstance(node, dict):
            return node
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name in definitions:
            return {} if name in above else resolve(definitions[name], (*above, name))
        return {key: resolve(part, above) for key, part in node.items()}

    inlined: dict[str, Any] = resolve(schema)
    return inlined
