"""Requests about what is held of a person, as rows; what the person says when asking is sealed apart and goes with the
answer.
"""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.person.data_request import Counts, DataRequest, Wants
from services.escalation.domain.signature.signature import of_number
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature.signature import count_letter
from shared import errands
from shared.database import Session, raw
from shared.events import new_id
from shared.post.mailboxes import canonical_email

LINK, CODE = "data_request.link", "data_request.code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose request it is: an address, a telephone number, or the signatures that a number and PIN or a name led to."""

    email: str = ""
    telephone: str = ""
    dotless: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()

    @property
    def contact(self) -> str:
        """The one form of the address or number."""
        return of_number(self.telephone) if self.telephone else canonical_email(self.email, self.dotless)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a person said when asking; `signatures` are ids of what was found when the request began.

    Without `email` and `telephone` they are what it is about: a number and a PIN led to them, or a name on paper.
    `by_letter`: somebody of the desk wrote it down.
    """

    request: str
    area: str
    wants: Wants
    email: str
    telephone: str
    token: str
    expires_at: datetime
    signatures: tuple[str, ...]
    by_letter: bool = False


def stream(request: str) -> str:
    """The name of its stream, and of its deadline's subject."""
    return f"data_request/{request}"


def request_of(subject: str) -> str:
    """The request in a stream's or subject's name."""
    return subject.removeprefix("data_request/")


async def put_down(
    session: Session,
    seal: Seal,
    whose: Whose,
    *,
    area: str,
    wants: Wants,
    asked_on: date,
    expires_at: datetime,
    letters_a_day: int | None = None,
    code_until: datetime | None = None,
    written_by: str | None = None,
) -> str | None:
    """Keep what somebody asks for; None when letters enough went to this address today, where one is to go.

    To a telephone number goes a code that is good until then. `written_by`: who wrote a letter down.
    """
    if letters_a_day is not None and not await count_letter(session, seal.letters(whose.contact), letters_a_day):
        return None
    request = str(new_id())
    person, wrapped = seal.new_person(UUID(request).bytes)
    await session.execute(
        text(
            "insert into escalation_private.data_request (request, area, wants, person_key, email, telephone, "
            "token_sha256, asked_on, expires_at, code_until, written_by, signatures) values (:request, :area, :wants, "
            ":person_key, :email, :telephone, :token, :asked_on, :expires_at, :code_until, :written_by, :signatures)"
        ),
        {
            "request": request,
            "area": area,
            "wants": wants.value,
            "person_key": wrapped,
            "email": person.close("email", whose.email) if whose.email else None,
            "telephone": person.close("telephone", whose.telephone) if whose.telephone else None,
            "code_until": code_until,
            "written_by": written_by,
            "signatures": [UUID(one) for one in whose.signatures],
            "token": token_sha256(seal.token(f"data request {request}")),
            "asked_on": asked_on,
            "expires_at": expires_at,
        },
    )
    if letters_a_day is not None:
        kind = CODE if whose.telephone else LINK
        await errands.book(session, area=area, kind=kind, reference=request, key=f"{kind}/{request}")
    return request


async def asking(session: Session, seal: Seal, request: str) -> Asking | None:
    """What the person said; None when there is no such request, or what was said is gone."""
    row = await (await raw(session)).fetchrow(
        "select * from escalation_private.data_request where request = $1 and person_key is not null", UUID(request)
    )
    return _asking(row, seal) if row else None


async def of_token(session: Session, seal: Seal, request: UUID, token: str, *, lock: bool = False) -> Asking | None:
    """What stands behind a link; without the address once it was thrown away. None for any other link."""
    query = "select * from escalation_private.data_request where request = $1 and token_sha256 = $2"
    row = await (await raw(session)).fetchrow(
        f"{query} for update" if lock else query,
        request,
        token_sha256(token),
    )
    return _asking(row, seal) if row else None


def _asking(row: Any, seal: Seal) -> Asking:  # noqa: ANN401 asyncpg has no types
    request, said = str(row["request"]), {"email": "", "telephone": ""}
    if row["person_key"] is not None:
        person = seal.person(row["person_key"], row["request"].bytes)
        said = {name: person.open(name, row[name]) if row[name] else "" for name in said}
    return Asking(
        request=request,
        area=row["area"],
        wants=Wants(row["wants"]),
        email=said["email"],
        telephone=said["telephone"],
        token=seal.token(f"data request {request}"),
        expires_at=row["expires_at"],
        signatures=tuple(str(one) for one in row["signatures"]),
        by_letter=row["written_by"] is not None,
    )


async def writer(session: Session, request: str) -> str | None:
    """Who wrote the letter down; None of what came by a link."""
    found: str | None = await (await raw(session)).fetchval(
        "select written_by from escalation_private.data_request where request = $1", UUID(request)
    )
    return found


async def send_link(
    session: Session, seal: Seal, said: Asking, scheme: tuple[str, ...], *, letters_a_day: int, expires_at: datetime
) -> bool:
    """Book the letter with the link that answers a letter, to the address that it named; the link works until then.
    False, and nothing done, when letters enough went to this address today. `scheme`: where dots say nothing.
    """
    contact = Whose(email=said.email, dotless=scheme).contact
    if not await count_letter(session, seal.letters(contact), letters_a_day):
        return False
    await (await raw(session)).execute(
        "update escalation_private.data_request set expires_at = $2 where request = $1", UUID(said.request), expires_at
    )
    await errands.book(session, area=said.area, kind=LINK, reference=said.request, key=f"{LINK}/{said.request}")
    return True


async def code_of(session: Session, seal: Seal, request: str) -> tuple[str, str, datetime] | None:
    """For a message: the number, the code and until when it is good; None when what was said is gone."""
    said = await asking(session, seal, request)
    until = await (await raw(session)).fetchval(
        "select code_until from escalation_private.data_request where request = $1", UUID(request)
    )
    return (said.telephone, seal.code(request, 1), until) if said and said.telephone and until else None


async def redeem(session: Session, seal: Seal, request: UUID, code: str, *, tries: int, now: datetime) -> str | None:
    """The token of the request's link, for whoever has its code; None for any other. Each try is counted."""
    found = await (await raw(session)).fetchval(
        "update escalation_private.data_request set code_tries = code_tries + 1 "
        "where request = $1 and code_until > $2 and code_tries < $3 returning request::text",
        request,
        now,
        tries,
    )
    if found is None or not hmac.compare_digest(seal.code(found, 1).encode(), code.encode()):
        return None
    return seal.token(f"data request {found}")


async def keep_found(session: Session, request: str, signatures: Collection[str]) -> None:
    """Keep which signatures a request is about, so that they are not thrown away before it is answered."""
    await (await raw(session)).execute(
        "update escalation_private.data_request set signatures = $2 where request = $1",
        UUID(request),
        [UUID(one) for one in signatures],
    )


async def empty(session: Session, request: str) -> None:
    """Forget who asked: the link still says what came of it until its days are over."""
    await (await raw(session)).execute(
        "update escalation_private.data_request set person_key = null, email = null, telephone = null, "
        "written_by = null, signatures = '{}' where request = $1",
        UUID(request),
    )


async def forget_old(session: Session, *, before: datetime) -> int:
    """Forget who asked, where the link's days were over before a moment and no answer is waited for."""
    done: str = await (await raw(session)).execute(
        "delete from escalation_private.data_request d where expires_at <= $1 and not exists "
        "(select from data_request r where r.request = d.request::text and r.is_open)",
        before,
    )
    return int(done.rpartition(" ")[2])


async def find(session: Session, request: str) -> DataRequest | None:
    """It as it stands; None when the session's areas have none of this id."""
    query = text("select facts from data_request where request = :request")
    return _loaded((await session.execute(query, {"request": request})).scalar_one_or_none())


async def lock(session: Session, request: str) -> DataRequest | None:
    """As `find`, locked until the transaction ends."""
    query = text("select facts from data_request where request = :request for update")
    return _loaded((await session.execute(query, {"request": request})).scalar_one_or_none())


async def of_requests(session: Session, requests: Collection[str]) -> dict[str, DataRequest]:
    """These as they stand; those that there are not are absent."""
    query = text("select request, facts from data_request where request = any (:requests)")
    rows = await session.execute(query, {"requests": list(requests)})
    return {row.request: _adapter().validate_python(row.facts) for row in rows}


async def requests(session: Session) -> Sequence[str]:
    """The id of each of the session's areas, in order."""
    return list((await session.execute(text("select request from data_request order by request"))).scalars())


async def list_open(session: Session, *, after: tuple[date, str] | None = None, limit: int = 100) -> list[DataRequest]:
    """A page of those that wait for their answer, the oldest day first."""
    day, request = after or (date.min, "")
    query = text(
        "select facts from data_request where is_open and (due_on, request) > (:day, :request) "
        "order by due_on, request limit :limit"
    )
    rows = await session.execute(query, {"day": day, "request": request, "limit": limit})
    return [_adapter().validate_python(row.facts) for row in rows]


async def counts(session: Session) -> list[Counts]:
    """How often people of each of the session's areas asked, and what came of it."""
    rows = await session.execute(
        text(
            "select area, facts->>'wants' as wants, count(*) as received, count(*) filter (where is_open) as open, "
            "count(*) filter (where facts->>'overdue_on' is not null) as ever_overdue, "
            "count(*) filter (where facts->>'outcome' = 'given') as given, "
            "count(*) filter (where facts->>'outcome' = 'erased') as erased, "
            "count(*) filter (where facts->>'outcome' = 'nothing_held') as nothing_held, "
            "count(*) filter (where facts->>'outcome' = 'refused') as refused "
            "from data_request group by 1, 2 order by 1, 2"
        )
    )
    return [Counts(**row) for row in rows.mappings()]


async def save(session: Session, one: DataRequest) -> None:
    """Store one that began in this transaction, or what became of one that it has locked."""
    await session.execute(
        text(
            "insert into data_request (request, area, due_on, is_open, version, facts) values (:request, :area, "
            ":due_on, :is_open, :version, cast(:facts as jsonb)) on conflict (request) do update set "
            "due_on = excluded.due_on, is_open = excluded.is_open, version = excluded.version, facts = excluded.facts"
        ),
        {
            "request": one.request,
            "area": one.area,
            "due_on": one.due_on,
            "is_open": one.is_open,
            "version": one.version,
            "facts": _adapter().dump_json(one).decode(),
        },
    )


def _loaded(facts: object) -> DataRequest | None:
    return None if facts is None else _adapter().validate_python(facts)


@cache
def _adapter() -> TypeAdapter[DataRequest]:
    return TypeAdapter(DataRequest)
