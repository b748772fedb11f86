"""Matters that no petition raised: joined or refused as the same, opened by figures, raised on the pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.escalation.schemas.trigger.trigger import BASE
from shared import auth
from shared.events.indicators import MeasureFellBelowTarget
from shared.events.publication import PolicyOverridden
from tests.integration.escalation import test_trigger
from tests.integration.escalation.case_steps import row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, SAID_AT, World
from tests.integration.escalation.people import PASSWORD
from tests.integration.escalation.test_trigger import RIGHTS, SAID, TODAY, VOTE, bring, key
from tests.integration.escalation.verified import verify
from tests.integration.visitor import Visitor, form_of
from tests.markup import elements, with_class

here = test_trigger.here
PLAN = {
    "actions": "Two more crews from April",
    "owner": "Head of collections",
    "target": "60 per cent recycled",
    "by_on": "2026-04-10",
}
CLAIM = {"evidence": "Every round was driven in the last four weeks.", "together": "The council lent two crews."}


async def test_the_same_matter_is_joined_and_each_body_stands_and_leaves_for_itself(here: World) -> None:
    case = (await bring(here, "neighbourhood_decision")).json()
    reference = case["reference"]
    same = await bring(here, "partner_action")
    assert (same.status_code, same.json()["rule"]) == (409, "same_matter_open")
    assert same.json()["case"] == f"/escalation/v1/cases/{reference}"
    assert reference in same.json()["detail"]
    stranger = await bring(here, "partner_action", join="TRAF-2026-9999-0")
    assert stranger.json()["rule"] == "no_such_matter"

    joined = await bring(here, "partner_action", join=reference)
    assert (joined.status_code, joined.json()["state"]) == (200, "screening")
    assert (await bring(here, "partner_action", join=reference)).json()["rule"] == "behind_it_already"
    councillor = await bring(here, "councillor_call", join=reference)
    assert councillor.status_code == 200, councillor.text
    for name, (body, role) in {"hale": ("hale", "forum"), "member": ("council", "councillor")}.items():
        here.keys[name] = await key(here, body, role)
    here.keys["other member"] = await auth.create_key(here.admin, "council", [AREA], ["councillor"], name="other")

    early = await here.ask("hale", reference, "withdraw", reasons="Put right, as its papers show")
    assert (early.status_code, early.json()["rule"]) == (409, "alone_behind_it")
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites the agreed measure")
    wide = await here.ask("case_worker", reference, "withdraw", reasons="They say so, as its papers show")
    assert wide.json()["rule"] == "speaks_for_itself"
    assert (await here.ask("other member", reference, "withdraw", reasons="No, as its papers show")).status_code == 403
    assert (await here.ask("police", reference, "withdraw", reasons="No, as its papers show")).status_code == 403
    left = await here.do("hale", reference, "withdraw", reasons="Put right for us")
    assert (left["is_open"], left["raised"]["left"]) == (True, ["hale"])
    assert (await here.ask("hale", reference, "withdraw", reasons="Again, as its papers show")).status_code == 403

    await here.sweep()  # the duty is served
    assert (await here.show(reference)).json()["state"] == "duty_served"
    for who in ("member", "fire"):
        await here.do(who, reference, "withdraw", reasons="Put right for us")
        if (await here.show(reference)).json()["waiting"]:  # a councillor, and the council helps on the measure
            await here.do("police", reference, "agree_as_second", reasons="So it is, as its papers show")
    assert (await here.show(reference)).json()["silence"] == "withdrawn"
    taken_up = await bring(here, "councillor_call", join=reference)
    assert (taken_up.json()["silence"], taken_up.json()["course"]["adopters"]) == ("duty_served", ["council"])
    waste = await here.do("waste", reference, "file_plan", **PLAN)
    assert waste["state"] == "remedy_running"
    claimed = await here.do("waste", reference, "claim_remedy", **CLAIM)
    assert claimed["state"] == "verifying"
    agreed_by = await here.do("member", reference, "agree_remedy", reasons="Every bin was empty on my walk")
    assert [(one["says"], one["how"]) for one in agreed_by["remedy"]["words"]] == [("yes", "in_person")]
    await row_equals_stream(here, reference)
    assert all(not one.differences for one in await verify(here.database))


async def test_nobody_raises_the_same_twice_and_another_matter_only_in_other_words_and_not_too_many(
    here: World,
) -> None:
    reference = (await bring(here, "partner_action")).json()["reference"]

    async def refused(kind: str = "partner_action", **said: Any) -> tuple[int, str, list[str]]:
        answer = (await bring(here, kind, **said)).json()
        assert reference in answer["detail"]
        return answer["status"], answer["rule"], answer["open"]

    own = [f"/escalation/v1/cases/{reference}"]
    shouted = f"  {SAID['failure'].upper().replace(' ', chr(0xA0) + ' ')} "
    apart = {"apart": "It is another matter"}
    assert await refused() == (409, "same_words", own)
    assert await refused(**apart) == (409, "same_words", own)
    assert await refused(failure=shouted, title="Another title", **apart) == (409, "same_words", own)
    other = {"failure": "In winter no lorry comes at all to our depot."}
    assert await refused(**other) == (409, "raised_already", own)
    second = await bring(here, "partner_action", **other, **apart)
    assert second.status_code == 201, second.text
    third = {"failure": "Bottles are thrown onto the same heap as paper."}
    assert await refused(**third, **apart) == (409, "too_many_open", own)
    assert await refused("self_assessment", **apart) == (409, "same_words_open", own)  # another body, the same words
    assert await refused("self_assessment", failure=shouted, **apart) == (409, "same_words_open", own)
    theirs = {"failure": "Our own audit finds that no round is complete.", **apart}
    assert (await bring(here, "self_assessment", **theirs)).status_code == 201

    # A councillor is a person: they raise it once, and so does a colleague, who says it in words of their own.
    said = {"failure": "In my ward the bins of the school stand full.", **apart}
    mine = (await bring(here, "councillor_call", **said)).json()["reference"]
    assert (await bring(here, "councillor_call", **said)).json()["rule"] == "same_words"
    here.keys["council councillor " + AREA] = await auth.create_key(
        here.admin, "council", [AREA], ["councillor"], name="colleague"
    )
    assert (await bring(here, "councillor_call", **said)).json()["join"] == mine
    said = {"failure": "In my ward the bins of the market stand full.", **apart}
    assert (await bring(here, "councillor_call", **said)).status_code == 201

    # What was merged is open in the other, and a decision that waits is open too.
    await here.do("case_worker", reference, "merge", into=mine, reasons="The same bins in the same streets")
    reference, own = mine, [f"/escalation/v1/cases/{mine}"]
    assert await refused(**apart) == (409, "same_words", own)
    apart |= {"failure": "Every lane of our neighbourhood is full of bags."}
    wide = {"level": "area_wide", **apart}
    gathered = await bring(here, "neighbourhood_decision", **wide)
    reference, own = gathered.json()["reference"], [gathered.headers["location"]]
    assert await refused("neighbourhood_decision", **wide) == (409, "same_words", own)
    assert await refused("neighbourhood_decision", **apart) == (409, "same_words", own)
    assert all(not one.differences for one in await verify(here.database))


def missed(period: str, value: Decimal = Decimal(40)) -> MeasureFellBelowTarget:
    return MeasureFellBelowTarget(
        area=AREA,
        measure=MEASURE,
        period=period,
        value=value,
        target=Decimal(60),
        verdict="missed",
        before="not_judged",
        rule="r",
        received_at=SAID_AT,
        batch="b",
    )


async def test_figures_open_a_case_only_where_the_area_lets_them_and_only_one(here: World) -> None:
    async def opened() -> int:
        count: int = await here.value("select count(*) from escalation.ladder_case where area = $1", AREA)
        return count

    await here.tell(missed("2021/22"), missed("2022/23"), missed("2023/24"))
    assert await opened() == 0  # closed by default
    switch = PolicyOverridden(
        area=AREA,
        key="trigger.data",
        value='"open"',
        basis="local agreement",
        decided_by="Cabinet",
        since_on=date(2026, 1, 1),
    )
    await here.tell(switch)
    await here.tell(missed("2024/25"))
    assert await opened() == 1
    await here.tell(missed("2025/26"))
    assert await opened() == 1
    (case,) = (await here.client.get("/escalation/v1/cases")).json()["cases"]
    shown = (await here.show(case["reference"])).json()
    assert (shown["trigger"], shown["silence"]) == ("target_missed", "finding")
    assert "2023/24 and 2024/25" in shown["raised"]["failure"]
    for _ in range(2):
        await here.sweep()
    assert (await here.show(case["reference"])).json()["state"] == "duty_served"
    refused = await here.ask("case_worker", case["reference"], "withdraw", reasons="Nobody raised it")
    assert refused.json()["rule"] == "organiser_to_leave"
    await row_equals_stream(here, case["reference"])


async def person(here: World, body: str, role: str) -> Visitor:
    name = f"{body}-{role}"
    await auth.create_account(
        here.admin, name, PASSWORD, body=body, grants=[auth.Grant(AREA, role)], full_name=role.title()
    )
    session = await auth.sign_in(here.database, name, PASSWORD)
    assert session is not None
    return Visitor(here.client, session)


def as_typed(said: dict[str, Any]) -> dict[str, str]:
    """What a machine sends, as somebody fills it in: every question on one level, yes and no in words."""
    flat: dict[str, Any] = {}
    for name, value in said.items():
        flat |= value if isinstance(value, dict) else {name: value}
    words = {True: "yes", False: "no"}
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in flat.items()}


async def test_every_kind_is_raised_by_hand_where_the_role_allows_it_and_faults_stand_beside_their_fields(
    here: World,
) -> None:
    for number, (kind, (body, role, more)) in enumerate(RIGHTS.items()):
        at, visitor = f"/desk/raise/{kind}", await person(here, body, role)
        offered = await visitor.read("/desk/raise")
        assert [other for other in RIGHTS if f'href="/desk/raise/{other}"' in offered] == [kind]
        other = next(one for one in RIGHTS if one != kind)
        assert (await visitor.client.get(f"/desk/raise/{other}", headers=visitor.headers)).status_code == 403
        empty = await visitor.send(at, at)
        found = {one.attributes.get("id"): one.text for one in elements(empty.text)}
        assert (empty.status_code, "Say what fails, in one line" in found["title-error"]) == (422, True)
        (summary,) = with_class(empty.text, "govuk-error-summary__list")
        faults = [one.strip() for one in summary.text.split(".") if one.strip()]
        assert len(faults) == len(set(faults)) >= 5
        assert "_" not in summary.text
        said = as_typed({"measure": MEASURE, "decided_on": TODAY.isoformat(), **SAID, **more})
        said |= {"level": "local"} if "interest" not in kind else {}
        said["failure"] += f" ({kind})" if number else ""
        if number:
            same = await visitor.send(at, at, **said)
            assert (same.status_code, "Is it the same matter?" in same.text) == (409, True)
            assert "Say below whether it is the same matter" in same.text
            form = form_of(same.text, at) | said | {"apart": "Other bins, as its papers show"}
            if number == 2:  # what a machine is told by its fields is said here in words of the page
                for faulty, words in (
                    ({"failure": SAID["failure"]}, "it is the same matter"),
                    ({"level": "x"}, "list"),
                ):
                    page = (await visitor.client.post(at, data=form | faulty, headers=visitor.headers)).text
                    (summary,) = with_class(page, "govuk-error-summary__list")
                    assert words in summary.text
                    assert not {"`", "_"} & set(summary.text)
            done = await visitor.client.post(at, data=form, headers=visitor.headers)
        else:
            done = await visitor.send(at, at, **said)
        assert done.status_code == 303, (kind, done.text)
        assert "/cases/" in done.headers["location"] if role == "partner" else "raised=" in done.headers["location"]
        page = await visitor.read(done.headers["location"])
        assert ("It is raised." in page) is (role != "partner")
    assert await here.value("select count(*) from escalation.ladder_case") == len(RIGHTS)
    sale = await person(here, "sale", "forum")
    at = "/desk/raise/neighbourhood_decision"
    said = as_typed({"measure": MEASURE, "decided_on": "2027-01-01", **SAID, "agreement": "sale-2022", "vote": VOTE})
    wrong = await sale.send(at, at, level="local", **(said | {"present": "2"}))
    found = {one.attributes.get("id"): one.text for one in elements(wrong.text)}
    assert "has not come yet" in found["decided_on-error"]
    assert "The quorum was not met" in found["present-error"]
    assert "after 36 months it carries no decision" in found["agreement-error"]
    assert 'value="2027-01-01"' in wrong.text


async def test_decisions_that_wait_for_others_stand_on_a_page_for_everybody(here: World) -> None:
    at, visitor = "/desk/raise/area_committee", await person(here, "north", "area_committee")
    assert "No decision waits for others" in await Visitor(here.client).read("/cases/waiting")
    said = as_typed({"measure": MEASURE, "decided_on": TODAY.isoformat(), **SAID, "level": "area_wide", "vote": VOTE})
    form = form_of(await visitor.read(at), at) | said
    first, twice = [await visitor.client.post(at, data=form, headers=visitor.headers) for _ in range(2)]
    reference = (await here.client.get(BASE)).json()["triggers"][0]["reference"]
    assert first.headers["location"] == twice.headers["location"] == f"/cases/waiting#{reference}"
    page = await Visitor(here.client).read("/cases/waiting")
    for words in ("1 of 2", "North Forum", SAID["failure"], f'id="{reference}"', "31 May 2026"):
        assert words in page
