"""Signatures that look like one hand: held without a word to whoever signs, decided about by what they share."""

from datetime import timedelta
from typing import Any

import pytest

from services.escalation.handlers.signature import watch
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import (
    letters,
    opened,
    override,
    person,
    press,
    shown,
    sign,
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

__all__ = ["here", "settings"]


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
