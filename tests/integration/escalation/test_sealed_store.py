"""The sealed store of the reserve power: nothing outside tells of it, and nobody reads it past its own door."""

import re
import statistics
import time

import pytest
import structlog
from fastapi.routing import iter_route_contexts
from httpx import Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.escalation.api.reserve.reserve import LEAST_SECONDS
from shared import auth
from shared.database import EVERY_AREA, Database
from tests.integration.escalation.cases import AREA, OTHER_AREA
from tests.integration.escalation.sealed import BASE, UNKNOWN, Store, rows_of, store

__all__ = ["store"]


async def pages_of(
    store: Store, reference: str, session: str | None = None
) -> dict[str, tuple[int, str | None, bytes]]:
    """Status, ETag and bytes of every address that is read, for the public or for whoever has signed in."""
    known = {"reference": reference, "area": AREA, "matter": UNKNOWN}
    headers = {"Cookie": f"folkmoot={session}"} if session else {}
    found = {}
    for context in iter_route_contexts(store.app.router.routes):
        path = str(context.path)
        if "GET" in (context.methods or ()) and path not in {"/metrics", "/readyz"}:
            address = re.sub(r"{(\w+)[^}]*}", lambda m: known.get(m[1], "x"), path)
            answer = await store.here.client.get(address, headers=headers)
            body = re.sub(rb'"instance": "[^"]*"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', b"", answer.content)
            found[path] = (answer.status_code, answer.headers.get("etag"), body)
    return found


async def test_nothing_outside_the_sealed_store_tells_that_a_matter_was_lodged_or_decided_on(store: Store) -> None:
    reference = await store.here.open_case()
    people = [("fire", "chief_officer"), ("police", "authoriser"), ("college", "authoriser"), ("council", "s151")]
    for who in people:
        await store.key(*who)
    grants = [auth.Grant(AREA, role) for role in ("partner", "case_worker", "monitoring_officer")]
    await auth.create_account(store.here.admin, "subject", "correct horse battery", body="waste", grants=grants)
    session = await auth.sign_in(store.here.database, "subject", "correct horse battery")
    public, subjects = await pages_of(store, reference), await pages_of(store, reference, session)
    rows = await rows_of(store.here.admin)
    read = {path for pages in (public, subjects) for path, (status, _, _) in pages.items() if status == 200}
    assert read >= {"/cases/{reference}", "/desk", "/escalation/v1/cases", "/petitions", BASE, f"{BASE}/statistics"}
    figures, ready = figures_of(await store.here.client.get("/metrics")), await readiness(store)
    with structlog.testing.capture_logs() as logged:
        matter = await store.sent_on(case=reference)
        for who in people:
            assert (await store.get(who, f"/{matter}")).status_code == 200
            assert (await store.get(who, "")).json()["matters"]
        assert (await store.decide(people[3], matter, "review")).status_code == 200
        assert (await store.send(people[0], "", {"area": AREA})).status_code == 422
        assert (await store.get(None, f"/{matter}")).status_code == 404
    assert logged == []
    assert figures_of(await store.here.client.get("/metrics")) == figures
    assert await readiness(store) == ready
    assert await rows_of(store.here.admin) == rows
    assert await pages_of(store, reference) == public
    assert await pages_of(store, reference, session) == subjects


async def readiness(store: Store) -> str:
    """What is said of whether it can serve, but for how old things have become meanwhile."""
    return re.sub(r'_seconds":[0-9.]+', "", (await store.here.client.get("/readyz")).text)


def figures_of(answer: Response) -> list[str]:
    """The figures but their values, which the asking itself moves."""
    return sorted(line.rpartition(" ")[0] for line in answer.text.splitlines() if "/metrics" not in line)


async def test_whoever_has_no_part_gets_the_answer_for_nothing_there_and_no_sooner(store: Store) -> None:
    matter = await store.sent_on()
    strangers: list[tuple[str, ...] | None] = [
        None,
        ("fire", "partner"),
        ("council", "case_worker"),
        ("waste", "authoriser"),  # of the subject
        ("waste", "monitoring_officer"),
        ("fire", "councillor"),
        ("police", "authoriser", OTHER_AREA),
    ]
    seconds: dict[str, list[float]] = {matter: [], UNKNOWN: []}
    for who in strangers:
        answers = []
        for name, taken in seconds.items():
            began = time.perf_counter()
            answers.append(await store.get(who, f"/{name}"))
            taken.append(time.perf_counter() - began)
        known, unknown = [re.sub(rb'"instance":"?[^,}]*', b"", answer.content) for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404], who
        assert known == unknown
        assert sorted(answers[0].headers) == sorted(answers[1].headers)
        assert len(answers[0].content) == len(answers[1].content)
        if who and len(who) == 2:
            asked = {"reasons": "I may not, as its papers show"}
            refused = [await store.send((who[0], who[1]), f"/{name}/close", asked, seen=1) for name in seconds]
            assert [answer.status_code for answer in refused] == [404, 404], who
    assert abs(statistics.median(seconds[matter]) - statistics.median(seconds[UNKNOWN])) < 0.05
    assert min(seconds[UNKNOWN]) >= LEAST_SECONDS
    trial = await auth.create_key(store.here.admin, "council", [AREA], ["s151"], name="trial", is_trial=True)
    tried = await store.here.client.get(f"{BASE}/{matter}", headers={"Authorization": f"Bearer {trial}"})
    assert tried.status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "select * from escalation_sealed.matter",
        "select escalation_sealed.open_matter('00000000-0000-4000-8000-000000000000', 'me', 'to look')",
        "set local role folkmoot_sealed; select sealed from escalation_sealed.entry",
        "set local role folkmoot_sealed; delete from escalation_sealed.reading",
        "set local role folkmoot_sealed; update escalation_sealed.entry set sealed = ''",
    ],
)
async def test_the_sealed_store_is_shut_to_all_but_its_own_storage(escalation: Database, statement: str) -> None:
    *before, asked = statement.split("; ")
    async with escalation.unit_of_work(EVERY_AREA) as session:
        for part in before:
            await session.execute(text(part))
        with pytest.raises(DBAPIError, match="permission denied"):
            await session.execute(text(asked))


async def test_the_sealed_store_keeps_areas_apart_and_no_plain_word(store: Store) -> None:
    matter = await store.lodge()
    count = text("select count(*) from escalation_sealed.matter")
    for areas, expected in ((frozenset({OTHER_AREA}), 0), (frozenset({AREA}), 1)):
        async with store.here.database.unit_of_work(areas) as session:
            await session.execute(text("set local role folkmoot_sealed"))
            assert (await session.execute(count)).scalar_one() == expected
    dumped = await store.here.admin.fetch(
        "select row::text || encode(sealed, 'escape') as words from escalation_sealed.entry row where matter = $1",
        matter,
    )
    assert dumped
    assert not [row for row in dumped if "Invoices" in row["words"] or "manager" in row["words"]]
