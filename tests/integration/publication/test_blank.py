"""Deeds by the forms of the desk: an agreement is opened, goes through a round, is approved and revised, by people."""

import re
from html import unescape

from services.publication.pages.register.policy_parts import rules_called
from shared.policy import released
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    POLICE,
    Here,
    entry,
    here,
    papers_say,
    signed,
    turn,
    waiver,
)
from tests.integration.publication.test_desk import DESK, Person, person, wrongs
from tests.integration.publication.test_reply import keys_of

__all__ = ["here"]

NEW, ROUND, APPROVAL, REVISION = (
    f"/record/desk/{BATH}/opening",
    f"{DESK}/round",
    f"{DESK}/approval",
    f"{DESK}/revision",
)


async def done(ann: Person, bob: Person, path: str, shown: tuple[str, ...], **filled: str) -> None:
    """Ann looks at a deed and hands it in; Bob, who reads the same, publishes it."""
    looked = await ann.press(await ann.read(path), path, 200, step="check", **filled)
    assert [one for one in shown if one not in unescape(looked.text)] == []
    sent = await ann.press(looked.text, path, 303, step="send")
    again = await ann.press(looked.text, path, 303, step="send")  # pressed twice
    assert again.headers["location"] == sent.headers["location"]
    desk = await bob.read(sent.headers["location"])
    assert "It is handed in." in desk
    waits = next(part.partition('"')[0] for part in desk.split('href="')[1:] if "/submissions/" in part)
    assert [one for one in shown if one not in unescape(await bob.read(waits))] == []
    await bob.press(await bob.read(waits), waits, 303, step="publish")


async def hand_in_another(ann: Person, **filled: str) -> None:
    """One more approval waits, which the desk tells from others."""
    looked = await ann.press(await ann.read(APPROVAL), APPROVAL, 200, step="check", **filled)
    await ann.press(looked.text, APPROVAL, 303, step="send")
    told_apart = "approved by Bath Council on 1 April 2026. Serious acquisitive crime, 2026-04: 17"
    assert told_apart in unescape(await ann.read(DESK))


async def assert_asked_for_its_consent(police: Person) -> None:
    """A body finds on its desk what an approval needs of it, beside the figures that it is asked to consent to."""
    (link, *_) = re.findall(rf"{DESK}/say/consent\?item=[0-9]+", await police.read(DESK))
    assert "17.00" in await police.read(link)


async def test_a_registrar_opens_an_agreement_and_its_rounds_by_forms_that_name_each_fault(
    here: Here, admin_url: str
) -> None:
    ann, bob = [await person(here, admin_url, "bath-council", "registrar", name) for name in ("ann", "bob")]
    partner = await person(here, admin_url, "avon-police", "partner")
    assert f'href="{NEW}"' in await ann.read("/record/desk")
    assert f'href="{NEW}"' not in await partner.read("/record/desk")
    for path in (NEW, ROUND, APPROVAL, REVISION):
        await partner.read(path, 403)
    form = unescape(await ann.read(NEW))
    assert all(f"{rules_called(one)}<" in form and rules_called(one) != one for one in released())
    assert "At most 35 designated and 16 statutory targets. The minister's office decides on them. Rounds: " in form
    refused = await ann.press(await ann.read(NEW), NEW, 422, step="check", title="Rivers", agreement="The rivers")
    assert all(f'<a href="#{name}">' in refused.text for name in ("agreement", "period", "parties"))
    filled = {"title": "Rivers", "agreement": "bath-rivers", "period": "2026 to 2029", "parties": COUNCIL}
    await done(ann, bob, NEW, ("Rivers (bath-rivers)", f"{COUNCIL}, {OFFICE}"), **filled, others=OFFICE)
    told = await here.get(f"{AGREEMENTS}/bath-rivers")
    assert (told["profile"], told["deeds"][0]["cleared"]) == ("laa-2008-1", "two_persons")
    taken = await ann.press(await ann.read(NEW), NEW, 409, step="check", **filled)
    assert wrongs(taken.text) == ["An agreement of this name is open already, with other particulars."]

    early = await ann.press(await ann.read(ROUND), ROUND, 409, step="check")
    assert "Not yet stated: Bath Council, Government Office." in wrongs(early.text)[0]
    await here.tell(waiver("council", COUNCIL), waiver("government_office", OFFICE))
    await done(ann, bob, ROUND, ("1 June 2026",), planned="2006/first-draft")
    unnamed = await ann.press(await ann.read(ROUND), ROUND, 422, step="check", planned="own", round="by-phone")
    assert '<a href="#title">' in unnamed.text
    assert [one["round"] for one in (await here.get(f"{AGREEMENTS}/{DEAL}"))["rounds"]] == ["first-draft"]


async def test_a_deed_that_was_begun_is_kept_for_its_writer_and_two_windows_are_compared(
    here: Here, admin_url: str
) -> None:
    ann = await person(here, admin_url, "bath-council", "registrar")
    filled = {"title": "Rivers", "agreement": "bath-rivers", "period": "2026 to 2029", "parties": COUNCIL}
    kept = await ann.press(await ann.read(NEW), NEW, 303, step="keep", **filled)
    (link,) = re.findall(rf"{NEW}\?draft=[0-9a-f-]+", await ann.read(kept.headers["location"]))
    bob = await person(here, admin_url, "bath-council", "registrar", "bob")
    await bob.read(link, 404)
    here.clock.advance(minutes=1)
    one, other = await ann.read(link), await ann.read(link)
    assert 'value="Rivers"' in one
    assert re.search(rf'value="{COUNCIL}" checked', one)
    await ann.press(one, NEW, 303, step="keep", **filled | {"title": "Brooks"})
    beside = await ann.press(other, NEW, 412, step="check", **filled)
    assert all(words in beside.text for words in ("Brooks", "Rivers", "In the other window", "What it is called"))
    looked = await ann.press(beside.text, NEW, 200, step="check", **filled)
    await ann.press(looked.text, NEW, 303, step="send")
    await ann.read(link, 404)

    await ann.press(await ann.read(APPROVAL), APPROVAL, 303, step="keep", approved_by="The council")
    (link,) = re.findall(rf"{APPROVAL}\?draft=[0-9a-f-]+", await ann.read(DESK))
    await here.tell(waiver("council", COUNCIL))
    begun = await ann.read(link)
    assert 'value="The council"' in begun
    stale = await ann.press(begun, APPROVAL, 412, step="check")
    assert "Something was put on the record of this agreement" in stale.text
    await ann.press(stale.text, APPROVAL, 303, step="forget")
    await ann.read(link, 404)


async def test_what_is_approved_and_revised_is_what_was_last_stated_with_all_that_is_missing_shown(
    here: Here, admin_url: str
) -> None:
    ann, bob = [await person(here, admin_url, "bath-council", "registrar", name) for name in ("ann", "bob")]
    await keys_of(here, admin_url)
    await here.write_to_everybody()
    await here.tell(waiver("council", COUNCIL), waiver("government_office", OFFICE))
    await here.do(f"{AGREEMENTS}/{DEAL}/rounds", {"round": "first", "title": "First", "opened_on": "2026-06-01"})
    asked = {"unit": "percent", "target_period": "2026/27"}
    figures = {"unit": "percent", "target_period": "2026-04"} | {"baseline_value": "15", "baseline_period": "2025/26"}
    tolls = turn("proposal", "proposed", item_code=None, item_title="Tolls")
    await here.tell(turn("proposal", "proposed", target_value="17.5", **figures), tolls)
    answer = turn("response", "agreed", "government_office", OFFICE, target_value="17.00", **figures)
    await here.tell(answer)
    await assert_asked_for_its_consent(await person(here, admin_url, "avon-police", "partner"))
    form = unescape(await ann.read(APPROVAL))
    assert "2026-04: 17.00 percent. From 15 in 2025/26." in form  # what was last stated
    assert "needs the consent of each body it relates to: Avon Police" in form
    assert "Designated: 0 of at most 35. Statutory: 0 of at most 16." in form
    assert "No measure of the register is named for it." in form  # of what can become no target
    assert "Advice before the decision" in form
    chosen = {"approved_by": COUNCIL, "approved_on": "2026-05-01", "is_old": "yes"}
    here_and_now = await ann.press(form, APPROVAL, 422, step="check", approved_by=COUNCIL, chosen="local NI-16")
    assert "this period ended on 30 April 2026" in wrongs(here_and_now.text)[0]  # papers alone tell of it
    laid_down = dict.fromkeys(("accountability", "responsibility", "probity"), "The police, as the protocol says.")
    protocol = entry("protocol", "partner", POLICE, item_code="NI 16", protocol=laid_down)
    of_law = {"target_period": "2026-04", "terms": {"item_class": "statutory"}}
    papers = (signed(COUNCIL, "council"), papers_say("17.00", "NI 16", **of_law))
    await here.tell(*papers, protocol | {"came": "compiled_from_papers", "said_on": "2026-05"})
    shown = ("17", "statutory", "from 15 in 2025/26", "Taken from papers", "Approved by, as the papers say")
    await hand_in_another(ann, **(chosen | {"approved_on": "2026-04-01", "chosen": "statutory NI-16"}))
    await done(ann, bob, APPROVAL, shown, **chosen, chosen="statutory NI-16")
    assert "was published on 1 June 2026: this one is overtaken." in await ann.read(DESK)  # an agreement has one
    assert [one["value"] for one in (await here.get(f"{AGREEMENTS}/{DEAL}"))["targets"]] == ["17.00"]
    assert "It is approved already" in await ann.read(APPROVAL)

    proposal = entry("revision", item_code="NI 16", revision={"change": "change"}, **asked)
    await here.tell(proposal)
    assert "Nobody has proposed another figure" in await ann.read(REVISION)  # a proposal of nothing invites nothing
    await here.tell(proposal | {"target_value": "18.5"})
    form = await ann.read(REVISION)
    assert "No target yet" in form  # the old one beside the field of the new one
    assert 'name="gone__1"' not in form
    refused = await ann.press(form, REVISION, 422, step="check", value__1="many")
    assert '<a href="#value__1">' in refused.text
    unasked = await ann.press(await ann.read(REVISION), REVISION, 422, step="check", value__1="19.5")
    assert "The proposals to revise it name another period or figure" in wrongs(unasked.text)[0]
    unfounded = await ann.press(await ann.read(REVISION), REVISION, 422, step="check", value__1="18.5")
    assert "which law sets it" in wrongs(unfounded.text)[0]
    terms = {"item_class": "statutory", "basis": "Police Act 1996, section 38"}
    await here.tell(
        protocol,
        turn("statement", "agreed", "partner", POLICE, target_value="18.5", terms=terms, **asked)
        | {"status": None, "came": None},  # the lead, whose duty it is, names the law
    )
    here.on(here.clock.now().date().replace(month=7))
    await done(ann, bob, REVISION, ("18.5",), value__1="", value__2="18.5", revised_on="2026-07-01")
    assert [one["value"] for one in (await here.get(f"{AGREEMENTS}/{DEAL}"))["targets"]] == ["17.00", "18.5"]
