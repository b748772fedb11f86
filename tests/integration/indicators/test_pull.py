"""Pulls: a mapping names a public address, `folkmoot pull` fetches it, and its body is asked to confirm it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from typer.testing import CliRunner

from services.cli import app
from services.cli.pull import Done, pull_each
from services.indicators.domain.mapping.pull import Every, Outcome, Wanted, next_on
from services.indicators.handlers.figure import verification
from services.indicators.handlers.mapping import pull
from shared.events import new_id
from shared.settings import Settings, as_environment
from shared.working_days import london_day
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import BURY, BURY_COUNCIL, COUNCIL, TRAFFORD, WASTE, World, lead
from tests.integration.indicators.mappings import MAPPING
from tests.integration.indicators.test_upload import signed_in
from tests.outside import ADDRESS, PRIVATE, PUBLIC, Outside, outside

V1 = "/indicators/v1"
SERIES = f"{V1}/measures/{TRAFFORD}/{WASTE}/observations"
SOURCED = MAPPING | {"source": {"address": ADDRESS, "every": "week"}}
FIRST = f"Code,2022-23,2023-24\n{TRAFFORD},57.5,58.0\n".encode()
SECOND = FIRST.replace(b"58.0", b"59.5")
FAULTY = FIRST + f"{BURY},lots,58.0\n".encode()


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Outside]:
    async with outside(tmp_path) as found:
        yield found


async def ask(here: World, method: str, path: str, body: str = COUNCIL, **sent: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": str(new_id())}
    return await here.client.request(method, V1 + path, headers=headers | sent.pop("headers", {}), **sent)


async def name_it(here: World, document: dict[str, Any] = SOURCED) -> None:
    stored = await ask(
        here, "PUT", "/mappings/waste", json=document, headers={"If-Match": '"1"'} if document is not SOURCED else {}
    )
    assert stored.status_code == 201, stored.text


async def wanted(here: World, clock: SetClock) -> list[Wanted]:
    return await pull.wanted(here.database, body=None, mapping=None, now=clock.now())


async def fetch(here: World, there: Outside, clock: SetClock, *, is_trial: bool = False) -> Done:
    """What `folkmoot pull --all` does, by the way that leads to the server of this test."""
    database = here.database.on_trial() if is_trial else here.database
    (done,) = await pull_each(database, await wanted(here, clock), now=clock.now, way=there.way())
    return done


async def figures(here: World) -> dict[str, str]:
    found = (await here.client.get(SERIES)).json()["observations"]
    return {one["period"]: one["value"] for one in found}


async def test_a_public_file_becomes_figures_once_with_its_source(here: World, there: Outside, clock: SetClock) -> None:
    await name_it(here)
    there.answers(FIRST, ETag='"a"')
    assert (await fetch(here, there, clock, is_trial=True)).receipt["new"] == 2
    assert await here.count("batch") + await here.count("pull") == 0
    (before,) = await wanted(here, clock)
    assert (sorted(before.areas), before.is_due(london_day(clock.now()))) == ([TRAFFORD], True)
    done = await fetch(here, there, clock)
    assert (done.pull.outcome, done.receipt["new"]) == (Outcome.TAKEN, 2)
    sha256 = hashlib.sha256(FIRST).hexdigest()
    source = {
        "batch": str(done.pull.batch),
        "body": COUNCIL,
        "address": ADDRESS,
        "sha256": sha256,
        "fetched_at": clock.now().isoformat(),
        "confirmed_at": None,
    }
    told = (await here.client.get(SERIES)).json()
    assert ([one["value"] for one in told["observations"]], told["sources"]) == (["57.5", "58.0"], [source])
    receipt = (await ask(here, "GET", f"/batches/{done.pull.batch}")).json()
    assert (receipt["source"], receipt["sha256"], receipt["mapped"]["mapping"]) == (source, sha256, "waste")
    assert (receipt["sent_by"]["kind"], receipt["sent_by"]["name"]) == ("pull", None)
    again = await pull_each(
        here.database, [before], now=clock.now, way=there.way()
    )  # as though it was killed at the end
    assert again[0].pull.batch == done.pull.batch
    assert (await here.count("batch"), await here.count("pull")) == (1, 1)
    assert set(there.connected) == {PUBLIC}


async def test_what_did_not_change_changes_nothing_and_what_changed_back_does(
    here: World, there: Outside, clock: SetClock
) -> None:
    await name_it(here)
    there.answers(FIRST, ETag='"a"')
    first = await fetch(here, there, clock)
    clock.advance(days=6)
    assert not (await wanted(here, clock))[0].is_due(london_day(clock.now()))
    clock.advance(days=1)
    assert (await wanted(here, clock))[0].is_due(london_day(clock.now()))
    there.answers(status=304)
    outcomes = [await fetch(here, there, clock)]
    assert there.asked[-1]["if-none-match"] == '"a"'
    there.answers(FIRST)
    outcomes.append(await fetch(here, there, clock))
    assert [(one.pull.outcome, one.pull.batch) for one in outcomes] == [(Outcome.UNCHANGED, first.pull.batch)] * 2
    assert not (await wanted(here, clock))[0].is_due(london_day(clock.now()))
    assert await here.count("batch") == 1
    for content, value in ((SECOND, "59.5"), (FIRST, "58.0")):
        there.answers(content)
        done = await fetch(here, there, clock)
        assert (done.pull.outcome, done.receipt["revised"], (await figures(here))["2023/24"]) == ("taken", 1, value)
    await name_it(here, SOURCED | {"title": "By another version all is fetched anew"})
    assert "if-none-match" not in there.asked[-1]
    done = await fetch(here, there, clock)
    assert (done.pull.version, done.receipt["same"]) == (2, 2)
    listed = (await ask(here, "GET", "/pulls?limit=4&mapping=waste")).json()
    assert [one["outcome"] for one in listed["pulls"]] == ["taken", "taken", "taken", "unchanged"]
    rest = (await ask(here, "GET", listed["links"]["next"].removeprefix(V1))).json()["pulls"]
    assert [one["outcome"] for one in rest] == ["unchanged", "taken"]
    assert (await ask(here, "GET", "/pulls", BURY_COUNCIL)).json() == {"pulls": []}


async def test_faults_and_refusals_store_no_figure_and_are_kept_for_the_body(
    here: World, there: Outside, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await name_it(here)
    not_ours = FIRST.replace(TRAFFORD.encode(), BURY.encode())
    cases: list[tuple[dict[str, Any], str, int]] = [
        ({"body": FAULTY}, "faulty", 1),
        ({"body": not_ours}, "faulty", 2),
        ({"body": b"Other,columns\n1,2\n"}, "faulty", 1),
        ({"body": b""}, "faulty", 1),
        ({"body": b"<html>", "Content_Type": "text/html"}, "refused", 0),
        ({"status": 302, "Location": f"https://{PRIVATE}/"}, "refused", 0),
        ({"Content_Length": str(17 << 20)}, "refused", 0),
        ({"body": "Ä".encode("latin-1")}, "refused", 0),
        ({"status": 503}, "not_now", 0),
    ]
    for answer, _, _ in cases:
        there.answers(**answer)
        await fetch(here, there, clock)
        assert (await wanted(here, clock))[0].is_due(london_day(clock.now()))
    kept = list(reversed((await ask(here, "GET", "/pulls")).json()["pulls"]))
    found = [(one["outcome"], len(one["errors"]) > 0, bool(one["detail"])) for one in kept]
    assert found == [(outcome, errors > 0, True) for _, outcome, errors in cases]
    assert (kept[0]["errors"][0]["row"], kept[0]["errors"][0]["column"]) == (2, "2022-23")
    assert "row 2 column 2022-23" in capsys.readouterr().out
    assert await here.count("batch") == 0
    there.answers(FIRST)
    there.numbers = [[PRIVATE]]
    assert (await fetch(here, there, clock)).pull.outcome == Outcome.REFUSED
    assert set(there.connected) == {PUBLIC}


async def test_a_pull_serves_every_area_whose_register_lets_the_body_give_figures(
    here: World, there: Outside, clock: SetClock
) -> None:
    await name_it(here)
    await here.tell(replace(lead(BURY, WASTE, BURY_COUNCIL, owners=[COUNCIL]), since_on=date(2026, 1, 1)))
    there.answers(FIRST + f"{BURY},50.1,50.2\n".encode())
    done = await fetch(here, there, clock)
    assert sorted(done.receipt["areas"]) == [BURY, TRAFFORD]


async def test_a_body_confirms_what_was_fetched_and_nothing_else(here: World, there: Outside, clock: SetClock) -> None:
    await name_it(here)
    there.answers(FIRST)
    batch = (await fetch(here, there, clock)).pull.batch
    clock.advance(days=400)
    partner = f"/areas/{TRAFFORD}/partners/{COUNCIL}"
    asked = f"/upload/receipts/{batch}"
    shown = (await here.client.get(partner)).text
    assert "To confirm 2 figures that were fetched on" in shown
    assert asked in shown
    assert "What that costs" not in shown  # it sent nothing
    assert "has not confirmed" in (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert (await ask(here, "POST", f"/batches/{batch}:confirm", BURY_COUNCIL)).status_code == 404
    person, when = await signed_in(here), clock.now().isoformat()
    page = await person.get(asked)
    assert "has not confirmed" in page.text
    for _ in range(2):
        assert (await person.press(f"{asked}/confirm", page)).headers["location"] == asked
    assert "Confirm these figures" not in (await person.get(asked)).text
    clock.advance(days=1)
    confirmed = await ask(here, "POST", f"/batches/{batch}:confirm", json={})
    said = await ask(here, "POST", f"/batches/{batch}:confirm", json={"agreed": True})
    assert (said.status_code, "send no body, or {}" in said.json()["detail"]) == (400, True)
    assert (await ask(here, "POST", f"/batches/{batch}:confirm")).content == confirmed.content
    assert (confirmed.status_code, confirmed.json()["source"]["confirmed_at"]) == (200, when)
    assert "has not confirmed" not in (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert (await here.client.get(SERIES)).json()["sources"][0]["confirmed_at"] == when
    assert await here.told(f"batch/{batch}") == ["batch.accepted", "batch.confirmed"]
    assert asked not in (await here.client.get(partner)).text
    sent = (await here.post({"area": TRAFFORD, "measure": WASTE, "period": "2021/22", "value": 50})).json()
    refused = await ask(here, "POST", f"/batches/{sent['batch']}:confirm")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-to-confirm")
    assert [one.differences for one in await verification.verify(here.database) if one.differences] == []


async def test_an_address_that_may_not_be_asked_is_refused_when_the_mapping_is_sent(here: World) -> None:
    cases = {
        "http://www.example.org/a.csv": "https-only",
        "https://169.254.169.254/latest": "host-is-a-number",
        "https://user@www.example.org/": "no-names-or-passwords",
        "https://www.example.org:5432/": "port-443-only",
        "https://localhost/": "host-is-inside",
    }
    for address, code in cases.items():
        sent = MAPPING | {"source": {"address": address, "every": "day"}}
        answer = await ask(here, "PUT", "/mappings/waste", json=sent)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["pointer"], error["code"]) == (422, "/source/address", code)
        assert address not in answer.text
    for source in ({"address": ADDRESS}, {"address": ADDRESS, "every": "hour"}, {"every": "day"}):
        assert (await ask(here, "PUT", "/mappings/waste", json=MAPPING | {"source": source})).status_code == 422
    assert await here.count("mapping") == 0


async def test_the_command_ends_with_a_status_that_a_scheduler_understands(here: World, settings: Settings) -> None:
    """Tests reach nothing beyond this machine, so the address is out of reach: later."""

    async def ended(*arguments: str) -> tuple[int, str]:
        ran = await asyncio.to_thread(CliRunner().invoke, app, ["pull", *arguments], env=as_environment(settings))
        assert "Traceback" not in ran.output
        return ran.exit_code, ran.output

    assert await ended() == (0, "No mapping names such an address.\n")
    await name_it(here)
    status, said = await ended("--body", COUNCIL)
    assert (status, f"{COUNCIL}/waste: not now" in said) == (75, True)
    assert (await ended("--mapping", "other"))[0] == 64
    assert (await ended("--dry-run", "--all"))[0] == 75
    (kept,) = (await ask(here, "GET", "/pulls")).json()["pulls"]
    assert kept["outcome"] == "not_now"


@pytest.mark.parametrize(
    ("last", "every", "expected"),
    [
        ("2026-03-02", "day", "2026-03-03"),
        ("2026-03-02", "week", "2026-03-09"),
        ("2026-01-31", "month", "2026-02-28"),
        ("2026-11-30", "quarter", "2027-02-28"),
        ("2024-02-29", "year", "2025-02-28"),
    ],
)
def test_a_rhythm_counts_from_the_day_of_the_last_pull(last: str, every: str, expected: str) -> None:
    assert next_on(date.fromisoformat(last), Every(every)) == date.fromisoformat(expected)
