"""Reading measures: the sample's real figures posted as its partners would, and what everybody is told of them."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from deploy.sample import exports
from shared import ledger
from shared.database import Database
from shared.events import CATALOGUE
from shared.events.escalation import CaseOpened, DutyServed
from shared.events.publication import MeasureRegistered
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COUNCIL, ENGLAND, TRAFFORD, World, row, target, world

WASTE = "household-waste-recycled"
REGISTERED = {
    "places": "place_registered",
    "partners": "partner_registered",
    "measures": "measure_registered",
    "leads": "lead_assigned",
}


def sample_events() -> list[object]:
    """The sample's register and targets as the events that publication makes of them."""
    told = exports.register().body
    assert isinstance(told, dict)
    area = told["area"]
    events = [_event("register.area_registered", area)]
    for name, type_ in REGISTERED.items():
        events += [_event(f"register.{type_}", {"area": TRAFFORD} | entry) for entry in told[name]]
    opened, _, approved = (posting.body for posting in exports.agreement())
    assert isinstance(opened, dict)
    assert isinstance(approved, dict)
    shared = {"area": TRAFFORD, "agreement": opened["agreement"]}
    return events + [_event("target.set", shared | entry) for entry in approved["targets"]]


def _event(name: str, content: dict[str, object]) -> object:
    type_ = f"folkmoot.{name}.v1"
    assert type_ in CATALOGUE
    happened = ledger.load(type_, content)
    assert happened is not None
    return happened


@pytest.fixture
async def sample(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    """The sample place with every one of its ten files posted, after the last of their months had begun."""
    clock.set(datetime(2026, 5, 18, 9, tzinfo=UTC))
    async with world(settings, indicators, clock, admin_url, events=sample_events()) as found:
        for batch in exports.batches():
            content, kind = batch.as_csv().encode(), "text/csv"
            answer = await found.post(body=batch.partner, content=content, kind=kind, key=batch.key)
            assert answer.status_code == 201, (batch.file, answer.text[:500])
            assert answer.json()["new"] == len(batch.rows)
        yield found


async def page(here: World, path: str) -> str:
    answer = await here.client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


async def test_the_ten_real_files_are_taken_whole_and_shown(sample: World) -> None:
    posted = sum(len(batch.rows) for batch in exports.batches())
    assert await sample.count("observation") == posted
    measure = await page(sample, f"/measures/{TRAFFORD}/{WASTE}")
    assert "Trafford: 57.5% in 2024/25. The illustrative target was 60%." in measure
    assert "Not met, 4 periods running" in measure
    assert "2.5 percentage points short" in measure
    assert "</svg>2.5 short</span>" in measure
    assert "Open Government Licence v3.0" in measure
    assert "similar areas lie between" in measure
    assert "England: 42" in measure
    area = await page(sample, f"/areas/{TRAFFORD}")
    assert "by Trafford Data Lab, Open Government Licence v3.0." in area
    assert area.index('id="h-missed"') < area.index('id="h-met"') < area.index('id="h-not-judged"')
    assert ">Four of ten promises are not being met, one nearly</h1>" in area
    stations = '<a class="govuk-link" href="/measures/E08000009/no2-annual-mean">3 air stations send theirs</a>'
    assert f"none for the area itself; {stations}" in area
    measures = sum(isinstance(event, MeasureRegistered) for event in sample_events())
    assert f"{measures} measures; four of ten promises are not being met, one nearly." in await page(sample, "/areas")


async def test_every_sample_measure_has_a_page_with_its_table(sample: World) -> None:
    measures = [event.measure for event in sample_events() if isinstance(event, MeasureRegistered)]
    assert measures
    for measure in measures:
        shown = await page(sample, f"/measures/{TRAFFORD}/{measure}")
        assert "<table" in shown
        assert ' style="' not in shown


async def test_figures_are_read_page_by_page_from_the_key_on(here: World) -> None:
    await here.post(*(row("57.5", str(year)) for year in range(2000, 2025)))
    at, found = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations?limit=10", []
    while at:
        answer = (await here.client.get(at)).json()
        found += [one["period"] for one in answer["observations"]]
        at = answer.get("links", {}).get("next", "")
    assert found == [str(year) for year in range(2000, 2025)]


async def test_another_places_figures_are_read_by_naming_the_place(here: World) -> None:
    await here.post(row("57.5"), row("42.0", code=ENGLAND))
    at = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations"
    assert [one["value"] for one in (await here.client.get(f"{at}?place={ENGLAND}")).json()["observations"]] == ["42.0"]
    assert [one["value"] for one in (await here.client.get(at)).json()["observations"]] == ["57.5"]


async def test_a_measure_tells_its_verdict_with_the_working(here: World) -> None:
    await here.tell(replace(target("60"), came="compiled_from_papers", agreed_on="2008-06", entry=12))
    await here.post(row("57.50"))
    shown = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}")).json()
    judgement = shown["judgement"]
    assert (judgement["verdict"], judgement["value"], judgement["target"]) == ("missed", "57.50", "60")
    assert "57.50" in judgement["working"]
    assert shown["lead"]["name"] == "Trafford Council"
    assert shown["latest"]["value"] == "57.50"
    (told,), paper = shown["targets"], "/agreements/trafford-2021/entries/12"
    assert (told["came"], told["agreed_on"], told["links"]) == ("compiled_from_papers", "2008-06", {"paper": paper})
    papers = await page(here, f"/measures/{TRAFFORD}/{WASTE}")
    assert "This target is taken from the papers of 2008. It was not agreed on this record" in papers
    assert f'href="{paper}"' in papers
    assert "promised 60% (from papers)" in await page(here, f"/areas/{TRAFFORD}")
    assert "a target from papers" in await page(here, f"/areas/{TRAFFORD}/partners/{COUNCIL}")


MEASURE = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}"
STEADY = ("/indicators/v1/national-indicators",)
MOVING = (
    "/areas",
    f"/measures/{TRAFFORD}/{WASTE}",
    f"/areas/{TRAFFORD}",
    MEASURE,
    f"{MEASURE}/observations",
    f"{MEASURE}/observations.csv",
    f"{MEASURE}/revisions?period=2024/25",
)
UNKNOWN = (
    f"/measures/{TRAFFORD}/bins",
    "/measures/E99999999/bins",
    "/areas/E99999999",
    f"/indicators/v1/measures/{TRAFFORD}/bins",
    f"/indicators/v1/measures/{TRAFFORD}/bins/observations",
    f"/indicators/v1/measures/{TRAFFORD}/bins/observations.csv",
    f"/indicators/v1/measures/{TRAFFORD}/%00/revisions?period=2019",
)
UNREADABLE = ("after=2013/15", "limit=0", "limit=5000", "limit=x", "after=%00%00%00%00")


async def test_what_the_reader_already_holds_is_not_sent_again(here: World, clock: SetClock) -> None:
    etags = {path: (await here.client.get(path)).headers["etag"] for path in STEADY + MOVING}
    clock.advance(minutes=5)
    for path, etag in etags.items():
        again = await here.client.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b""), path
    await here.tell(target("60"))
    await here.post(row("57.5"))
    for path, etag in etags.items():
        changed = await here.client.get(path, headers={"If-None-Match": etag})
        assert changed.status_code == (304 if path in STEADY else 200), path


async def test_what_is_not_known_is_not_found(here: World) -> None:
    assert {path: (await here.client.get(path)).status_code for path in UNKNOWN} == dict.fromkeys(UNKNOWN, 404)


async def test_a_query_that_cannot_be_read_is_refused(here: World) -> None:
    for query in UNREADABLE:
        answer = await here.client.get(f"{MEASURE}/observations?{query}")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed"), query


async def test_the_national_set_is_listed(here: World) -> None:
    listed = (await here.client.get("/indicators/v1/national-indicators")).json()["indicators"]
    assert len(listed) == 198
    assert not any(one["measure"] == "NI-31" for one in listed)


async def test_a_measure_without_figures_says_so(here: World) -> None:
    shown = await page(here, f"/measures/{TRAFFORD}/{WASTE}")
    assert "Trafford: no figure has been sent yet." in shown
    assert "No figure has been sent yet" in shown


async def test_a_reason_for_a_missing_figure_stands_in_the_table_in_place_of_a_number(here: World) -> None:
    await here.post(row("57.5", "2023/24"), row(None) | {"missing": "survey not held"})
    shown = await page(here, f"/measures/{TRAFFORD}/{WASTE}")
    assert "survey not held" in shown
    assert "Trafford: 57.5% in 2023/24." in shown


async def test_text_from_partners_is_shown_and_never_run(here: World) -> None:
    await here.post(row(None) | {"missing": "<script>alert(1)</script>"}, row("1", "2023/24"))
    shown = await page(here, f"/measures/{TRAFFORD}/{WASTE}")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


async def test_a_case_about_a_measure_puts_its_clock_above_all_detail(here: World) -> None:
    await here.post(row("57.5"))
    reference = "TRAF-2026-0001-7"
    opened = CaseOpened(
        case=reference,
        state="screening",
        due_on=date(2026, 3, 23),
        silence="screening",
        area=TRAFFORD,
        trigger="petition",
        title="Empty the blue bins",
        measure=WASTE,
        signatures=60,
        policy_version="lof-2026-1",
    )
    await here.tell(opened)
    shown = await page(here, f"/measures/{TRAFFORD}/{WASTE}")
    assert shown.index(f"Case {reference}:") < shown.index("How it has gone")
    assert "15 working days left" in shown
    assert "Empty the blue bins" in shown
    served = DutyServed(
        case=reference,
        state="duty_served",
        asked_by=date(2026, 4, 6),
        due_on=date(2026, 4, 20),
        silence="duty_served",
        lead=COUNCIL,
        lead_name="Trafford Council",
        lead_kind="council",
        regime="executive",
        inspectorate="inspectorate",
        contributors=(),
        basis="local agreement",
        register_version=9,
        lead_missing=False,
        acknowledge_by=date(2026, 3, 16),
    )
    await here.tell(served)
    shown = await page(here, f"/measures/{TRAFFORD}/{WASTE}")
    line = shown[shown.index("Due by") : shown.index("How it has gone")]
    assert line.index("6 April 2026") < line.index("If it says nothing:") < line.index("after 20 April 2026")
    assert "Trafford Council" in line[line.index(f"Case {reference}:") :]
