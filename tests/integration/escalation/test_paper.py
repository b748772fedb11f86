"""Signatures on paper: entered with where they come from, compared by somebody else with lines that a machine drew, and
counted with the rest, each person once and each mark once.
"""

from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.domain.signature.paper import order
from services.escalation.worker import DEADLINES
from shared import auth, deadlines
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, World, lead
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import confirmed, lower_threshold, opened, person, shown, told
from tests.integration.visitor import form_of

RECEIVED = "2026-03-02"
RIGHT, UNREADABLE = "right", "not_readable"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


def line(number: int, **said: str) -> dict[str, str]:
    """A line of a sheet: on paper nobody gives an address."""
    who = person(number) | said
    return {name: who[name] for name in ("name", "postcode", "relation")}


async def enter(here: World, reference: str, *, key: str = "", who: str = "case_worker", **said: Any) -> Response:
    sent = {"received_on": RECEIVED, "handed_in_by": "library", "sheets": 1} | said
    headers = {"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": key or str(new_id())}
    return await here.client.post(f"/escalation/v1/petitions/{reference}/paper", json=sent, headers=headers)


async def sweep(here: World, clock: SetClock) -> None:
    while await deadlines.sweep(
        here.database, {k: v for k, v in DEADLINES.items() if k != "case.silence"}, clock.now()
    ):
        pass


async def compare(here: World, batch: dict[str, Any], wrong: int = 0, who: str = "monitoring_officer") -> Response:
    """Everything that is drawn is found right but for the first so many."""
    drawn = sorted(batch["drawn"])
    found = [{"line": one, "finding": UNREADABLE if at < wrong else RIGHT} for at, one in enumerate(drawn)]
    return await here.client.post(
        batch["links"]["compare"],
        json={"found": found},
        headers={"Authorization": f"Bearer {await here.key(who)}"},
    )


async def page_is_rows(here: World, reference: str) -> int:
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)


async def test_sheets_count_when_somebody_else_has_compared_the_drawn_lines_each_person_once(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    key = str(new_id())
    # Resident 1 signed by e-mail, Resident 2 stands twice under other spelling: two new people.
    lines = [line(1), line(2), line(2, name="RESIDENT  2", postcode="M320TH"), line(3)]
    answer = await enter(here, reference, key=key, lines=lines)
    assert answer.status_code == 201, answer.text
    batch = answer.json()
    assert (await enter(here, reference, key=key, lines=lines)).json() == batch
    assert sorted(batch["drawn"]) == [1, 2, 3, 4]
    assert await page_is_rows(here, reference) == 2

    desk, link = await signed_in(here, "case_worker"), f"/petitions/{reference}/paper/batches"
    assert link in await desk.read("/desk")
    own = await compare(here, batch, who="case_worker")
    assert (own.status_code, await page_is_rows(here, reference)) == (403, 2)
    done = (await compare(here, batch)).json()
    assert (done["counted"], done["doubles"], done["outcome"]) == (2, 2, "each")
    assert await page_is_rows(here, reference) == 4
    assert (await compare(here, batch)).status_code == 409
    assert link not in await desk.read("/desk")

    ways = (await here.client.get(f"/escalation/v1/petitions/{reference}/signatures/counts")).json()["came_by"]
    assert ways == {"web": 2, "paper": 2}
    assert "2 by e-mail, 2 on paper" in (await here.client.get(f"/petitions/{reference}")).text
    happened = await told(here, reference)
    assert happened[1:] == ["paper_entered", "paper_counted", "threshold_reached", "submitted"]
    assert await here.value("select count(*) from escalation_private.paper_line") == 0

    # Who stands on paper and confirms by e-mail too is one person, and counts by e-mail from then on.
    await confirmed(here, settings, reference, range(3, 4))
    ways = (await here.client.get(f"/escalation/v1/petitions/{reference}/signatures/counts")).json()["came_by"]
    assert (ways, await page_is_rows(here, reference)) == ({"web": 3, "paper": 1}, 4)


async def test_what_the_authority_enters_in_its_own_cause_is_compared_by_another_body(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await here.tell(lead(AREA, "council", here.clock.now().date()))
    batch = (await enter(here, reference, count=9)).json()
    refused = await compare(here, batch)
    assert (refused.status_code, refused.json()["rule"]) == (403, "own_cause")
    assert "Somebody of another body compares them." in refused.text
    here.keys["library"] = await auth.create_key(here.admin, "college", [AREA], ["intake_clerk"], name="library")
    assert (await compare(here, batch, who="library")).json()["counted"] == 9
    theirs = (await enter(here, reference, who="library", count=9)).json()
    assert (await compare(here, theirs)).json()["counted"] == 9  # the authority's own, where another entered them


async def test_lines_that_nobody_but_another_body_may_compare_count_when_none_comes(
    here: World, settings: Settings, clock: SetClock
) -> None:
    await lower_threshold(here, 20)
    reference = await opened(here, settings)
    await here.tell(lead(AREA, "council", here.clock.now().date()))
    here.keys["library"] = await auth.create_key(here.admin, "college", [AREA], ["intake_clerk"], name="library")
    await enter(here, reference, lines=[line(1), line(2), line(2)])
    theirs = (
        await enter(here, reference, who="library", count=9)
    ).json()  # the authority's own people may compare these
    for counted in (1, 3):
        clock.advance(days=16)
        await sweep(here, clock)
        assert await page_is_rows(here, reference) == counted
    happened = [one for one in await told(here, reference) if one.startswith("paper_")]
    assert happened[2:] == ["paper_not_checked"] * 2 + ["paper_counted_unseen", "paper_not_checked"]
    page = (await here.client.get(f"/petitions/{reference}")).text
    assert "Nobody of another body compared the 3 lines of paper batch 1" in page
    batches = (await here.client.get(f"/escalation/v1/petitions/{reference}/paper")).json()["paper"]
    assert [(one["outcome"], one["counted"]) for one in batches] == [("unseen", 2), (None, 0)]
    assert (await compare(here, theirs)).json()["counted"] == 9


async def test_what_silence_counts_is_a_fifth_of_what_a_petition_needs_until_a_partner_has_compared(
    here: World, settings: Settings, clock: SetClock
) -> None:
    await lower_threshold(here, 20)
    reference = await opened(here, settings)
    await here.tell(lead(AREA, "council", here.clock.now().date()))
    batch = (await enter(here, reference, count=30)).json()
    partner, own = await signed_in(here, "police"), await signed_in(here, "council")
    page = f"/petitions/{reference}/paper/batches"
    assert f"{page}/1" in await partner.read("/desk")
    assert page in await partner.read("/desk/notifications")
    assert f"{page}/1" not in await own.read("/desk")
    assert "no more than 4 of the 20 that it needs" in await partner.read(f"{page}/1")
    for counted in (1, 5):
        clock.advance(days=16)
        await sweep(here, clock)
        assert await page_is_rows(here, reference) == counted
    assert "Nobody of another body compared 4 of those on paper" in (await partner.read(f"/petitions/{reference}"))
    told_of = [one for one in await told(here, reference) if one.startswith("paper_")]
    assert told_of[1:] == ["paper_not_checked", "paper_counted_unseen", "paper_bounded"]

    # Its closing waits for lines no longer, and those that were in time still count once somebody has looked.
    clock.advance(days=182)
    await sweep(here, clock)
    assert (await shown(here, reference))["standing"] == "lapsed"
    batch = (await here.client.get(f"/escalation/v1/petitions/{reference}/paper")).json()["paper"][0]
    assert (batch["counted_unseen"], batch["waiting"], len(batch["drawn"])) == (4, 26, 26)
    done = (await compare(here, batch, wrong=1, who="police")).json()
    assert (done["outcome"], done["counted"], await page_is_rows(here, reference)) == ("each", 29, 30)
    assert (await told(here, reference))[-3:] == ["paper_counted", "threshold_reached", "submitted"]


@pytest.mark.parametrize(
    ("wrong", "outcome", "counted"),
    [(1, "all", 99), (5, "share", 90), (6, None, 0)],
    ids=["few are wrong", "their share", "too many"],
)
async def test_the_share_that_is_wrong_decides_what_counts(
    here: World, settings: Settings, wrong: int, outcome: str | None, counted: int
) -> None:
    reference = await opened(here, settings)
    batch = (await enter(here, reference, count=100, sheets=9)).json()
    assert batch["drawn"] == sorted(order(100, batch["seed"])[:50])
    after = (await compare(here, batch, wrong)).json()
    assert (after["outcome"], after["counted"]) == (outcome, counted)
    if outcome is None:
        assert after["every_line"]
        assert len(after["drawn"]) == 100
        done = (await compare(here, after, 30)).json()
        assert (done["outcome"], done["counted"]) == ("each", 70)
    assert await page_is_rows(here, reference) == 1 + (counted or 70)


async def test_the_day_of_receipt_decides_and_silence_neither_counts_nor_ends_the_petition(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    refused = await enter(here, reference, received_on="2026-02-01", count=9)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "signing-over")
    assert (await enter(here, reference, received_on="2026-04-01", count=9)).status_code == 422
    batch = (await enter(here, reference, count=9)).json()
    for days, standing in ((182, "draft"), (16, "submitted")):
        clock.advance(days=days)
        await sweep(here, clock)
        assert (await shown(here, reference))["standing"] == standing
    assert "paper_not_checked" in await told(here, reference)
    assert await page_is_rows(here, reference) == 1
    assert (await compare(here, batch)).json()["counted"] == 9
    assert "threshold_reached" in await told(here, reference)

    late = await opened(
        here, settings, title="Another one about lamps in parks", text="Lamps in each park are wanted, all night."
    )
    received = clock.now().date().isoformat()
    clock.advance(days=182)
    await sweep(here, clock)
    assert (await shown(here, late))["standing"] == "lapsed"
    batch = (await enter(here, late, received_on=received, count=9)).json()
    assert (await compare(here, batch)).json()["counted"] == 9
    assert (await told(here, late))[-4:] == ["taken_up_again", "paper_counted", "threshold_reached", "submitted"]


async def test_every_fault_of_every_line_is_named_and_nothing_is_kept(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    lines = [line(1), line(2, postcode="?"), line(3, name="=1+1", relation="visit")]
    refused = await enter(here, reference, lines=lines)
    assert refused.status_code == 422
    pointers = {fault["pointer"] for fault in refused.json()["errors"]}
    assert pointers == {"/lines/1/postcode", "/lines/2/name", "/lines/2/relation"}
    assert (await enter(here, reference)).status_code == 422
    assert (await here.client.get(f"/escalation/v1/petitions/{reference}/paper")).json()["paper"] == []
    printed = (await here.client.get(f"/petitions/{reference}/paper")).text
    assert reference in printed


async def test_a_file_of_too_many_lines_says_so_at_its_field(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    clerk, page = await signed_in(here, "case_worker"), f"/petitions/{reference}/paper/enter/file"
    form = form_of(await clerk.read(page), page) | {"received_on": RECEIVED, "handed_in_by": "library", "sheets": "9"}
    form.pop("file", None)
    lines = "name,postcode,relation\n" + "Ann Onym,M32 0TH,live\n" * 5_001
    sent = {"file": ("lines.csv", lines.encode(), "text/csv")}
    refused = await here.client.post(page, data=form, files=sent, headers=clerk.headers)
    assert (refused.status_code, "There is a problem" in refused.text) == (422, True)
    assert "At most 5,000 lines are taken at once, and these are 5,001" in refused.text
