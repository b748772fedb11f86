"""What an event is and how it travels: the catalogue, the envelope, CloudEvents batches. Standard library only.

An event is a frozen dataclass in the past tense, registered under one type and one stream kind. It is used by `decide`,
stored in the ledger and sent to other services in the same shape; nothing here may know a database or a broker.
"""

import builtins
import json
import os
import re
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any, TypeVar

CONTENT_TYPE = "application/cloudevents-batch+json"
CANARY = "folkmoot.canary.v1"

E = TypeVar("E", bound="type[object]")

_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_dump = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Declared:
    """A catalogue entry: the event's class, its wire type and the stream kind that carries it."""

    type: str
    kind: str
    shape: "builtins.type[object]"


CATALOGUE: dict[str, Declared] = {}
DECLARED: dict[type, Declared] = {}


def event(name: str, kind: str, version: int = 1) -> Callable[[E], E]:
    """Register a dataclass as `folkmoot.<name>.v<version>`, carried by streams of `kind`."""

    def register(shape: E) -> E:
        declared = Declared(f"folkmoot.{name}.v{version}", kind, shape)
        if declared.type in CATALOGUE:
            raise ValueError(f"two events are called {declared.type}")
        CATALOGUE[declared.type] = DECLARED[shape] = declared
        return shape

    return register


def declared(happened: object) -> Declared:
    """The catalogue entry of an event; KeyError for anything that is not one."""
    return DECLARED[type(happened)]


def short_name(type_: str) -> str:
    """`case.duty_served` for `folkmoot.case.duty_served.v1`: the name that wording tables use."""
    return type_.removeprefix("folkmoot.").rpartition(".v")[0]


def new_id() -> uuid.UUID:
    """A UUID version 7: neither Python 3.11 nor PostgreSQL before 18 makes one."""
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


@dataclass(frozen=True, slots=True)
class Heading:
    """What is told of an event beside its content: where it stands in its stream, when it happened, who caused it."""

    id: str
    type: str
    kind: str
    stream: str
    version: int
    area: str
    occurred_at: datetime
    _: KW_ONLY
    epoch: int = 1
    actor: str = ""
    correlation_id: str | None = None
    causation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope(Heading):
    """One event as it travels: its heading, and its content as JSON values."""

    content: dict[str, Any]


class Unreadable(ValueError):
    """The bytes are not a CloudEvents batch of ours; no retry will make them one."""


def pack(envelopes: Sequence[Envelope]) -> bytes:
    """A CloudEvents JSON batch, also for one event."""
    return pack_spelled([spell(e, _dump(e.content)) for e in envelopes])


def spell(heading: Heading, content: str) -> bytes:
    """One event in its CloudEvents 1.0 form; its content is a JSON text that is passed on unread."""
    h = heading
    known = (("correlationid", h.correlation_id), ("causationid", h.causation_id), ("actor", h.actor or None))
    extensions = "".join(f'"{name}":{_dump(value)},' for name, value in known if value is not None)
    return (
        f'{{"specversion":"1.0","id":{_dump(h.id)},"source":{_dump("/" + h.kind)},"type":{_dump(h.type)},'
        f'"subject":{_dump(h.stream)},"time":"{h.occurred_at.isoformat()}","datacontenttype":"application/json",'
        f'"streamversion":{h.version},"area":{_dump(h.area)},"epoch":{h.epoch},{extensions}"data":{content}}}'
    ).encode()


def pack_spelled(events: Sequence[bytes]) -> bytes:
    """A CloudEvents JSON batch of events that are spelled already."""
    return b"[%b]" % b",".join(events)


def unpack(body: bytes) -> list[Envelope]:
    """Read a batch; raises Unreadable when it is not one."""
    try:
        items = json.loads(body)
        if not isinstance(items, list):
            raise TypeError("a batch is a list")
        return [_envelope(item) for item in items]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(f"not a batch of events: {type(error).__name__}") from error


def _envelope(item: dict[str, Any]) -> Envelope:
    return Envelope(
        id=_id(item["id"]),
        type=str(item["type"]),
        kind=str(item["source"]).removeprefix("/"),
        stream=str(item["subject"]),
        version=int(item["streamversion"]),
        area=str(item["area"]),
        occurred_at=_aware(item["time"]),
        content=dict(item["data"]),
        epoch=int(item["epoch"]),
        actor=str(item.get("actor", "")),
        correlation_id=item.get("correlationid"),
        causation_id=item.get("causationid"),
    )


def _id(text: str) -> str:
    return text if _UUID.fullmatch(text) else str(uuid.UUID(text))


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
