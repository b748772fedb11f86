"""A whole negotiation by the desk's forms alone: four bodies, two persons of each, from first draft to a revision."""

import re
from datetime import date
from html import unescape
from typing import NamedTuple

from tests.integration.publication.negotiation import AGREEMENTS, COUNCIL, DEAL, OFFICE, Here, here, waiver
from tests.integration.publication.test_blank import APPROVAL, REVISION, ROUND, done
from tests.integration.publication.test_desk import ANSWER, DESK, Person, chosen, person
from tests.integration.publication.test_reply import keys_of

__all__ = ["here"]

ACCOUNTS = {f"protocol__{name}": ANSWER for name in ("accountability", "responsibility", "probity")}
ASKED = {"consultation__consulted": "Both beat teams in Bath.", "consultation__changed": "It is set by ward now."}
ADVISES = {
    "advice__adviser_kind": "inspectorate",
    "advice__independence": "We have no interest in either side.",
    "advice__inspecting": "no",
    "advice__findings": "Half of such places reach it.",
    "advice__recommendation": "approve",
    "advice__recommended": "Approve it as proposed.",
}
DECIDES = {
    "decision__outcome": "approve",
    "decision__reasons": "It asks for more than the trend.",
    "decision__relied_on": "Nothing besides the advice.",
}


class Body(NamedTuple):
    """Two persons of one body: the first writes, the second publishes."""

    one: Person
    other: Person


async def body(here: Here, admin_url: str, code: str, role: str = "partner") -> Body:
    return Body(*[await person(here, admin_url, code, role, name) for name in ("ann", "bob")])


async def say(whose: Body, kind: str, about: str = "", **filled: str) -> str:
    """One thing is said by its form, found from the desk where it waits there; what everybody is shown of it before."""
    path = link = f"{DESK}/say/{kind}"
    if about:
        desk = unescape(await whose.one.read(DESK))
        found = re.search(rf'href="({path}(?:\?item=[0-9]+)?)"[^>]*>[^<]*{about}', desk)
        assert found is not None, f"nothing about {about} waits for {kind}"
        link = found[1]
    looked = await whose.one.press(await whose.one.read(link), path, 200, step="check", **filled)
    await whose.one.press(looked.text, path, 303, step="send")
    (waits,) = set(re.findall(rf"{DESK}/submissions/[0-9]+", await whose.other.read(DESK)))
    await whose.other.press(await whose.other.read(waits), waits, 303, step="publish")
    return unescape(looked.text)


async def test_four_bodies_carry_a_negotiation_from_its_draft_to_a_revision_by_forms_alone(
    here: Here, admin_url: str
) -> None:
    await keys_of(here, admin_url)
    council = await body(here, admin_url, "bath-council", "registrar")
    office, police, adviser, minister = [
        await body(here, admin_url, code) for code in ("gosw", "avon-police", "commission", "ministers")
    ]
    assert "What binds it, or that it waives" in await office.one.read(DESK)
    await here.tell(waiver("council", COUNCIL))
    await say(office, "constraints", constraints__waived="yes")
    await done(*council, ROUND, ("1 June 2026",), planned="2006/first-draft")

    begins = {"status": "proposed", "unit": "percent", "baseline_value": "15", "baseline_period": "2024/25"}
    meant = {"terms__measure": "NI-16", "terms__item_class": "designated", "terms__2__value": "17"}
    about = {"item_code": "NI 16", "item_title": "Acquisitive crime"}
    path = f"{DESK}/say/proposal"
    sent = about | begins | meant | {"unit": "per 1,000"}
    slip = await council.one.press(await council.one.read(path), path, 200, step="check", **sent)
    assert "counted in percent. Look again: no target can be set from figures in per 1,000." in slip.text
    await say(council, "proposal", **about | begins | meant)
    told = await say(office, "response", "NI 16", status="counter_proposed", terms__2__value="18")
    assert all(words in told for words in ("Baseline: 15 in 2024/25", "designated"))  # it stands by all the rest
    told = await say(council, "response", "NI 16", status="agreed", party="council")
    assert "</strong> 18 percent for 2027/28." in told
    assert "Baseline" not in told  # who agrees repeats nothing

    await say(police, "protocol", "NI 16", **ACCOUNTS)
    await say(council, "consultation", "NI 16", **ASKED)
    asks = {"asked_of": "Audit Commission", "adviser_kind": "inspectorate", "question": "Is it enough by then?"}
    await say(minister, "advice_request", **{f"advice_request__{name}": words for name, words in asks.items()})
    assert "Its advice, for which Ministers asks" in await adviser.one.read(DESK)
    await say(adviser, "advice", "Agreement", **ADVISES)
    here.on(date(2026, 6, 16))
    await say(minister, "decision", "Agreement", **DECIDES)
    assert chosen(await council.one.read(APPROVAL))["chosen"] == "designated NI-16"  # a class is not lost by a figure
    await done(*council, APPROVAL, ("18 percent", "designated"), chosen="designated NI-16")
    assert "Nothing waits for you here." in await minister.one.read(DESK)

    here.on(date(2026, 8, 3))
    await done(*council, ROUND, ("3 August 2026",), planned="refresh/roundtable")
    new = {"item_title": "Burglary", "terms__measure": "local-1", "terms__item_class": "designated"}
    years = {"terms__2__value": "20", "terms__3__value": "25", "terms__3__stretch": "30"}
    await say(council, "proposal", **begins, **new, **years)
    await say(office, "response", "Burglary", status="agreed")
    await say(
        council,
        "revision",
        item_title="Burglary",
        revision__change="add",
        unit="percent",
        terms__2__value="20",
        terms__3__value="25",
    )
    form = unescape(await council.one.read(REVISION))
    assert form.count("The minister's office has not decided to approve the revision.") == 2  # of both years
    assert "25 percent, stretch 30, from 15 in 2024/25" in form
    await say(police, "protocol", "Burglary", **ACCOUNTS)
    await say(police, "consultation", "Burglary", **ASKED)
    urgent = {"decision__urgency": "The survey came only in July.", "decision__items": "Burglary"}
    await say(minister, "decision", "Burglary", **DECIDES, **urgent)
    await done(*council, REVISION, ("stretch 30, from 15 in 2024/25", "designated"))
    targets = (await here.get(f"{AGREEMENTS}/{DEAL}"))["targets"]
    assert [(one["measure"], one["value"], one["designated"], one["baseline"]) for one in targets] == [
        ("NI-16", "18", True, "15"),
        ("local-1", "20", True, "15"),
        ("local-1", "25", True, "15"),
    ]
    assert OFFICE in await here.page(f"/agreements/{DEAL}")
