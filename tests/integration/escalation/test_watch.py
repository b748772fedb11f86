"""Signatures that look like one hand: held without a word to whoever signs, decided about by what they share."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.handlers.signature import watch
from services.escalation.main import EXAMPLES
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World, lead
from tests.integration.escalation.petitions import (
    letters,
    lower_threshold,
    opened,
    override,
    person,
    press,
    shown,
    sign,
    told,
)
from tests.integration.escalation.test_case_pages import signed_in
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of

REASONS = "The domain was looked up, and everybody there is one machine."
NEEDED = 6


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "trusted_proxies": 1})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    for key, value in (("own_domain", 5), ("sent_address", 3), ("address_own", 100), ("second_above", 7)):
        await override(here, f"watch.{key}", str(value))
    return here


async def signs(here: World, reference: str, email: str, address: str = "", **said: str) -> Response:
    """Somebody signs from an address that the one trusted proxy names last; what stands before it is made up."""
    headers = {"X-Forwarded-For": f"198.51.100.7, {address}"} if address else {}
    who = person(1, email=email, name="Ann Smith") | said
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures", json=who, headers=headers)


async def counted(here: World, settings: Settings, reference: str, *emails: str, address: str = "") -> None:
    """All of these sign and press their button."""
    for email in emails:
        assert (await signs(here, reference, email, address)).status_code == 202
    tokens = await letters(here, settings)
    for email in emails:
        assert (await press(here, reference, tokens[email])).status_code == 303


async def page_is_rows(here: World, reference: str) -> int:
    """How many signatures the page shows, which is how many rows count."""
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)


async def decide(here: World, who: str, reference: str, way: str = "", *, key: str = "", **said: Any) -> Response:
    return await here.client.post(
        f"/escalation/v1/petitions/{reference}/signatures/invalidations{way}",
        json=said,
        headers={"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": key or str(new_id())},
    )


def of(domain: str, number: int) -> list[str]:
    return [f"{chr(97 + one)}.hand@{domain}" for one in range(number)]


async def test_over_a_limit_the_answer_is_the_same_the_letter_goes_and_the_signature_is_held(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    answers = [await signs(here, reference, f"{name}@gmail.com", "81.2.3.4") for name in ("ann", "ben", "cat", "dan")]
    assert {(one.status_code, one.content) for one in answers} == {(202, answers[0].content)}
    tokens = await letters(here, settings)
    pressed = [await press(here, reference, tokens[f"{name}@gmail.com"]) for name in ("ann", "ben", "cat", "dan")]
    assert len({(one.status_code, one.headers["location"], one.content) for one in pressed}) == 1
    assert await page_is_rows(here, reference) == 4
    public = (await here.client.get(f"/escalation/v1/petitions/{reference}/signatures/counts")).json()
    assert (public["counted"], public["held"]) == (4, {"network_limit": "fewer than 5"})


async def test_what_stands_behind_a_plus_is_another_mailbox_once_and_then_held(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await signs(here, reference, "ann+x@btinternet.com")  # and once more: a lost letter makes nobody suspect
    await counted(here, settings, reference, "ann@btinternet.com", "ann+x@btinternet.com", "ben@gmail.com")
    assert await page_is_rows(here, reference) == 4
    await counted(here, settings, reference, "ann+y@btinternet.com")
    await signs(here, reference, "ben+z@gmail.com")  # the same mailbox surely: nothing is sent, nothing is kept
    assert await page_is_rows(here, reference) == 4
    held = "select held_for from escalation_private.signature where held_for is not null"
    assert (await here.value(held)) == "one_mailbox"
    assert await here.value("select count(*) from escalation_private.signature") == 5


async def test_one_hand_is_held_with_those_before_it_and_takes_back_no_mark(here: World, settings: Settings) -> None:
    await override(here, "watch.settle_share", "10000")
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("one-hand.com", 5))
    assert await page_is_rows(here, reference) == 6
    assert "threshold_reached" in await told(here, reference)
    await counted(here, settings, reference, "f.hand@mail.one-hand.com")
    assert await page_is_rows(here, reference) == 1
    marks = (await shown(here, reference))["marks"]
    assert marks[0]["reached_on"] == "2026-03-02"


async def test_a_mark_waits_once_while_the_last_signatures_are_in_doubt_and_then_what_counts_decides(
    here: World, settings: Settings
) -> None:
    bots, people, decided = [await opened(here, settings) for _ in range(3)]
    for reference in (bots, people):  # as many of one domain as may be, and more than half of that
        await counted(here, settings, reference, *of("one-hand.com", 5))
        assert (await told(here, reference))[-1] == "mark_waits"
        page = (await here.client.get(f"/petitions/{reference}")).text
        assert "No mark is reached until 5 March 2026" in page
    await counted(here, settings, bots, "f.hand@one-hand.com")
    await counted(here, settings, decided, *of("one-hand.com", 6), *of("gmail.com", 5))
    assert (await page_is_rows(here, decided), (await told(here, decided))[-1]) == (6, "mark_waits")
    strike: dict[str, Any] = {"deed": "strike_out", "conditions": {"held_for": "one_domain"}, "code": "one_hand"}
    strike["reasons"] = REASONS
    assert (await decide(here, "case_worker", decided, **strike, expected=6)).json()["standing"] == "done"
    at_once = ["signatures_struck_out", "mark_settled", "threshold_reached", "submitted"]
    assert (await told(here, decided))[-4:] == at_once
    await here.sweep_at(here.clock.now() + timedelta(days=4))
    ended = {reference: await told(here, reference) for reference in (bots, people, decided)}
    assert ended[people][-3:] == at_once[1:]
    assert [one for one in ended[bots] if one.startswith("mark")] == ["mark_waits", "mark_settled"]
    assert "threshold_reached" not in ended[bots]
    assert [one for one in ended[decided] if one in at_once] == at_once


async def test_held_signatures_are_counted_by_one_person_put_back_by_another_and_struck_out_by_two(
    here: World, settings: Settings
) -> None:
    await override(here, "petition.ordinary_signatures", "7")
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("one-hand.com", 6))
    seen: dict[str, Any] = {"deed": "release", "conditions": {"domain": "one-hand.com"}}
    preview = (await decide(here, "case_worker", reference, "/preview", **seen)).json()
    assert (preview["signatures"], preview["count"], preview["count_then"], preview["second_of"]) == (6, 1, 7, None)
    said = {"code": "people_after_all", "reasons": REASONS}

    stale = await decide(here, "case_worker", reference, **seen, expected=5, **said)
    assert (stale.status_code, stale.json()["rule"]) == (409, "count_changed")
    same: dict[str, Any] = {"key": "once", **seen, "expected": 6, **said}
    done, again = [await decide(here, "case_worker", reference, **same) for _ in range(2)]
    assert (again.status_code, again.content) == (200, done.content)
    assert (done.status_code, done.json()["standing"], done.json()["signatures"]) == (200, "done", 6)
    assert await page_is_rows(here, reference) == 7
    assert (await told(here, reference))[-3:] == ["signatures_released", "threshold_reached", "submitted"]
    await counted(here, settings, reference, "z.hand@one-hand.com")  # who was let in is not held again
    assert await page_is_rows(here, reference) == 8

    back = await decide(
        here, "case_worker", reference, f"/{done.json()['job']}/reversal", code="mistake", reasons=REASONS
    )
    assert back.json()["standing"] == "done", back.text
    assert await page_is_rows(here, reference) == 2
    assert (await told(here, reference))[-2:] == ["invalidation_reversed", "mark_fell_short"]

    await counted(here, settings, reference, "y.hand@one-hand.com")
    await override(here, "watch.second_above", "7")
    strike: dict[str, Any] = {
        "deed": "strike_out",
        "conditions": {"domain": "one-hand.com"},
        "code": "one_hand",
        "reasons": REASONS,
    }
    asked = await decide(here, "case_worker", reference, **strike, expected=8)
    assert (asked.status_code, asked.json()["second_of"]) == (202, "monitoring_officer"), asked.text
    way = f"/{asked.json()['job']}/second"
    alone = await decide(here, "case_worker", reference, way, agrees=True, reasons=REASONS)
    assert (alone.status_code, alone.json()["rule"]) == (403, "same_person")
    page = f"/petitions/{reference}/held/{asked.json()['job']}"
    worker, officer = await signed_in(here, "case_worker"), await signed_in(here, "monitoring_officer")
    assert page not in await (await signed_in(here, "police")).read("/desk")  # who cannot agree is not asked
    assert page in await officer.read("/desk")
    shown_to = await officer.read(page)
    assert "Strike out 8 signatures" in shown_to
    assert "The monitoring officer is asked to agree by" in shown_to
    assert "Do you agree?" not in await worker.read(page)
    empty = await officer.send(page, page, reasons="")
    assert (empty.status_code, "Do you agree?" in empty.text) == (422, True)
    await agreed_in_two_tabs(officer, page)
    assert await page_is_rows(here, reference) == 1
    assert ("It is done." in await worker.read(page), "Put it back" in await officer.read(page)) == (True, False)
    undone = await worker.send(page, f"{page}/reversal", code="mistake", reasons=REASONS)
    assert (undone.status_code, "A second person is asked" in await worker.read(undone.headers["location"])) == (
        303,
        True,
    )
    waits = await worker.read(page)
    assert ("a second person says yes or no" in waits, ">Put it back<" in waits) == (True, False)
    assert page not in await officer.read("/desk")
    assert (await shown(here, reference))["marks"][0]["reached_on"] == "2026-03-02"
    ledger = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    assert "one-hand.com" not in ledger


async def agreed_in_two_tabs(officer: Visitor, page: str) -> None:
    """A no that comes after the yes is not taken, and whoever says it hears so."""
    left_open = form_of(await officer.read(page), page) | {"agrees": "no", "reasons": REASONS}
    assert (await officer.send(page, page, agrees="yes", reasons=REASONS)).status_code == 303
    late = await officer.client.post(page, data=left_open, headers=officer.headers)
    assert (late.status_code, "Somebody has answered this already" in late.text) == (409, True)
    assert "Agreed to by" in late.text


async def test_nobody_learns_by_guessing_at_mailbox_or_postcode_whether_somebody_signed(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("smith-family.org", 1))
    guesses = ({"domain": "smith-family.org"}, {"domain": "nobody-here.org"}, {"outward": "M32"}, {"pattern": "a.hand"})
    told_of = [
        await decide(here, "case_worker", reference, "/preview", deed="strike_out", conditions=one) for one in guesses
    ]
    assert len({one.content for one in told_of}) == 1
    seen = told_of[0].json()
    assert (seen["signatures"], seen["counted"], seen["count_then"]) == ("fewer than 5", None, None)
    noted = "select count(*) from identity.access_log where reason = 'decide_about_signatures'"
    assert await here.value(noted)
    said = {"deed": "strike_out", "code": "one_hand", "reasons": REASONS}
    tries = [
        await decide(here, "case_worker", reference, **said, conditions=guess, expected=number)
        for guess in guesses[:2]
        for number in (0, 1, 2)
    ]
    assert {(one.status_code, one.json()["rule"], one.json()["detail"]) for one in tries} == {
        (409, "too_few", tries[0].json()["detail"])
    }
    assert await page_is_rows(here, reference) == 2
    page = f"/petitions/{reference}/held"
    worker = await signed_in(here, "case_worker")
    looked = [await worker.send(page, page, deed="strike_out", domain=one["domain"]) for one in guesses[:2]]
    assert all("Fewer than 5 are found" in one.text and "It finds" not in one.text for one in looked)


async def test_in_the_cause_of_ones_own_body_somebody_outside_agrees_or_nothing_is_done(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("one-hand.com", 6))
    await here.tell(lead("E08000009", "council", here.clock.now().date()))
    strike: dict[str, Any] = {
        "deed": "strike_out",
        "conditions": {"held_for": "one_domain"},
        "code": "one_hand",
        "reasons": REASONS,
    }
    asked = await decide(here, "case_worker", reference, **strike, expected=6)
    assert (asked.status_code, asked.json()["second_of"]) == (202, "outsider")
    way = f"/{asked.json()['job']}/second"
    inside = await decide(here, "monitoring_officer", reference, way, agrees=True, reasons=REASONS)
    assert (inside.status_code, inside.json()["rule"]) == (403, "own_cause")
    await here.sweep_at(here.clock.now() + timedelta(days=8))
    assert "invalidation_lapsed" in await told(here, reference)
    late = await decide(here, "fire", reference, way, agrees=True, reasons=REASONS)
    assert (late.status_code, late.json()["rule"]) == (409, "not_waiting")
    assert await here.value("select count(*) from escalation_private.signature where struck_by is not null") == 0

    again = await decide(here, "case_worker", reference, **strike, expected=6)
    way = f"/{again.json()['job']}/second"
    assert (await decide(here, "fire", reference, way, agrees=False, reasons=REASONS)).status_code == 200
    strike["conditions"] |= {"first_on": "2026-03-01"}  # other days make it nothing else
    third = await decide(here, "case_worker", reference, **strike, expected=6)
    assert (third.status_code, third.json()["rule"]) == (409, "asked_too_often")

    strike["conditions"] = {"domain": "one-hand.com"}
    slip = await decide(here, "case_worker", reference, **strike, expected=6)
    twin = await decide(here, "case_worker", reference, **strike, expected=6)  # nobody asks two people at once
    assert (twin.status_code, twin.json()["rule"]) == (409, "asked_already")
    seen = await here.value(
        "select count(*)::int from escalation_private.signature where held_for = 'one_domain' and struck_by is null"
    )
    others = strike | {"conditions": {"held_for": "one_domain", "domain": "one-hand.com"}}
    overlapping = await decide(here, "case_worker", reference, **others, expected=seen)
    assert (overlapping.status_code, overlapping.json()["rule"]) == (409, "overlaps")  # nor by another way to say them
    first = slip.json()["job"]
    not_theirs = await decide(here, "monitoring_officer", reference, f"/{first}/withdrawal", reasons=REASONS)
    assert not_theirs.status_code == 403
    page = f"/petitions/{reference}/held/{first}"
    worker = await signed_in(here, "case_worker")
    assert "Take it back" in await worker.read(page)
    assert (await worker.send(page, f"{page}/withdrawal", reasons=" ")).status_code == 422
    assert (await worker.send(page, f"{page}/withdrawal", reasons="Two networks, not one hand")).status_code == 303
    assert "invalidation_withdrawn" in await told(here, reference)
    assert "took it back" in await worker.read(page)


async def test_silence_counts_nothing_is_told_and_ends_no_petition_that_the_held_ones_could_carry(
    here: World, settings: Settings
) -> None:
    await override(here, "petition.ordinary_signatures", "8")
    second = await opened(here, settings)
    await counted(here, settings, second, *of("two-hand.com", 8))
    for _ in range(40):
        if "submitted" in await told(here, second):
            break
        await here.sweep()
    happened = await told(here, second)
    assert "lapsed" not in happened
    assert happened.count("held_undecided") >= 2
    assert "threshold_reached" not in happened
    assert happened[-1] == "submitted"
    assert await page_is_rows(here, second) == 1


async def test_addresses_and_browsers_are_kept_hashed_for_thirty_days(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await counted(here, settings, reference, "ann@gmail.com", address="81.2.3.4")
    kept = "select count(*) from escalation_private.origin where coalesce(address, network, agent) is not null"
    of_places = "select count(*) from escalation_private.tally where on_day > '2000-01-01'"
    everything = await here.value("select string_agg(o::text, ' ') from escalation_private.origin o")
    assert "81.2.3" not in everything
    assert await here.value(kept) == 1
    clock.advance(days=29)
    assert await watch.forget(here.database, clock.now()) == 0
    clock.advance(days=2)
    assert await watch.forget(here.database, clock.now()) == 1
    assert (await here.value(kept), await here.value(of_places)) == (0, 0)
    assert await page_is_rows(here, reference) == 2


async def test_nobody_makes_anothers_signature_suspect_and_staff_alone_see_what_is_held(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await signs(here, reference, "ann@gmail.com", "81.2.3.4")
    await here.client.post(
        f"/escalation/v1/petitions/{reference}/signatures",
        json=person(1, email="ann@gmail.com"),
        headers={"User-Agent": "Mozilla/5.0 HeadlessChrome/120.0"},
    )
    assert (await press(here, reference, (await letters(here, settings))["ann@gmail.com"])).status_code == 303
    assert await page_is_rows(here, reference) == 2
    where = f"/escalation/v1/petitions/{reference}/signatures/held"
    assert (await here.client.get(where)).status_code == 401
    of_police = {"Authorization": f"Bearer {await here.key('police')}"}
    assert (await here.client.get(where, headers=of_police)).status_code == 403
    await counted(here, settings, reference, *of("one-hand.com", 6))
    seen = await here.client.get(where, headers={"Authorization": f"Bearer {await here.key('case_worker')}"})
    assert seen.json()["held"] == {"one_domain": 6}
    assert {one["shown"] for one in seen.json()["groups"]} == {"one-hand.com", "M32"}
    for word in ("hand@", "Ann", "0TH"):
        assert word not in seen.text


async def test_invalidation_while_others_sign_keeps_the_page_at_the_rows(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("one-hand.com", 6))
    names = [f"{name}@gmail.com" for name in ("ann", "ben", "cat", "dan")]
    for name in names:
        await signs(here, reference, name)
    tokens = await letters(here, settings)
    said: dict[str, Any] = {
        "deed": "release",
        "conditions": {"domain": "one-hand.com"},
        "code": "mistake",
        "reasons": REASONS,
    }
    await asyncio.gather(
        decide(here, "case_worker", reference, **said, expected=6), *(press(here, reference, tokens[n]) for n in names)
    )
    assert await page_is_rows(here, reference) >= 7


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("name", "=cmd|' /C calc'!A0", "looks-like-a-formula"),
        ("name", "See www.example.com", "looks-like-a-link"),
        ("name", "Bcc: ann@example.org", "looks-like-a-letters-head"),
        ("name", "An\u200bn", "hidden-character"),
        ("name", "Ann \u202etimS", "forbidden-character"),
        ("name", "\u0421ouncil", "mixed-alphabets"),
        ("name", "A" + "\u0301" * 9, "too-many-marks"),
        ("email", "ann@example.org\r\nBcc: ben@example.org", "forbidden-character"),
    ],
)
async def test_what_is_no_name_is_refused_by_name(here: World, field: str, said: str, code: str) -> None:
    answer = await sign(here, "TRAF-2026-0001-0", person(1, **{field: said}))
    assert answer.status_code == 422
    assert [(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]] == [(code, f"/{field}")]


async def test_the_page_of_held_signatures_shows_what_a_choice_finds_before_it_is_done(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("one-hand.com", 6))
    where, key = f"/petitions/{reference}/held", {"Authorization": f"Bearer {await here.key('case_worker')}"}
    asked = {"deed": "strike_out", "domain": "one-hand.com"}
    sent = key | {"Origin": "http://127.0.0.1:8000"}
    first = await here.client.get(where, headers=key)
    assert first.status_code == 200, first.text
    nothing = await here.client.post(where, data={"deed": "strike_out", "domain": ""}, headers=sent)
    assert (nothing.status_code, "Say at least one thing" in nothing.text) == (422, True)
    for wrong, words in (
        ({"domain": "a'; b"}, "dots and hyphens alone"),
        ({"first_on": "2026-03-09"}, "after the last"),
    ):
        named = await here.client.post(where, data=asked | {"last_on": "2026-03-02"} | wrong, headers=sent)
        assert (named.status_code, words in named.text) == (422, True)
    unsaid = await here.client.post(where, data=asked | {"expected": "6", "code": "", "reasons": ""}, headers=sent)
    assert (unsaid.status_code, unsaid.text.count("Choose why."), "Say why, for" in unsaid.text) == (422, 2, True)
    looked = await here.client.post(where, data=asked, headers=sent)
    assert "It finds 6: 0 that count now, 6 that are held." in looked.text
    assert await here.value("select count(*) from escalation_private.invalidation") == 0
    whole = asked | {"expected": "6", "code": "one_hand", "reasons": REASONS}
    assert (await here.client.post(where, data=whole, headers=sent)).status_code == 303
    assert await here.value("select count(*) from escalation_private.signature where struck_by is not null") == 6
    assert "hand@" not in first.text + looked.text


async def test_every_example_of_what_is_held_has_the_shape_of_what_is_answered(here: World, settings: Settings) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    base, seen = "/escalation/v1/petitions/{reference}/signatures", {}
    reference = await opened(here, settings)
    await counted(here, settings, reference, *of("one-hand.com", 6))

    def keep(way: str, answer: Response) -> dict[str, Any]:
        seen[way.format(base=base)] = told_by(answer)
        found: dict[str, Any] = answer.json()
        return found

    key = {"Authorization": f"Bearer {await here.key('case_worker')}"}
    for name in ("held", "counts"):
        keep(f"GET {{base}}/{name}", await here.client.get(base.format(reference=reference) + f"/{name}", headers=key))
    asked: dict[str, Any] = {"deed": "release", "conditions": {"domain": "one-hand.com"}}
    said = {"code": "people_after_all", "reasons": REASONS}
    keep("POST {base}/invalidations/preview", await decide(here, "case_worker", reference, "/preview", **asked))
    job = keep("POST {base}/invalidations", await decide(here, "case_worker", reference, **asked, **said, expected=6))
    way, said = f"/{job['job']}/reversal", {"code": "mistake", "reasons": REASONS}
    keep("POST {base}/invalidations/{{job}}/reversal", await decide(here, "case_worker", reference, way, **said))
    await override(here, "watch.second_above", "5")
    asked |= {"deed": "strike_out", "code": "one_hand", "reasons": REASONS}
    waiting = (await decide(here, "case_worker", reference, **asked, expected=6)).json()
    agreed = await decide(
        here, "monitoring_officer", reference, f"/{waiting['job']}/second", agrees=True, reasons=REASONS
    )
    keep("POST {base}/invalidations/{{job}}/second", agreed)
    await counted(here, settings, reference, *of("other-hand.com", 6))
    asked |= {"conditions": {"domain": "other-hand.com"}}
    again = (await decide(here, "case_worker", reference, **asked, expected=6)).json()["job"]
    back = await decide(here, "case_worker", reference, f"/{again}/withdrawal", reasons=REASONS)
    keep("POST {base}/invalidations/{{job}}/withdrawal", back)

    assert_recorded(EXAMPLES, seen)
    assert {one["status"] for one in seen.values()} == {200}
