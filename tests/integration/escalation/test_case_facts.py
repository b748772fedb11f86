"""What cases take from elsewhere: figures as evidence, who leads, and the areas that a key may see."""

from datetime import date, timedelta

from services.escalation.storage.case import case as cases
from shared.events.indicators import MeasureFellBelowTarget, MeasureRecovered
from tests.integration.escalation.case_steps import in_remedy, judged, row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, OTHER_AREA, World, lead
from tests.integration.escalation.people import signed_in
from tests.markup import elements


async def test_a_key_of_another_area_is_refused_a_case_that_everybody_can_read(here: World) -> None:
    reference = await here.open_case(OTHER_AREA)
    answer = await here.ask("case_worker", reference, "admit", level="local", reasons="Yes, as its papers show")
    assert (answer.status_code, answer.json()["rule"]) == (403, "not_your_area")
    assert (await here.show(reference)).json()["state"] == "screening"


async def test_the_database_itself_hides_other_areas_from_a_unit_of_work(here: World) -> None:
    reference = await here.open_case(OTHER_AREA)
    async with here.database.unit_of_work(frozenset({AREA})) as session:
        assert await cases.find(session, reference) is None
        assert await cases.list_all(session) == []


async def test_recovered_figures_verify_a_claim_and_others_join_the_evidence(here: World) -> None:
    reference = await in_remedy(here)
    await here.tell(judged(here, MeasureFellBelowTarget, "57.5", period="2024/25", verdict="missed", before="met"))
    await here.do(
        "waste", reference, "claim_remedy", evidence="The new rounds run", together="The council drove with us"
    )
    await here.tell(judged(here, MeasureRecovered, "61", period="2025/26", verdict="met", before="missed"))
    case = (await here.show(reference)).json()
    assert case["state"] == "resolved_stage1"
    assert [figure["verdict"] for figure in case["figures"]] == ["missed", "met"]
    assert (await here.told(reference))[-2:] == ["case.figures_noted", "case.remedy_verified"]
    await row_equals_stream(here, reference)


async def test_the_figures_of_a_case_are_drawn_and_a_revised_one_says_so(here: World) -> None:
    reference = await in_remedy(here)
    worker = await signed_in(here, "case_worker")
    for value, period in (("57.5", "2023/24"), ("57.5", "2024/25"), ("57.9", "2024/25")):
        await here.tell(judged(here, MeasureFellBelowTarget, value, period=period, verdict="missed", before="met"))
        if period == "2023/24":
            assert "fm-chart" not in await worker.read(f"/cases/{reference}")  # of one figure there is no line
    page = await worker.read(f"/cases/{reference}")
    assert page.count('<svg class="fm-chart') == 2  # for a desk and for a telephone
    (table,) = (one.text for one in elements(page) if one.tag == "table" and "Figures noted on this case" in one.text)
    assert table.index("57.9") < table.index("57.5")
    assert table.count("revised on") == 1
    assert f"/measures/{AREA}/{MEASURE}#h-forecasts" in page


async def test_a_case_opens_with_the_figure_that_stands(here: World) -> None:
    await here.tell(
        judged(here, MeasureFellBelowTarget, "57.5", period="2024/25", verdict="missed", before="not_judged")
    )
    reference = await here.open_case()
    assert await here.told(reference) == ["case.opened", "case.acknowledged", "case.figures_noted"]


async def test_a_lead_named_late_for_the_day_of_the_duty_gives_the_case_a_note_and_moves_nothing(here: World) -> None:
    reference = await in_remedy(here)
    before = (await here.show(reference)).json()
    served_on = date.fromisoformat(before["remedy"]["duty"]["served_on"])
    await here.tell(lead(AREA, "fire", since_on=served_on + timedelta(days=1)))
    assert "case.register_changed" not in await here.told(reference)
    await here.tell(lead(AREA, "fire", since_on=served_on))
    after = (await here.show(reference)).json()
    assert (await here.told(reference))[-1] == "case.register_changed"
    assert (after["state"], after["due_on"], after["remedy"]["duty"]) == (
        before["state"],
        before["due_on"],
        before["remedy"]["duty"],
    )


async def test_without_a_lead_the_responsible_authority_is_served(here: World) -> None:
    await here.admin.execute("delete from escalation.lead")
    reference = await here.open_case()
    for _ in range(2):
        await here.sweep()
    duty = (await here.show(reference)).json()["remedy"]["duty"]
    assert (duty["lead"], duty["lead_missing"]) == ("council", True)
