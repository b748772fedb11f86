"""What the sample sends about agreements, handed in and published as its registrar would."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from deploy.sample.posting import Posting
from services.publication.handlers.register import register as registers
from services.publication.handlers.submission import deed, submission
from services.publication.schemas.agreement.agreement import AgreementIn, ApprovalIn, RoundIn
from services.publication.schemas.entry.entry import EntriesIn
from services.publication.schemas.register.register import RegisterIn
from shared.auth import Caller, CallerKind, Grant, known
from shared.database import Database
from shared.idempotency import Answer, Once
from shared.shapes import fit
from tests.integration.conftest import SetClock

BATH, TRAFFORD = "E06000022", "E08000009"
DEAL = "bathnes-laa-2008-2011"
ROUTES: Mapping[str, tuple[Any, Any]] = {
    "rounds": (RoundIn, deed.hand_in),
    "entries": (EntriesIn, submission.hand_in),
    "approval": (ApprovalIn, deed.hand_in),
}


def registrar(*areas: str, body: str = "bathnes-council") -> Caller:
    return known("key/registrar", CallerKind.PARTNER, body, body, [Grant(area, "registrar") for area in areas])


async def send(database: Database, posting: Posting, clock: SetClock, caller: Caller | None = None) -> Answer:
    """What the doors do with a posting, without HTTP."""
    caller = caller or registrar(BATH, TRAFFORD)
    digest = hashlib.sha256(json.dumps(posting.body).encode()).digest()
    by = {"caller": caller, "once": Once(caller.id, posting.key, posting.path, digest), "now": clock.now()}
    match posting.path.split("/")[3:]:
        case ["register"]:
            return await registers.record(database, fit(RegisterIn, posting.body).facts(), **by)  # type: ignore[arg-type]
        case ["agreements"]:
            opening = fit(AgreementIn, posting.body).command()
            answer = await deed.hand_in(database, opening.opened.agreement, opening, **by)  # type: ignore[arg-type]
            return await _published(database, answer, caller, posting.key, clock)
        case ["agreements", name, part]:
            model, handler = ROUTES[part]
            answer = await handler(database, name, fit(model, posting.body).command(), **by)
            return await _published(database, answer, caller, posting.key, clock)
        case _:
            raise AssertionError(posting.path)


async def _published(database: Database, answer: Answer, caller: Caller, key: str, clock: SetClock) -> Answer:
    """What waits for a second person is published by one."""
    if answer.status != 202:
        return answer
    held, second = json.loads(answer.body), replace(caller, id="account/second", kind=CallerKind.OFFICER)
    once = Once(second.id, key, f"publish/{held['submission']}", b"")
    same = frozenset({second.id})
    return await submission.publish(
        database, held["agreement"], held["submission"], None, caller=second, same=same, once=once, now=clock.now()
    )
