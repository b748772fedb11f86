"""Deciding about signatures, held or counted: by what they share, looked at first, by two people, and put back."""

import asyncio
from datetime import timedelta
from typing import Any

from httpx import Response

from services.escalation.main import EXAMPLES
from shared.settings import Settings
from tests.integration.escalation.cases import World, lead
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    letters,
    opened,
    override,
    press,
    shown,
    told,
)
from tests.integration.escalation.watching import (
    REASONS,
    counted,
    decide,
    here,
    of,
    page_is_rows,
    settings,
    signs,
)
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of

__all__ = ["here", "settings"]


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
