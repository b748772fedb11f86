"""The pages of the messages that a service could not take in: seen, tried again, or discarded with a reason.

Each service shows its own, of the reader's areas; nothing of another's schema is read. What an event means is not
known here: its name and its facts are shown, which hold nothing personal.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import dead_letters
from shared.auth import Caller
from shared.database import EVERY_AREA
from shared.dead_letters import DeadLetter
from shared.events.base import short_name
from shared.problems import Malformed, NotFound, NotNow
from shared.register import Names
from shared.web.administration import FAILED_MESSAGES, SERVICES, Administrator, Proven, page
from shared.web.callers import CODES, Naming, database_of
from shared.web.components import Empty, Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.requests import Prose, Strict, by_field, filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, moment, sentence_case

TOLD: Mapping[str, str] = {
    "again": "It is being tried again. If it fails once more it comes back to this list, in a few minutes at most.",
    "discarded": "It is discarded, and what waited behind it goes on. Your reason is kept for good.",
    "gone": "It does not wait any more: somebody let it be tried again, or discarded it.",
}
# How an attempt failed, by the beginning of what is kept of it; the rest may hold values of rows, and is not shown.
WHY: Mapping[str, str] = {
    "history-forked": "It was told before, and told otherwise after the database was restored",
    "ValidationError": "It does not have the shape that was expected",
    "IntegrityError": "It contradicts what is kept here already",
}
OTHERWISE = "The service met a fault of its own while taking it in"
LONGEST = 300


class RetryForm(Strict):
    """The button that lets a message be tried again."""


class DiscardForm(Strict):
    """Why a message is discarded; kept in the ledger."""

    reason: Annotated[Prose, Limits(min_length=10, max_length=1_000)]


@cache
def failed_messages(service: str) -> APIRouter:
    """The pages of the messages that this service could not take in."""
    router, at = APIRouter(include_in_schema=False), FAILED_MESSAGES.format(service=service)

    @router.get(at)
    async def list_messages(request: Request, caller: Administrator, told: str = "") -> Response:
        """The messages of the reader's areas that failed in every attempt, the oldest first."""
        async with database_of(request).unit_of_work(caller.areas) as session:
            found = await dead_letters.find(session, areas=caller.areas)
        return page(
            request,
            caller,
            "failed_messages.html",
            told=TOLD.get(told, ""),
            service=SERVICES[service],
            services=[
                (words, FAILED_MESSAGES.format(service=one) if one != service else "")
                for one, words in SERVICES.items()
            ],
            table=_table(found, await _names(request, found), at),
            nothing=Empty("Nothing failed here", "Every message was taken in, or is still being tried."),
        )

    @router.get(f"{at}/{{id}}")
    async def show_message(request: Request, id: UUID, caller: Administrator) -> Response:
        """One of them: what it says, why it failed, what waits behind it, and the two ways on."""
        return await _message_page(request, caller, await _find(request, caller, id), at)

    @router.post(f"{at}/{{id}}/retry")
    async def retry_message(request: Request, id: UUID, caller: Administrator) -> Response:
        """Let it be tried again, all its attempts anew."""
        await read_form(request, RetryForm)
        try:
            one = await _find(request, caller, id)
            async with database_of(request).unit_of_work(caller.areas) as session:
                await dead_letters.retry(session, *_place(one), actor=caller.id, now=now(request))
        except NotFound:
            return RedirectResponse(f"{at}?told=gone", status_code=303)
        return RedirectResponse(f"{at}?told=again", status_code=303)

    @router.post(f"{at}/{{id}}/discard")
    async def discard_message(request: Request, id: UUID, caller: Proven) -> Response:
        """Move what waits behind it past it, for good, with the reason."""
        try:
            sent = await read_form(request, DiscardForm)
            one = await _find(request, caller, id)
            async with database_of(request).unit_of_work(caller.areas) as session:
                await dead_letters.discard(session, *_place(one), reason=sent.reason, actor=caller.id, now=now(request))
        except Malformed as refused:
            return await _message_page(request, caller, await _find(request, caller, id), at, by_field(refused))
        except NotFound:
            return RedirectResponse(f"{at}?told=gone", status_code=303)
        except NotNow:
            early = "Something earlier has not arrived, and this cannot be discarded before it. Nothing was changed."
            return await _message_page(request, caller, await _find(request, caller, id), at, {"reason": early})
        return RedirectResponse(f"{at}?told=discarded", status_code=303)

    return router


async def _find(request: Request, caller: Caller, id: UUID) -> DeadLetter:
    """The message of this id in one of the caller's areas. Raises NotFound."""
    async with database_of(request).unit_of_work(caller.areas) as session:
        found = await dead_letters.find(session, areas=caller.areas, id=str(id))
    if not found:
        raise NotFound("No message of this number failed here, or it was tried again or discarded since.")
    return found[0]


def _place(one: DeadLetter) -> tuple[str, str, int]:
    """Where it waits: by whom it is taken in, in which stream, at which place there."""
    return one.consumer, one.stream, one.version


async def _names(request: Request, found: Sequence[DeadLetter]) -> Names:
    """What the areas of these are called here."""
    naming: Naming | None = request.app.state.naming
    if naming is None:
        return CODES
    async with database_of(request).unit_of_work(EVERY_AREA) as session:
        return await naming(session, (), {one.envelope["area"] for one in found})


def _table(found: Sequence[DeadLetter], names: Names, at: str) -> Table | None:
    rows = [
        Row(
            (
                Link(_what(one), f"{at}/{one.envelope['id']}"),
                _about(one, names),
                moment(one.arrived_at),
                _why(one),
                _behind(one),
            )
        )
        for one in found
    ]
    columns = (
        Column("What it tells"),
        Column("About"),
        Column("Came at"),
        Column("Why it failed"),
        Column("Held up"),
    )
    return Table("Messages that failed", columns, rows, stacks=True, has_hidden_caption=True) if rows else None


async def _message_page(
    request: Request, caller: Caller, one: DeadLetter, at: str, errors: Mapping[str, str] = MappingProxyType({})
) -> Response:
    field = Field(
        name="reason",
        label="Why this message may be left out",
        kind=FieldKind.TEXTAREA,
        hint="Say why nobody is harmed by it, in at least ten characters. It is kept for good; name no resident.",
        value=filled(request).get("reason", ""),
        error=errors.get("reason", ""),
    )
    address = f"{at}/{one.envelope['id']}"
    return page(
        request,
        caller,
        "failed_message.html",
        status=422 if errors else 200,
        crumbs=(Link("Messages that failed", at), _what(one)),
        what=_what(one),
        about=_about(one, await _names(request, [one])),
        why=_why(one),
        attempts=counted(one.attempts, "time"),
        arrived=moment(one.arrived_at),
        happened=moment(datetime.fromisoformat(one.envelope["occurred_at"])),
        behind=_behind(one),
        facts=_facts(one.envelope["content"]),
        field=field,
        summary=ErrorSummary.of([field]),
        retry=f"{address}/retry",
        discard=f"{address}/discard",
        token=token(request),
    )


def _what(one: DeadLetter) -> str:
    """What happened, by the event's own name: "policy overridden"."""
    return sentence_case(short_name(one.envelope["type"]).replace(".", ": ").replace("_", " "))


def _about(one: DeadLetter, names: Names) -> str:
    """The place, and within it the petition, case or measure whose story waits."""
    area, about = one.envelope["area"], one.stream.rpartition("/")[2]
    return names.area(area) if about == area else f"{about}, {names.area(area)}"


def _why(one: DeadLetter) -> str:
    return next((words for begins, words in WHY.items() if one.reason.startswith(begins)), OTHERWISE)


def _behind(one: DeadLetter) -> str:
    return (
        f"{counted(one.held_up, 'later message')} wait{'s' if one.held_up == 1 else ''}" if one.held_up else "Nothing"
    )


def _facts(content: Mapping[str, Any]) -> Table:
    """What it says, a row for each fact."""
    rows = [Row((sentence_case(name.replace("_", " ")), _said(value))) for name, value in content.items()]
    return Table("What the message says", (Column("Fact"), Column("As it was told")), rows)


def _said(value: object) -> str:
    match value:
        case None | "" | [] | {}:
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return counted(len(value), "part") if isinstance(value[0], dict) else ", ".join(map(str, value))[:LONGEST]
        case dict():
            return counted(len(value), "part")
    return str(value)[:LONGEST]
