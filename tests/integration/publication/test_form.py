"""The forms of the desk of negotiations: each kind of thing is said by its own, and shown whole before it is kept."""

import re
from datetime import date, timedelta
from html import unescape

from tests.integration.publication.negotiation import (
    AGREEMENTS,
    DEAL,
    Here,
    entry,
    here,
    open_first_round,
    papers_say,
    register,
    signed,
    turn,
)
from tests.integration.publication.test_desk import ANSWER, DESK, handed_in, person, wrongs
from tests.integration.publication.test_reply import keys_of

__all__ = ["here"]


async def test_every_kind_of_thing_is_said_by_its_form_and_shown_whole_before_it_is_kept(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await keys_of(here, admin_url)
    await here.tell(turn("proposal", "proposed", said_on="2026-06-01"))
    council = await person(here, admin_url, "bath-council", "partner")
    told = {name: f"{name.capitalize()}: {ANSWER}" for name in ("accountability", "responsibility", "probity")}
    forms: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
        "protocol": ({f"protocol__{name}": words for name, words in told.items()}, tuple(told.values())),
        "consultation": (
            {
                "consultation__consulted": "Forty wardens of all streets.",
                "consultation__changed": "Their hours changed.",
            },
            ("Forty wardens of all streets.", "Their hours changed."),
        ),
        "delivery_plan": (
            {"plan__2__title": "Wardens begin", "plan__2__due_on": "2026-09-01"},
            ("Wardens begin, by 1 September 2026",),
        ),
        "appointment": (
            {
                "appointment__role": "provider",
                "appointment__interests": "It owns the vans used.",
                "appointment__grants": "A; B",
            },
            ("Became provider", "It owns the vans used.", "Administers: A, B."),
        ),
        "advice_request": (
            {
                "advice_request__asked_of": "A university",
                "advice_request__adviser_kind": "academic",
                "advice_request__question": "Is it enough by then?",
            },
            ("Asks A university for advice.", "Is it enough by then?", "About: NI 16."),
        ),
        "proposal": (
            {
                "status": "proposed",
                "unit": "percent",
                "national_issue": "yes",
                "terms__item_class": "designated",
                "terms__1__value": "17.5",
                "terms__2__value": "not measured",
            },
            (
                "question for the whole nation",
                "2026/27: 17.5 percent.",
                "2027/28: nothing is measured then.",
                "designated",
            ),
        ),
    }
    for kind, (words, shown) in forms.items():
        path = f"{DESK}/say/{kind}"
        looked = await council.press(await council.read(f"{path}?item=3"), path, 200, step="check", **words)
        assert [one for one in shown if one not in unescape(looked.text)] == [], kind
        await council.press(looked.text, path, 303, step="send")

    path = f"{DESK}/say/constraints"
    bound = {
        "constraints__1__kind": "money",
        "constraints__1__words": "Nine percent less money.",
        "constraints__3__kind": "statute",
    }
    refused = await council.press(await council.read(path), path, 422, step="check", **bound)
    assert '<a href="#constraints__3__words">' in refused.text
    looked = await council.press(
        refused.text, path, 200, step="check", **bound, constraints__3__words="No tolls by law."
    )
    assert "Money: Nine percent less money. Statute: No tolls by law." in looked.text

    decide = f"{DESK}/say/decision"
    form = await council.read(decide)
    assert "No decision can be made yet: no advice was asked for." in form  # before one types


async def test_a_form_says_all_of_an_item_that_a_machine_can_say(here: Here, admin_url: str) -> None:
    await open_first_round(here)
    ann, bob = [await person(here, admin_url, "bath-council", "partner", name) for name in ("ann", "bob")]
    await here.tell(turn("proposal", "proposed", item_code="NI 16"), turn("proposal", "proposed", item_code="NI 17"))
    path = f"{DESK}/say/proposal"
    terms = {
        "terms__1__value": "17.50",
        "terms__1__stretch": "18",
        "terms__2__value": "10.5 percentage points Below 2004/25",
        "terms__9__period": "2031/32",
        "terms__9__value": "the same as the region",
        "terms__measure": "NI-16",
        "terms__department": "Home Office",
        "terms__definition": "Crimes for each thousand people.",
        "terms__stretch_value": "19",
        "terms__interval": "1.5",
        "terms__exploratory": "yes",
        "terms__relative": "10 percent",
    }
    hidden = {"withheld__ground": "given_in_confidence", "withheld__until": "2026-09-01"}
    said = {"status": "proposed", "unit": "percent", "supersedes": "3", **terms, **hidden}
    form = await ann.read(f"{path}?item=3")
    assert "Entry 3: " in form  # to be superseded, and no entry on another item
    assert "Entry 4: " not in form
    refused = await ann.press(form, path, 422, step="check", **said)
    assert re.findall(r'<li><a href="#([^"]*)">', refused.text) == ["terms__relative"]
    refused = await ann.press(form, path, 422, step="check", **said | {"terms__relative": "10% above 2004/25"})
    faulty = {"note", "terms__review_on", "withheld__summary"}
    assert set(re.findall(r'<li><a href="#([^"]*)">', refused.text)) == faulty
    mended = {
        "note": "The baseline was misread.",
        "terms__review_on": "2027-01-04",
        "withheld__summary": "A figure that the police gave.",
    }
    looked = await ann.press(
        refused.text, path, 200, step="check", **said | {"terms__relative": "10% above 2004/25"}, **mended
    )
    page = unescape(looked.text)
    for words in ("withheld until 1 September 2026", mended["withheld__summary"], "2031/32: the same as the region."):
        assert words in page
    await ann.press(looked.text, path, 303, step="send")
    where = handed_in(await bob.read(DESK))
    await bob.press(await bob.read(where), where, 303, step="publish")
    (told,) = [one for one in (await here.get(f"{AGREEMENTS}/{DEAL}/entries"))["entries"] if one["number"] == 5]
    assert told["withheld"] == {
        "ground": "given_in_confidence",
        "summary": mended["withheld__summary"],
        "until": "2026-09-01",
    }
    assert (told["supersedes"], "terms" in told) == (3, False)
    here.on(date(2026, 9, 1))
    await here.sweep(date(2026, 9, 1))
    (told,) = [one for one in (await here.get(f"{AGREEMENTS}/{DEAL}/entries"))["entries"] if one["number"] == 5]
    assert told["note"] == mended["note"]
    terms = told["terms"]
    assert [(one["period"], one["value"], one["stretch"], one["relative"]) for one in terms.pop("targets")] == [
        ("2026/27", "17.50", "18", None),
        ("2027/28", None, None, {"relation": "below", "of": "2004/25", "by": "10.5", "unit": "percentage points"}),
        ("2031/32", None, None, {"relation": "same", "of": "the region", "by": None, "unit": None}),
    ]
    assert {name: one for name, one in terms.items() if one is not None} == {
        "measure": "NI-16",
        "department": "Home Office",
        "definition": "Crimes for each thousand people.",
        "stretch_value": "19",
        "interval": "1.5",
        "relative": {"relation": "above", "of": "2004/25", "by": "10", "unit": "percent"},
        "exploratory": True,
        "review_on": "2027-01-04",
    }


async def test_because_an_election_is_near_words_wait_until_it_is_over_and_no_longer(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await here.tell(signed(), papers_say("17", "NI 16"))
    ann, path = await person(here, admin_url, "bath-council", "partner"), f"{DESK}/say/note"
    waits = {"step": "check", "item_title": "Tolls", "reason": ANSWER, "later__ground": "pre_election_period"}
    election = {
        "starts_on": "2026-05-20",
        "ends_on": "2026-06-18",
        "election": "a by-election",
        "basis": "notice of it",
    }
    await here.post("/publication/v1/register", {"area": register()["area"], "elections": [election]})
    form = await ann.read(path)
    assert "Left empty because of the election, it is 19 June 2026" in form
    refused = await ann.press(form, path, 422, **waits, later__shown_from="2026-06-20")
    assert wrongs(refused.text) == ["The weeks before the election end: show it by 19 June 2026."]
    for ground in (waits, waits | {"later__ground": ""}):  # it is the ground of whatever names no other
        looked = await ann.press(refused.text, path, 200, **ground, later__shown_from="")
        assert "Nobody reads of it before 19 June 2026, because an election is near." in looked.text
    note = entry("note", reason=ANSWER)
    for later, code in (
        (None, "election-near"),
        ({"ground": "agreed_by_both_sides", "shown_from": "2026-06-10"}, "before-an-election"),
    ):
        answer = await here.tell(note | {"later": later}, status=422)
        assert [fault["code"] for fault in answer["errors"]] == [code]
    bob = await person(here, admin_url, "bath-council", "partner", "bob")
    waits_for = {"ground": "pre_election_period", "shown_from": "2026-06-19"}
    await here.hand_in(note | {"later": waits_for})
    where = handed_in(await bob.read(DESK))
    page = await bob.read(where)
    assert "it cannot be published" not in page
    assert "told=later" in (await bob.press(page, where, 303, step="publish")).headers["location"]
    promise = {"measure": "NI-16", "period": "2026/27", "value": "17", "statutory": True}
    approval = {"approved_on": "2026-06-01", "approved_by": "Ministers", "targets": [promise]}
    answer = await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval, 422)
    assert [(fault["pointer"], fault["code"]) for fault in answer["errors"]] == [
        ("/approved_on", "election-near"),
        ("/approved_on", "a-word-waits"),
    ]
    papers = approval | {"approved_on": "2026-05", "came": "compiled_from_papers"}  # what was promised before
    papers["targets"] = [promise | {"illustrative": True}]
    await here.post(f"{AGREEMENTS}/{DEAL}/approval", papers, 202)
    here.on(date(2026, 6, 19))
    refused = await ann.press(form, path, 422, **waits, later__shown_from="2026-06-25")
    assert wrongs(refused.text) == ["No election is near in this area now."]


async def test_what_was_begun_is_kept_for_its_writer_alone_until_it_is_said_or_its_day_is_over(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await keys_of(here, admin_url)
    await here.tell(turn("proposal", "proposed", said_on="2026-06-01"))
    ann, path = await person(here, admin_url, "gosw", "partner"), f"{DESK}/say/response"
    form = await ann.read(f"{path}?item=3")
    done = await ann.press(form, path, 303, step="keep", status="agreed", reason=ANSWER)
    desk = await ann.read(done.headers["location"])
    assert "Nothing of it is said." in desk
    (link,) = kept = re.findall(rf"{path}\?draft=[0-9a-f-]+", desk)
    bob = await person(here, admin_url, "gosw", "partner", "bob")
    assert "draft=" not in await bob.read(DESK)
    await bob.read(link, 404)
    for step in ("keep", "forget"):  # nobody writes over another's, or throws it away
        own, sent = await bob.read(path), {"draft": link.partition("=")[2], "reason": "Not mine."}
        await bob.press(own, path, 404 if step == "keep" else 303, step=step, **sent)

    here.clock.set(here.clock.now() + timedelta(minutes=1))
    (one, other), words = [await ann.read(link), await ann.read(link)], "Only if the baseline is that of 2009."
    await ann.press(one, path, 303, step="keep", status="agreed", reason=words)
    beside = await ann.press(other, path, 412, step="check", status="rejected", reason=ANSWER)
    assert all(said in beside.text for said in (ANSWER, words, "In the other window"))
    assert words in await ann.read(link)  # nothing is lost before one has seen both
    await ann.press(beside.text, path, 303, step="keep", status="agreed", reason=ANSWER)

    await here.tell(turn("proposal", "proposed", item_code="NI 17", item_title="Another"))
    begun = await ann.read(link)
    assert ANSWER in begun
    stale = await ann.press(begun, path, 412, step="check", status="agreed", reason=ANSWER)
    assert "What the record says on this now" in stale.text
    looked = await ann.press(stale.text, path, 200, step="check", status="agreed", reason=ANSWER)
    assert re.findall(rf"{path}\?draft=[0-9a-f-]+", await ann.read(DESK)) == kept
    await ann.press(looked.text, path, 303, step="send")
    await ann.read(link, 404)

    await ann.press(await ann.read(path), path, 303, step="keep", reason=ANSWER)
    (link,) = re.findall(rf"{path}\?draft=[0-9a-f-]+", await ann.read(DESK))
    await here.sweep(date(2026, 7, 3))
    await ann.read(link, 404)
