"""What a change of rules or of closed days would move, seen before it is made: the same days that move when it is."""

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from shared import auth
from shared.auth import Grant
from shared.events.publication import PolicyOverridden
from shared.settings import Settings
from shared.working_days import in_words
from tests.integration.escalation import petitions
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.moderated import standing, waiting
from tests.integration.escalation.people import PASSWORD, signed_in
from tests.integration.escalation.test_clock import closed, count_again, duty_served
from tests.integration.visitor import Visitor
from tests.markup import elements

AT = "/escalation/administration"


async def registrar(here: World, area: str = AREA) -> Visitor:
    name = f"registrar of {area}"
    await auth.create_account(here.admin, name, PASSWORD, body="council", grants=[Grant(area, "registrar")])
    return Visitor(here.client, await auth.sign_in(here.database, name, PASSWORD) or "")


def cells(page: str) -> list[str]:
    return [one.text for one in elements(page) if one.tag == "td"]


async def test_a_closed_day_is_seen_to_move_the_days_that_it_then_moves(
    here: World, settings: Settings, tmp_path: Path
) -> None:
    reference = await duty_served(here)
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail"})
    checked, _ = await waiting(here, settings)
    await here.hear_canary()
    ada, far, clerk = await registrar(here), await registrar(here, OTHER_AREA), await signed_in(here, "case_worker")
    said = urlencode({"closed_on": "2026-03-06", "reason": "Jubilee", "basis": "Proclamation", "once": "1"})
    before = (await here.show(reference)).json()
    page = await ada.read(f"{AT}/closures/{AREA}?{said}")
    assert cells(page)[:2] == ["30 March 2026", "31 March 2026"]
    assert f"Petition {checked}, being checked" in page
    was, would_be = cells(page)[3:5]
    assert "6 March 2026 (Jubilee) is no working day" in page
    assert f'action="/publication/administration/closures/{AREA}/state-it"' in page
    assert (await here.show(reference)).json() == before  # nothing has moved
    for visitor, status in ((far, 404), (clerk, 403)):
        await visitor.read(f"{AT}/closures/{AREA}?{said}", status=status)
    late = urlencode({"closed_on": "2026-12-29", "reason": "Late", "basis": "Cabinet", "once": "1"})
    assert "No day that runs now would move" in await ada.read(f"{AT}/closures/{AREA}?{late}")

    weeks = {"starts_on": "2026-03-09", "ends_on": "2026-04-10", "election": "Local", "basis": "Notice", "once": "1"}
    page = await ada.read(f"{AT}/elections/{AREA}?{urlencode(weeks)}")
    assert "No day that runs now would move" in page  # partners' clocks go on here; hearings would wait
    assert f'action="/publication/administration/elections/{AREA}/state-it"' in page
    rule = {"key": "pre_election.partner_clocks", "value": '"waits"', "basis": "local agreement"}
    await here.tell(PolicyOverridden(area=AREA, **rule, decided_by="Full council", since_on=date(2026, 1, 1)))
    page = await ada.read(f"{AT}/elections/{AREA}?{urlencode(weeks)}")
    assert cells(page)[0] == "30 March 2026" != cells(page)[1]

    await here.tell(closed(date(2026, 3, 6), "Jubilee"))
    await count_again(here, settings)
    assert (await here.show(reference)).json()["due_on"] == "2026-03-31"
    found = date.fromisoformat((await standing(here, checked))["due_on"])
    assert was != would_be == in_words(found)


async def test_a_change_of_numbers_leaves_open_petitions_as_they_are_and_says_what_new_ones_get(
    here: World, settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail"})
    case = await here.open_case()
    reference = await petitions.opened(here, settings)
    ada = await registrar(here)

    def asked(key: str, value: str, since_on: str = "2026-04-01") -> str:
        said = {"key": key, "value": value, "basis": "local agreement", "decided_by": "Full council"}
        return f"{AT}/policies/{AREA}?{urlencode({**said, 'since_on': since_on, 'once': '1'})}"

    page = await ada.read(asked("petition.ordinary_signatures", "80"))
    assert "No day that runs now would move" in page
    assert cells(page)[:2] == ["50", "80"]
    assert "1 petition that may be signed keeps the numbers" in page
    assert "not admitted yet" in page  # the case would get the rules of the day of its admission
    assert f'action="/publication/administration/policies/{AREA}/petition/ordinary_signatures/state-it"' in page
    shut = await ada.read(asked("petition.signing_stays_open", "false"))
    assert "nobody could sign" not in shut  # it was not handed in
    await ada.read(asked("petition.area_pct_max", "90"), status=422)
    await ada.read(asked("petition.invented", "90"), status=404)

    marks = (await petitions.shown(here, reference))["marks"]
    change = PolicyOverridden(
        area=AREA,
        key="petition.ordinary_signatures",
        value="80",
        basis="local agreement",
        decided_by="Full council",
        since_on=date(2026, 4, 1),
    )
    await here.tell(change)
    here.go_to(date(2026, 4, 2))
    assert (await petitions.shown(here, reference))["marks"] == marks
    assert (await here.show(case)).json()["state"] == "screening"
