"""A nightly job's push, against the real service: what each end of it is, and that a cut line stores nothing twice."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from services.cli import push as command
from services.cli.push import NoParcel, Outcome, Status, deliver, parcel
from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators import figures
from tests.integration.indicators.figures import COUNCIL, TRAFFORD, WASTE, World

URL = "http://127.0.0.1:8000"
GOOD = f"area,measure,period,value\n{TRAFFORD},{WASTE},2023/24,58.1\n{TRAFFORD},{WASTE},2022/23,57.0\n"
BAD = f"area,measure,period,value\n{TRAFFORD},{WASTE},2023/24,lots\n"


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with figures.world(settings, indicators, clock, admin_url) as world:
        yield world


class Line(httpx.AsyncBaseTransport):
    """A line to the service that is cut: before the request arrives, or after, when only the answer is lost."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *cuts: str) -> None:
        self.inner, self.cuts = inner, list(cuts)
        self.keys: list[str] = []
        self.waits: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers["idempotency-key"])
        cut = self.cuts.pop(0) if self.cuts else ""
        if cut == "before":
            raise httpx.ConnectError("no route")
        answer = await self.inner.handle_async_request(request)
        if cut == "after":
            raise httpx.ReadError("reset")
        return httpx.Response(503, headers={"retry-after": "7"}) if cut == "busy" else answer


async def sent(here: World, file: Path, *cuts: str, tries: int = 5, key: str | None = None) -> tuple[Outcome, Line]:
    line = Line(here.client._transport, *cuts)
    headers = {"authorization": f"Bearer {key or await here.key(COUNCIL)}"}
    async with httpx.AsyncClient(transport=line, base_url=here.client.base_url, headers=headers) as client:

        async def pause(seconds: float) -> None:
            line.waits.append(seconds)

        outcome = await deliver(client, parcel(file), tries=tries, sent=lambda _: None, pause=pause)
    return outcome, line


def write(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "figures.csv", GOOD)


async def test_a_line_cut_before_and_after_stores_every_figure_once(here: World, file: Path) -> None:
    outcome, line = await sent(here, file, "before", "after", "busy")
    assert (outcome.status, outcome.answer["new"]) == (Status.TAKEN, 2)
    assert len(line.keys) == 4
    assert len(set(line.keys)) == 1
    assert line.waits[2] >= 7
    again, _ = await sent(here, file)
    assert (again.answer["new"], again.answer["same"]) == (0, 2)


async def test_a_file_changed_and_changed_back_ends_as_it_was_last_sent(here: World, file: Path) -> None:
    await sent(here, file)
    await sent(here, write(file, GOOD.replace("58.1", "59.9")))
    outcome, _ = await sent(here, write(file, GOOD))
    assert outcome.answer["revised"] == 1
    series = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations")).json()
    assert "58.1" in json.dumps(series)


async def test_faults_end_the_push_at_once_with_every_one_of_them(here: World, file: Path) -> None:
    outcome, line = await sent(here, write(file, BAD))
    assert (outcome.status, len(line.keys)) == (Status.FAULTY, 1)
    assert outcome.answer["errors"][0]["row"] == 1


async def test_a_key_that_may_not_is_told_so_apart_from_faults(here: World, file: Path) -> None:
    outcome, _ = await sent(here, file, key="fm_nonsense")
    assert outcome.status is Status.REFUSED


async def test_a_rehearsal_says_that_nothing_was_stored(
    here: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = parcel(file, rehearse=True)
    headers = {"authorization": f"Bearer {await here.key(COUNCIL)}"}
    here.client.headers.update(headers)
    outcome = await deliver(here.client, made, tries=1, sent=lambda _: None)
    command._tell(outcome, None, is_rehearsal=True)
    assert "Nothing was stored. It would be: 2 new" in capsys.readouterr().err
    assert await here.count("batch") == 0


async def test_a_line_that_stays_cut_says_later(here: World, file: Path) -> None:
    outcome, line = await sent(here, file, "before", "before", "before", tries=3)
    assert (outcome.status, len(line.keys)) == (Status.LATER, 3)


@pytest.mark.parametrize(
    ("name", "kind"), [("A.CSV", "text/csv"), ("a.ndjson.gz", "ndjson"), ("a.xlsx", "spreadsheet")]
)
def test_the_ending_tells_the_format(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    made = parcel(tmp_path / name)
    assert kind in made.headers["Content-Type"]
    assert made.headers.get("Content-Encoding") == ("gzip" if name.endswith(".gz") else None)


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(NoParcel):
        parcel(tmp_path / "a.docx")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "key", "status", "words"),
    [
        ("nowhere.csv", "k", 66, "nowhere.csv"),
        ("there.csv", "", 64, "FOLKMOOT_KEY"),
        ("there.csv --key-file none", "", 66, "none"),
        ("there.txt", "k", 64, "there.txt"),
        ("there.csv --to http://127.0.0.1:1 --tries 1", "k", 75, "cut"),
        ("there.csv --to ftp://127.0.0.1", "k", 64, "--to"),
        ("there.csv --to nowhere", "k", 64, "--to"),
    ],
)
def test_the_command_ends_with_a_status_that_a_scheduler_understands(
    folder: Path, asked: str, key: str, status: int, words: str
) -> None:
    for name in ("there.csv", "there.txt"):
        write(folder / name, GOOD)
    ended = CliRunner().invoke(command.app, asked.split(), env={"FOLKMOOT_KEY": key})
    assert (ended.exit_code, "Traceback" in ended.output) == (status, False)
    assert words in ended.output


def test_a_file_is_sent_ahead_of_its_day_when_the_command_says_so(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(GOOD)
    assert parcel(file, publish_at="2026-12-01T09:30:00Z").parameters == {"publish_at": "2026-12-01T09:30:00Z"}


async def test_a_push_gives_the_reason_for_what_it_changes(here: World, tmp_path: Path) -> None:
    file = write(tmp_path / "figures.csv", GOOD)
    await sent(here, file)
    write(file, GOOD.replace("58.1", "58.2"))
    headers = {"authorization": f"Bearer {here.keys[COUNCIL]}"}
    async with httpx.AsyncClient(transport=Line(here.client._transport), base_url=URL, headers=headers) as client:
        made = parcel(file, reason="weighbridge & scales recalibrated")
        outcome = await deliver(client, made, tries=1, sent=lambda _: None)
    assert (outcome.answer["revised"], outcome.answer["without_reason"]) == (1, 0)
    told = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/revisions?period=2023/24")).json()
    assert told["revisions"][1]["why"] == "weighbridge & scales recalibrated"
