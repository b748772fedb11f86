"""Answers for everybody, kept as bytes: made when they are first asked for after a change, and sent as they are.

The database tells of every change of a service's public rows (a trigger; see `migrations.telling`). What was made
before is made anew for the next reader, and so is everything when a day ends. While the database cannot be reached,
the last answer is sent on and says when it was made; but none from before words were taken out or withheld. Nothing
that differs between readers comes here: whoever brings a cookie or a key is answered by the application itself.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus

import structlog
from prometheus_client import CollectorRegistry, Counter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import Clock
from shared.database import DATABASE_ERRORS, Database
from shared.web.etag import holds
from shared.web.wording import machine_time, moment
from shared.working_days import london_day

Key = tuple[bytes, str, bytes]
Headers = Sequence[tuple[bytes, bytes]]

KINDS = (b"text/html", b"application/json", b"application/atom+xml", b"text/csv", b"application/ld+json")
LARGEST, ROOM = 1 << 20, 64 << 20  # bytes of one answer, and of all that are kept
SHARE = 5  # making one answer again and again takes at most one part in so many of the time
RETRY_SECONDS = 1.0
GONE = "gone"
"""What a service's database says when words are gone that answers may hold, and the sequence that counts it."""
_OF_SOMEBODY = frozenset({b"cookie", b"authorization"})
_OF_CONTENT = frozenset({b"content-length", b"content-type"})
_NOTHING: Message = {"type": "http.response.body", "body": b""}
_HEADER = b'<header class="fm-header">'
_LINE = (
    '<aside class="fm-notice" aria-label="Kept copy"><div class="govuk-width-container"><p><strong>You are reading a '
    'kept copy</strong>, as it stood at <time datetime="{machine}">{at}</time>. The record cannot be reached just '
    "now.</p></div></aside>\n"
)

log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """An answer as it was made: for which day, after how many changes, when, and how long that took."""

    headers: Headers
    body: bytes
    etag: str
    day: date
    changes: int
    made_at: datetime
    ready: float
    took: float

    @cached_property
    def start(self) -> Message:
        """How the answer begins, for whoever does not hold it already."""
        return {"type": "http.response.start", "status": HTTPStatus.OK.value, "headers": self.headers}

    @cached_property
    def end(self) -> Message:
        """All of its body."""
        return {"type": "http.response.body", "body": self.body}

    def is_fresh(self, day: date, changes: int) -> bool:
        """Whether it may still be sent: nothing changed since, or it was made a moment ago."""
        return self.day == day and (self.changes == changes or self._rests)

    @property
    def _rests(self) -> bool:
        return time.monotonic() - self.ready < (SHARE - 1) * self.took


class Kept:
    """Keeps what an application answers to everybody, as long as it hears of every change."""

    def __init__(self, service: str, registry: CollectorRegistry) -> None:
        self.changes = 0
        told = Counter("folkmoot_kept", "Requests answered from what is kept", ("service",), registry=registry)
        self.sent = told.labels(service)
        self.hears = False
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._size = self._since = 0
        self._gone: int | None = None

    def find(self, key: Key) -> Answer | None:
        """The last answer to this, fresh or not."""
        if (found := self._answers.get(key)) is not None:
            self._answers.move_to_end(key)
        return found

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer in place of an earlier one; what was not asked for longest makes room. One that was begun
        before words were gone is not kept."""
        if answer.changes < self._since:
            return
        earlier = self._answers.pop(key, None)
        self._size += len(answer.body) - (len(earlier.body) if earlier else 0)
        self._answers[key] = answer
        while self._size > ROOM:
            _, dropped = self._answers.popitem(last=False)
            self._size -= len(dropped.body)

    def drop(self) -> None:
        """Forget every answer: words are gone that it may hold."""
        self.changes += 1
        self._since, self._size = self.changes, 0
        self._answers.clear()

    async def follow(self, database: Database) -> None:
        """Hear of changes until cancelled; a lost connection is opened again, and everything is then made anew."""
        while True:
            try:
                await self._hear(database)
            except DATABASE_ERRORS as error:
                log.warning("kept.connection_lost", service=database.schema, error=type(error).__name__)
            finally:
                self.hears = False
            await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, database: Database) -> None:
        connection = await database.kept_connection()
        ended = asyncio.Event()
        try:
            connection.add_termination_listener(lambda *_: ended.set())
            await connection.add_listener(f"{database.schema}_told", self._changed)
            gone = await connection.fetchval(f"select last_value from {database.schema}.{GONE}")  # noqa: S608 fixed names
            if gone != self._gone:
                self._gone = gone
                self.drop()
            self.changes += 1  # whatever happened while nobody listened
            self.hears = True
            await ended.wait()
        finally:
            self.hears = False
            with suppress(*DATABASE_ERRORS, TimeoutError):
                await connection.close(timeout=1)

    def _changed(self, _connection: object, _pid: int, _channel: str, told: object) -> None:
        self.changes += 1
        if told == GONE:
            self.drop()


class Keeper:
    """Answers from what is kept, before anything else looks at the request, and keeps what is answered to everybody.

    What it sends was made for the same host, path and query, and so went through every guard. Answers from here are
    counted, but write no line into the log and so carry no request's id.
    """

    def __init__(self, app: ASGIApp, *, kept: Kept, clock: Clock) -> None:
        self.app, self.kept, self.clock = app, kept, clock
        self._making: dict[Key, asyncio.Lock] = {}
        self._second, self._today = -1, date.min

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key, condition = _asked(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        day = self._day()
        if (held := self._fresh(key, day)) is not None:
            await self._send(held, condition, send)
            return
        lock = self._making.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                answer = self._fresh(key, day) or await self._make(key, day, scope, receive, send)
        finally:
            if not lock.locked():
                self._making.pop(key, None)
        if answer is not None:
            await self._send(answer, condition, send)

    def _day(self) -> date:
        """The day in London, reckoned once a second: a day ends at a full second."""
        now = self.clock.now()
        if (second := int(now.timestamp())) != self._second:
            self._second, self._today = second, london_day(now)
        return self._today

    def _fresh(self, key: Key, day: date) -> Answer | None:
        held = self.kept.find(key)
        if held is None or not self.kept.hears or not held.is_fresh(day, self.kept.changes):
            return None
        return held

    async def _make(self, key: Key, day: date, scope: Scope, receive: Receive, send: Send) -> Answer | None:
        """What the application answers, once for all who asked meanwhile, or the kept copy when it cannot.

        None when it has answered by itself: what may not be kept.
        """
        held = self.kept.find(key)
        changes, began, made_at = self.kept.changes, time.monotonic(), self.clock.now()
        said = _Said(send, may_fall_back=held is not None)
        await self.app(_without_condition(scope), receive, said)
        if said.is_out_of_reach and held is not None:
            return _marked(held)
        if said.kept_headers is None:
            return None
        body, ready = bytes(said.body), time.monotonic()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = [*said.kept_headers, (b"etag", etag.encode())]
        answer = Answer(headers, body, etag, day, changes, made_at, ready, ready - began)
        self.kept.keep(key, answer)
        return answer

    async def _send(self, answer: Answer, condition: bytes, send: Send) -> None:
        self.kept.sent.inc()
        if condition and answer.etag and holds(condition.decode("latin-1"), answer.etag):
            headers = [one for one in answer.headers if one[0] not in _OF_CONTENT]
            await send({"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": headers})
            await send(_NOTHING)
            return
        await send(answer.start)
        await send(answer.end)


class _Said:
    """Takes down what may be kept; everything else, and what grows too large, goes straight on."""

    def __init__(self, send: Send, *, may_fall_back: bool) -> None:
        self._send, self._may_fall_back = send, may_fall_back
        self._start: Message | None = None
        self.body = bytearray()
        self.kept_headers: Headers | None = None
        self.is_out_of_reach = self.has_begun = False

    async def __call__(self, message: Message) -> None:
        """Take down or pass on one message."""
        if message["type"] == "http.response.start":
            self.is_out_of_reach = self._may_fall_back and message["status"] == HTTPStatus.SERVICE_UNAVAILABLE
            self.kept_headers = _to_keep(message)
            self._start = message
            if self.kept_headers is None and not self.is_out_of_reach:
                await self._pass_on(message)
        elif self.is_out_of_reach:
            return
        elif self.kept_headers is None:
            await self._pass_on(message)
        else:
            self.body += message.get("body", b"")
            if len(self.body) > LARGEST and self._start is not None:
                self.kept_headers = None
                await self._pass_on(self._start)
                await self._pass_on({**message, "body": bytes(self.body)})

    async def _pass_on(self, message: Message) -> None:
        self.has_begun = True
        await self._send(message)


def _asked(scope: Scope) -> tuple[Key | None, bytes]:
    """What was asked for, of which host, and what its If-None-Match names; None where readers may be told apart."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None, b""
    host = condition = b""
    for name, value in scope["headers"]:
        if name in _OF_SOMEBODY:
            return None, b""
        if name == b"host":
            host = value
        elif name == b"if-none-match":
            condition = value
    return (host, scope["path"], scope["query_string"]), condition


def _to_keep(start: Message) -> Headers | None:
    """The headers to keep of an answer that may be kept, without its ETag; None for any other."""
    headers = {name.lower(): value for name, value in start["headers"]}
    kind = headers.get(b"content-type", b"").partition(b";")[0]
    is_for_one = b"set-cookie" in headers or b"private" in headers.get(b"cache-control", b"")
    if start["status"] != HTTPStatus.OK or b"etag" not in headers or kind not in KINDS or is_for_one:
        return None
    return tuple((name, value) for name, value in headers.items() if name not in {b"etag", b"x-request-id"})


def _without_condition(scope: Scope) -> Scope:
    """The request as of somebody who holds nothing. The state stays shared with whoever notes the request."""
    return {**scope, "headers": [one for one in scope["headers"] if one[0] != b"if-none-match"]}


def _marked(answer: Answer) -> Answer:
    """A page with the line that it is a kept copy; what machines read is sent as it was. Both tell their Age."""
    line = _LINE.format(at=moment(answer.made_at), machine=machine_time(answer.made_at)).encode()
    body = answer.body.replace(_HEADER, line + _HEADER, 1)
    length = (b"content-length", str(len(body)).encode())
    age = (b"age", str(int(time.monotonic() - answer.ready)).encode())
    headers = [*(one for one in answer.headers if one[0] not in {b"content-length", b"etag"}), length, age]
    return replace(answer, headers=headers, body=body, etag="")
