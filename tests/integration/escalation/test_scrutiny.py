"""The second rung through the doors: committees of the register, notices, answers, reviews, and what the pages show."""

import html
from datetime import date, timedelta
from typing import Any

import pytest

from shared.events.publication import CommitteeRegistered, SeatRegistered
from shared.working_days import in_words
from tests.integration.escalation.case_steps import row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, SIGNED, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.verified import verify
from tests.integration.visitor import Visitor, form_of
from tests.markup import elements

NOT_PRESSED = {"button": "check", "take_up": "", "take_out": ""}
SEATS = ("Chair", "Member for Hale", "Member for Sale", "Member for Stretford")


def committee(id: str, name: str, regime: str, quorum: int = 3) -> CommitteeRegistered:
    return CommitteeRegistered(area=AREA, committee=id, name=name, regime=regime, quorum=quorum)


def seat(of: str, name: str, *boards: str, held: bool = True, since_on: date = SIGNED) -> SeatRegistered:
    return SeatRegistered(area=AREA, committee=of, seat=name, boards=boards, held=held, since_on=since_on)


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(
        committee("o", "Overview Committee", "ordinary"),
        committee("c", "Crime Committee", "crime"),
        committee("j", "Joint Committee", "joint"),
        *(seat("o", name) for name in SEATS),
        seat("o", SEATS[1], "waste", since_on=SIGNED + timedelta(days=30)),
        seat("o", "Left long ago"),
        seat("o", "Left long ago", held=False, since_on=SIGNED + timedelta(days=30)),
        *(seat("j", name) for name in SEATS[:3]),
    )
    return here


async def referred(here: World) -> str:
    reference = await here.open_case()
    for _ in range(3):
        await here.sweep()
    return reference


async def test_a_case_goes_to_the_committee_of_the_register_and_passes_on_when_too_few_are_left(here: World) -> None:
    reference = await referred(here)
    case = (await here.show(reference)).json()
    assert {name: case["scrutiny"][name] for name in ("committee", "why", "quorum", "recused")} == {
        "committee": "Overview Committee",
        "why": "hears_ordinary",
        "quorum": 3,
        "recused": [SEATS[1]],
    }
    assert sorted(case["scrutiny"]["seats"]) == sorted(SEATS)
    hearing_on = here.clock.now().date() + timedelta(days=14)
    crowd = {"met_on": here.clock.now().date().isoformat(), "reference": "1/26", "votes_for": 4, "votes_against": 0}
    refused = await here.ask(
        "committee", reference, "schedule_hearing", hearing_on=hearing_on.isoformat(), minute=crowd
    )
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [("/minute/votes_for", "too-many-votes")]
    day_before = (here.clock.now().date() - timedelta(days=1)).isoformat()
    for odd, pointer, code in (
        ({"present": 10**9}, "/minute/present", "out-of-range"),
        ({"votes_for": 10**9}, "/minute/votes_for", "out-of-range"),
        ({"votes_for": 3, "met_on": day_before}, "/minute/met_on", "before-its-time"),
    ):
        wrong = await here.ask(
            "committee", reference, "schedule_hearing", hearing_on=hearing_on.isoformat(), minute=crowd | odd
        )
        assert [(e["pointer"], e["code"]) for e in wrong.json()["errors"]] == [(pointer, code)]
    cousin: dict[str, Any] = {"seat": SEATS[0], "reasons": "A cousin drives for them"}
    alone = await here.ask("committee", reference, "recuse_member", **cousin, minute=minute(here) | {"votes_for": 1})
    assert [(e["pointer"], e["code"]) for e in alone.json()["errors"]] == [("/minute/votes_for", "no-quorum")]
    moved = await here.do("committee", reference, "recuse_member", **cousin, minute=minute(here))
    assert (moved["state"], moved["scrutiny"]["committee"], moved["scrutiny"]["why"]) == (
        "referred",
        "Joint Committee",
        "joint",
    )
    fixed = await here.do(
        "committee",
        reference,
        "schedule_hearing",
        hearing_on=hearing_on.isoformat(),
        minute=crowd | {"votes_for": 3, "body": "Joint Committee"},
    )
    told = fixed["scrutiny"]["hearing_on"]
    assert told == hearing_on.isoformat()
    await row_equals_stream(here, reference)


async def test_why_a_body_refused_is_nowhere_before_the_committee_publishes_it(here: World) -> None:
    reference = await evidence(here)
    asked: dict[str, Any] = {"notified": "fire", "wanted": "Every call to a bin store", "minute": minute(here)}
    await here.do("committee", reference, "request_information", **asked)
    by_on = in_words(date.fromisoformat((await here.show(reference)).json()["scrutiny"]["notices"][0]["by_on"]))
    desks = [await (await signed_in(here, who)).read("/desk") for who in ("fire", "waste")]
    theirs, leads = (page[page.index('id="h-asked"') : page.index('id="h-own"')] for page in desks)
    assert by_on in theirs  # what is asked stands under its own day, not under the committee's
    assert "says that it does not have it" not in leads
    assert reference in leads  # its questions
    assert "Nothing waits" not in leads
    twice = await here.ask("committee", reference, "request_information", **asked)
    assert [(one["pointer"], one["code"]) for one in twice.json()["errors"]] == [("/notified", "asked-before")]
    said = {"notice": 1, "ground": "confidential", "reasons": "A neighbour told us in confidence"}
    await here.do("fire", reference, "refuse_information", **said)
    clerk = await signed_in(here, "committee")
    before = [await clerk.read(f"/cases/{reference}"), (await here.show(reference)).text]
    assert not [page for page in before if "in confidence" in page]
    assert "Refused; the committee has the reason" in before[0]
    ledger = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    assert "in confidence" not in ledger

    published = await clerk.take(f"/cases/{reference}", "publish_refusal", notice="1", **typed(here))

    assert published.status_code == 303
    assert "A neighbour told us in confidence" in await clerk.read(f"/cases/{reference}")
    assert not await differences(here)
    await here.admin.execute("update escalation.information_refusal set reasons = 'busy'")
    assert await differences(here) == [
        f"case/{reference}: why notice 1 was refused is published otherwise than it is stored"
    ]
    again = await here.ask("committee", reference, "publish_refusal", notice=1, minute=minute(here))
    assert (again.status_code, again.json()["rule"]) == (409, "a_refusal_to_publish")
    here.clock.advance(days=1)
    assert "Heard in the last year" in await Visitor(here.client).read(f"/committees/{AREA}")


async def test_a_recommendation_is_signed_off_answered_and_reviewed_on_the_pages(here: World) -> None:
    reference = await evidence(here)
    path = f"/cases/{reference}"
    clerk, partner = await signed_in(here, "committee"), await signed_in(here, "waste")
    await answers_on_one_page(here, partner, clerk, reference)
    page = await clerk.read(path)
    for words in ("Heard by", "Overview Committee", SEATS[1], "Two lorries stand still", "3 of 4; 3 are needed"):
        assert words in page
    pack = await clerk.read(f"{path}/pack")
    for words in (
        "Pack for the hearing",
        "Why are the bins full?",
        "Two lorries stand still",
        SEATS[1],
        "Questions for the",
    ):
        assert words in pack
    by_on = (here.clock.now().date() + timedelta(days=300)).isoformat()
    draft = {
        "text": "Empty every reported bin within two working days",
        "addressee": "waste",
        "owner": "Head of waste",
        "measure": MEASURE,
        "value": "60",
        "unit": "%",
        "by_on": by_on,
        "resources": "Two crews, already budgeted",
    }
    vague = {"text": "Consider emptying bins where possible", "addressee": "waste", "owner": "Head of waste"}
    said_so = await clerk.send(f"{path}/recommendation", f"{path}/recommendation", **vague)
    for words in ("1 of 5 hold", "asks for thought, not for a deed", "Begin with a deed", "is the last one"):
        assert words in html.unescape(said_so.text)
    sound = await clerk.send(f"{path}/recommendation", f"{path}/recommendation", **draft)
    assert "All five hold" in sound.text
    assert "case.recommendations_issued" not in await here.told(reference)
    more = await two_are_written(clerk, f"{path}/recommendation", draft)
    kept = await clerk.read(f"{path}/issue_recommendations")
    assert draft["text"] in kept  # the step goes on with what was written
    assert more["text"] in kept
    await partner.read(f"{path}/recommendation", status=403)
    late = typed(here) | {"votes_for": "1", "votes_against": "2"}
    wrong = await clerk.take(path, "issue_recommendations", **draft, **late, signed_off_by="Chair")
    assert wrong.status_code == 422
    assert "By these votes it was not decided" in wrong.text
    odd = draft | {"value": "-5"}, draft | {"unit": "bananas"}, draft | {"owner": "Nobody in the world"}
    for said, words in zip(odd, ("lies below 0", "come in '%'", "no post that answers"), strict=True):
        refused = await clerk.take(path, "issue_recommendations", **said, **typed(here), signed_off_by="Chair")
        assert refused.status_code == 422
        assert words in html.unescape(refused.text)
    others = next(one.attributes["value"] for one in elements(kept) if one.attributes.get("name") == "others")
    broken = await clerk.take(
        path, "issue_recommendations", **draft, **typed(here), signed_off_by="Chair", others=others.replace("%", "bins")
    )
    assert "Number 1: " in broken.text
    issued = await clerk.take(
        path, "issue_recommendations", **draft, **typed(here), signed_off_by="Chair", others=others
    )
    assert issued.status_code == 303
    made = (await here.show(reference)).json()["scrutiny"]["recommendations"]
    assert [one["text"] for one in made] == [more["text"], draft["text"]]
    followed = f"/committees/{AREA}/responses"
    assert "Answers awaited from Waste" in await Visitor(here.client).read(followed)
    for number in ("1", "2"):
        await partner.take(
            path,
            "respond",
            recommendation=number,
            answer="accepted",
            reasons="We will, as its papers show",
        )
    for number in ("1", "2"):
        reviewed = await clerk.take(
            path,
            "review_progress",
            recommendation=number,
            progress="partly_implemented",
            reasons="One crew, as its papers show",
            **typed(here),
        )
        assert reviewed.status_code == 303
    tracked = await Visitor(here.client).read(followed)
    for words in ("Quarter 2 of 4", "Accepted: We will", "One crew", f"/record/{reference}"):
        assert words in tracked
    page = await clerk.read(path)
    for words in ("Accepted: We will", "Done in part on", "Decided by Overview Committee on", "minute 12/26"):
        assert words in page
    await row_equals_stream(here, reference)
    assert not await differences(here)


async def two_are_written(clerk: Visitor, at: str, draft: dict[str, str]) -> dict[str, str]:
    """One is laid beside, another written and taken up again; the step begins with both. What the second says."""
    more = draft | {"text": "Publish every round that was missed, street by street", "addressee": "waste"}
    laid = await clerk.send(at, at, **draft, button="add")
    assert "Written before this one" in laid.text
    page = await clerk.send(at, at, **more, **NOT_PRESSED)
    assert "issue all 2" in page.text  # and each is checked before any is issued
    assert draft["text"] in page.text
    page = await clerk.send(at, at, **more, **NOT_PRESSED | {"take_up": "1"})
    assert more["text"] in page.text[page.text.index('id="h-beside"') :]  # either is changed in its turn
    ready = await clerk.send(at, at, **draft, **NOT_PRESSED | {"button": "issue"})
    assert ready.status_code == 303
    return more


async def answers_on_one_page(here: World, partner: Visitor, clerk: Visitor, reference: str) -> None:
    path = f"/cases/{reference}"
    before = await here.told(reference)
    silent = await partner.send(f"{path}/questions", f"{path}/questions", **{"answer-1": "...", "answer-7": "No crew"})
    assert silent.status_code == 422
    assert "answer-1-error" in silent.text
    assert "No crew" in silent.text  # and nothing that was typed is lost
    said = {"answer-1": "It was never costed", "answer-7": "Two lorries stand still"}
    checked = await partner.send(f"{path}/questions", f"{path}/questions", **said)
    assert "Nothing is done yet" in checked.text
    assert await here.told(reference) == before
    answer = form_of(checked.text, f"{path}/questions") | {"button": "answer"}
    for status in (303, 412):  # and pressed again from the page before: nothing is done twice
        sent = await partner.client.post(f"{path}/questions", data=answer, headers=partner.headers)
        assert sent.status_code == status
    assert await here.told(reference) == [*before, "case.question_answered", "case.question_answered"]
    shown = await clerk.read(f"{path}/questions")
    assert "It was never costed" in shown
    assert "answer-2" not in shown  # the committee asks, and answers nothing


async def differences(here: World) -> list[str]:
    return [one for verified in await verify(here.database) for one in verified.differences]


async def evidence(here: World) -> str:
    reference = await referred(here)
    hearing_on = here.clock.now().date() + timedelta(days=14)
    await here.do("committee", reference, "schedule_hearing", hearing_on=hearing_on.isoformat(), minute=minute(here))
    here.go_to(hearing_on)
    await here.do("committee", reference, "open_evidence", questions="Why are the bins full?", minute=minute(here))
    return reference


def minute(here: World) -> dict[str, object]:
    """What a clerk of the committee writes down of a meeting today, one of whose four members stands aside."""
    return {"met_on": here.clock.now().date().isoformat(), "reference": "12/26", "votes_for": 3, "votes_against": 0}


def typed(here: World) -> dict[str, str]:
    """The same as a form sends it."""
    return {name: str(value) for name, value in minute(here).items()} | {"abstained": "0"}
