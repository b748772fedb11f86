"""Cases that no petition opened, through the doors: who may raise what, and what is asked for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation import main
from services.escalation.schemas.trigger.trigger import BASE
from shared import auth
from shared.auth import caller as auth_caller
from shared.events import new_id
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered
from tests.integration.escalation.case_steps import row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, OTHER_AREA, SAID_AT, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by

EXAMPLES = Path(main.__file__).parent / "api" / "examples.json"
TODAY = date(2026, 3, 2)
SAID = {
    "title": "Bins that nobody empties",
    "failure": "Bins in our streets stand full for weeks.",
    "reference": "4/26",
}
VOTE = {"present": 9, "votes_for": 8, "votes_against": 1}
# Who may raise what: kind -> body, role, and what is said besides.
RIGHTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "neighbourhood_decision": ("hale", "forum", {"agreement": "hale-2025", "vote": VOTE}),
    "interest_forum_decision": ("parents", "forum", {"agreement": "parents-2025", "vote": VOTE}),
    "area_committee": ("north", "area_committee", {"vote": VOTE}),
    "peer_assessment": ("bury-council", "peer_lead", {"assessed": "waste"}),
    "partner_action": ("fire", "partner", {"steps": "Two letters, and a meeting in January."}),
    "councillor_call": (
        "council",
        "councillor",
        {
            "steps": "I spoke with the crews and their manager.",
            "checklist": {
                "ward": "Hale ward",
                "told_on": "2026-01-12",
                "is_complaint": False,
                "is_scrutinised": False,
            },
        },
    ),
    "self_assessment": ("waste", "chief_officer", {}),
}
# What the page of the case says about who raised it.
ROLE_WORDS = {
    "neighbourhood_decision": "Hale Forum on 2 March 2026, 4/26 (9 present, 8 for, 1 against)",
    "interest_forum_decision": "A decision of an interest group",
    "area_committee": "North Forum on 2 March 2026",
    "peer_assessment": "peers from bury-council",
    "partner_action": "Two letters, and a meeting in January.",
    "councillor_call": "the councillor for Hale ward",
    "self_assessment": "found a failure in its own assessment",
}


def forum(code: str, kind: str = "neighbourhood", until_on: date | None = None) -> ForumRegistered:
    return ForumRegistered(
        area=AREA,
        forum=code,
        name=f"{code.title()} Forum",
        forum_kind=kind,
        covers=code.title(),
        quorum=7,
        rules="Whoever lives here; minute 1/25",
        funding="The council",
        since_on=date(2025, 1, 1),
        until_on=until_on,
    )


def agreed(code: str, measure: str = MEASURE, from_year: int = 2025, until_on: date = date(2027, 3, 31)) -> Any:
    return OutcomeAgreementRegistered(
        area=AREA,
        agreement=f"{code}-{from_year}",
        forum=code,
        title="Cleaner streets",
        parties=("council", "waste"),
        measures=(measure,),
        from_on=date(from_year, 4, 1),
        until_on=until_on,
        document="Minute 2/25",
    )


NEIGHBOURHOODS = ("hale", "sale", "urmston", "stretford")


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(
        *(forum(code) for code in NEIGHBOURHOODS),
        forum("parents", "interest_group"),
        forum("north", "area_committee"),
        forum("south", "area_committee"),
        *(agreed(code) for code in (*NEIGHBOURHOODS, "parents")),
        agreed("hale", from_year=2022, until_on=date(2026, 2, 1)),
        agreed("sale", from_year=2022, until_on=date(2027, 3, 31)),
        agreed("urmston", from_year=2023, measure="other"),
        at=SAID_AT,
    )
    return here


async def key(here: World, body: str, role: str, area: str = AREA) -> str:
    name = f"{body} {role} {area}"
    if name not in here.keys:
        here.keys[name] = await auth.create_key(here.admin, body, [area], [role], name=name)
    return here.keys[name]


async def bring(here: World, kind: str, *, body: str = "", role: str = "", once: str = "", **changed: Any) -> Response:
    of, own, more = RIGHTS[kind]
    said = {"area": AREA, "measure": MEASURE, "decided_on": TODAY.isoformat()} | SAID | more | changed
    bearer = await key(here, body or of, role or own)
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": once or str(new_id())}
    address = f"{BASE}/{kind}"
    return await here.client.post(address, json={k: v for k, v in said.items() if v is not None}, headers=headers)


def codes(answer: Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}


async def test_every_kind_opens_a_case_under_its_own_words_and_leads_to_the_duty(here: World) -> None:
    findings = {"peer_assessment", "partner_action", "self_assessment"}
    worker = await signed_in(here, "case_worker")
    apart = "Other bins, as its papers show"
    for number, kind in enumerate(RIGHTS):
        answer = await bring(
            here, kind, apart=apart if number else None, once=f"key-{number}", failure=f"{SAID['failure']} ({kind})"
        )
        assert answer.status_code == 201, (kind, answer.text)
        case = answer.json()
        reference = case["reference"]
        assert (case["trigger"], case["state"], case["answers"]["body"]) == (kind, "screening", "waste")
        assert answer.headers["location"] == f"/escalation/v1/cases/{reference}"
        assert answer.headers["etag"] == f'"{case["version"]}"'
        again = await bring(
            here, kind, apart=apart if number else None, once=f"key-{number}", failure=f"{SAID['failure']} ({kind})"
        )
        assert again.json()["reference"] == reference
        page = await worker.read(f"/cases/{reference}")
        assert "Case accepted" in page
        assert "a petition" not in page.lower()
        assert ROLE_WORDS[kind] in page
        assert case["silence"] == ("finding" if kind in findings else "screening")
        await here.do("case_worker", reference, "admit", level="local", reasons="It cites the agreed measure")
        await row_equals_stream(here, reference)
    for _ in range(3):
        await here.sweep()
    served = await here.value("select count(*) from escalation.ladder_case where subject = 'waste'")
    assert served == len(RIGHTS)
    assert all(not one.differences for one in await verify(here.database))


async def test_each_kind_has_one_role_and_every_other_is_refused(here: World) -> None:
    for role in auth_caller.ROLES:
        bearer = {"Authorization": f"Bearer {await key(here, 'council', role)}", "Idempotency-Key": "k"}
        for kind, (_, own, _) in RIGHTS.items():
            answer = await here.client.post(f"{BASE}/{kind}", json={}, headers=bearer)
            assert answer.status_code == (422 if role == own else 403), (role, kind)
    assert (await here.client.post(f"{BASE}/partner_action", json={})).status_code == 401


async def test_what_is_missing_or_does_not_hold_is_named_and_nothing_is_kept(here: World) -> None:
    forum_kind, checklist = "neighbourhood_decision", RIGHTS["councillor_call"][2]["checklist"]
    refused: list[tuple[str, dict[str, Any], set[tuple[str, str]]]] = [
        (forum_kind, {"vote": VOTE | {"present": 6, "votes_for": 6, "votes_against": 0}},
         {("/vote/present", "quorum-not-met")}),
        (forum_kind, {"vote": VOTE | {"present": 10**9}}, {("/vote/present", "out-of-range")}),
        (forum_kind, {"vote": {"present": 9, "votes_for": 4, "votes_against": 4}},
         {("/vote/votes_for", "not-carried")}),
        (forum_kind, {"vote": {"present": 7, "votes_for": 8, "votes_against": 0}},
         {("/vote/votes_for", "too-many-votes")}),
        (forum_kind, {"agreement": "hale-2022"}, {("/agreement", "not-in-force")}),
        (forum_kind, {"agreement": "parents-2025"}, {("/agreement", "unknown-agreement")}),
        (forum_kind, {"body": "sale", "agreement": "sale-2022"}, {("/agreement", "too-old")}),
        (forum_kind, {"body": "urmston", "agreement": "urmston-2023"}, {("/measure", "not-in-the-agreement")}),
        (forum_kind, {"decided_on": "2026-03-03"}, {("/decided_on", "not-yet")}),
        (forum_kind, {"decided_on": "2199-12-31"}, {("/decided_on", "not-yet"), ("/agreement", "not-in-force")}),
        (forum_kind, {"decided_on": "1900-01-01"},
         {("/decided_on", "too-long-ago"), ("/decided_on", "not-recognised"), ("/agreement", "not-in-force")}),
        (forum_kind, {"decided_on": "2025-11-01"}, {("/decided_on", "too-long-ago")}),
        (forum_kind, {"decided_on": "2024-11-01"},
         {("/decided_on", "too-long-ago"), ("/decided_on", "not-recognised"), ("/agreement", "not-in-force")}),
        (forum_kind, {"level": "world"}, {("/level", "not-a-choice")}),
        (forum_kind, {"vote": None}, {("/vote", "missing")}),
        ("interest_forum_decision", {"level": "area_wide"}, {("/level", "does-not-add-up")}),
        ("area_committee", {"vote": VOTE | {"present": 1, "votes_for": 1, "votes_against": 0}},
         {("/vote/present", "quorum-not-met")}),
        ("peer_assessment", {"assessed": "fire"}, {("/assessed", "another-body-answers")}),
        ("peer_assessment", {"decided_on": "2025-02-28"}, {("/decided_on", "too-long-ago")}),
        ("partner_action", {"decided_on": "1900-01-01"}, {("/decided_on", "too-long-ago")}),
        ("partner_action", {"decided_on": "2025-03-31"}, {("/decided_on", "before-it-began")}),
        ("partner_action", {"steps": "  "}, {("/steps", "too-short")}),
        ("councillor_call", {"checklist": checklist | {"told_on": "2026-02-20", "is_complaint": True}},
         {("/checklist/told_on", "not-enough-time"), ("/checklist/is_complaint", "is-a-complaint")}),
        ("councillor_call", {"checklist": checklist | {"is_scrutinised": True, "matter": "planning"}},
         {("/checklist/is_scrutinised", "scrutinised-already"), ("/checklist/matter", "excluded")}),
        ("councillor_call", {"checklist": checklist | {"told_on": "1900-01-01", "matter": "x"}},
         {("/checklist/matter", "not-a-choice")}),
        ("self_assessment", {"failure": "Bad"}, {("/failure", "says-nothing")}),
    ]  # fmt: skip
    for kind, changed, faults in refused:
        assert codes(await bring(here, kind, **changed)) == faults, (kind, changed)
    quorum = await bring(here, forum_kind, vote=VOTE | {"present": 6, "votes_for": 5})
    assert "6 of 7" in quorum.text
    assert "ended on 1 February 2026" in (await bring(here, forum_kind, agreement="hale-2022")).text

    not_theirs = [
        (forum_kind, {"body": "north", "role": "forum"}, "not_of_this_kind"),
        (forum_kind, {"role": "partner"}, None),
        ("partner_action", {"body": "waste"}, "subject_raises_it"),
        ("peer_assessment", {"body": "waste"}, "subject_raises_it"),
        ("peer_assessment", {"body": "fire"}, "peers_of_this_place"),
        ("self_assessment", {"body": "fire"}, "not_your_measure"),
        ("partner_action", {"area": OTHER_AREA}, "not_your_area"),
    ]
    for kind, changed, rule in not_theirs:
        answer = await bring(here, kind, **changed)
        assert (answer.status_code, answer.json().get("rule")) == (403, rule), (kind, changed)
    unheard = await bring(here, "partner_action", body="newcomer")
    unknown = await bring(here, "partner_action", measure="no-such-measure")
    assert [one.status_code for one in (unheard, unknown)] == [409, 409]
    assert unknown.json()["type"].endswith("not-known-here-yet")
    assert await here.value("select count(*) from escalation.ledger where stream ~ '^(case|trigger)/'") == 0


async def test_neighbourhoods_and_area_committees_add_up_and_a_decision_counts_until_a_day_of_its_own(
    here: World,
) -> None:
    kind, wide = "neighbourhood_decision", {"level": "area_wide"}
    first = await bring(here, kind, **wide)
    assert (first.status_code, first.json()["count"], first.json()["required"]) == (202, 1, 3)
    assert first.json()["message"] == "1 of 3 have decided this. With 3 the case for the whole area opens."
    assert first.json()["decisions"][0]["counts_until"] == "2026-05-31"
    for more, rule in (({}, "same_words"), ({"join": first.json()["reference"]}, "counted_already")):
        twice = await bring(here, kind, **wide, **more)
        assert (twice.status_code, twice.json()["rule"]) == (409, rule)
    at = first.headers["location"]

    here.go_to(date(2026, 4, 1))
    said = {"agreement": "sale-2025", "decided_on": "2026-03-30", "failure": "Nobody cleans the lanes of Sale.", **wide}
    unsaid = await bring(here, kind, body="sale", **said)  # nobody's decision is added to others unsaid
    assert (unsaid.status_code, unsaid.json()["rule"], unsaid.json()["open"]) == (409, "same_matter_open", [at])
    assert SAID["title"] in unsaid.json()["detail"]
    joins = {"join": first.json()["reference"]}
    wrong = {"neighbourhood_decision": {"level": "local"}, "area_committee": {"level": "area_wide"}}
    rules = [(await bring(here, one, **joins, **more)).json()["rule"] for one, more in wrong.items()]
    assert rules == ["another_level", "another_kind"]
    second = await bring(here, kind, body="sale", **said, **joins)
    assert (second.status_code, second.json()["count"], second.headers["etag"]) == (202, 2, '"2"')
    await here.sweep()  # the first has waited for 90 days
    standing = (await here.client.get(at)).json()
    assert (standing["count"], [one["counts"] for one in standing["decisions"]]) == (1, [False, True])
    listed = (await here.client.get(BASE)).json()["triggers"]
    assert [one["reference"] for one in listed] == [standing["reference"]]

    wide |= joins
    await bring(here, kind, decided_on="2026-05-30", **wide)
    answer = await bring(here, kind, body="urmston", agreement="urmston-2025", decided_on="2026-05-30", **wide)
    assert answer.status_code == 201, answer.text
    assert answer.json()["raised"]["failure"] == said["failure"]  # of the first that counts: Hale's had lapsed
    case = answer.json()
    assert (case["reference"], case["raised"]["level"]) == (standing["reference"], "area_wide")
    told = [(one["body"], one["failure"]) for one in case["raised"]["records"]]
    assert told == [("sale", said["failure"]), ("hale", SAID["failure"]), ("urmston", SAID["failure"])]
    page = await (await signed_in(here, "case_worker")).read(f"/cases/{case['reference']}")
    assert "What fails, as Sale Forum says" in page
    assert said["failure"] in page
    assert SAID["failure"] in page
    assert (await here.client.get(at)).json()["links"]["case"] == f"/escalation/v1/cases/{case['reference']}"
    await here.sweep()  # nobody decides: it is let in for the whole area
    assert (await here.show(case["reference"])).json()["screening"]["level"] == "area_wide"
    assert all(not one.differences for one in await verify(here.database))


async def test_two_decisions_are_about_one_matter_only_where_the_later_body_says_so(here: World) -> None:
    apart = {"apart": "Other bins, as its papers show", "level": "area_wide"}
    north = (await bring(here, "area_committee", **apart)).json()
    assert (north["count"], north["required"]) == (1, 2)
    own = {"failure": "In the south no lane is swept at all."}
    alone = (await bring(here, "area_committee", body="south", **(apart | own))).json()
    assert (alone["count"], alone["reference"]) != (2, north["reference"])  # a matter of its own, said so
    assert (await here.client.get(BASE)).json()["triggers"][0]["count"] == 1
    apart |= {"failure": "The other bins in our streets stand full too."}
    both = await bring(here, "area_committee", body="south", **(apart | {"join": north["reference"]}))
    assert (both.status_code, both.json()["trigger"]) == (201, "area_committee")

    apart |= {"failure": "In Stretford the lids of the bins are gone."}
    lonely = await bring(here, "neighbourhood_decision", body="stretford", agreement="stretford-2025", **apart)
    assert lonely.status_code == 202
    while (await here.client.get(lonely.headers["location"])).json()["ended_on"] is None:
        await here.sweep()
    assert "Too few" in (await here.client.get(lonely.headers["location"])).json()["message"]
    assert all(not one.differences for one in await verify(here.database))


async def test_every_example_has_the_shape_of_what_is_answered(here: World) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    told: dict[str, Any] = {}

    def keep(name: str, answer: Response) -> None:
        told[name] = told_by(answer)

    for number, kind in enumerate(RIGHTS):
        apart = {"apart": "Other bins, as its papers show", "failure": f"{SAID['failure']} ({kind})"} if number else {}
        keep(f"POST {BASE}/{kind}", await bring(here, kind, **apart))
    words = {"failure": "The other bins in our streets stand full too."}
    wide = await bring(here, "area_committee", level="area_wide", apart="Other bins, as its papers show", **words)
    keep(f"GET {BASE}/{{reference}}", await here.client.get(wide.headers["location"]))
    keep(f"GET {BASE}", await here.client.get(BASE))

    assert_recorded(EXAMPLES, told)
    described = (await here.client.get("/escalation/v1/openapi.json")).json()["paths"]
    ours = {f"{method.upper()} {path}" for path, of in described.items() if path.startswith(BASE) for method in of}
    assert ours == set(told)
