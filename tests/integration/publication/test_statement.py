"""The register on pages: who sits where since when, and one more fact stated by a registrar, seen before and once."""

from services.publication.pages.register.statement_parts import TITLES
from tests.integration.publication.negotiation import BATH
from tests.integration.publication.test_policy import AT, ELSEWHERE, Office, office
from tests.integration.visitor import form_of

__all__ = ["office"]
REGISTER = f"{AT}/register/{BATH}"
SEATS = f"{REGISTER}/seats"


async def test_a_seat_is_stated_by_a_registrar_who_sees_it_first_and_once(office: Office) -> None:
    ada, bob = await office.employ("ada", "registrar"), await office.employ("bob", "administrator")
    far = await office.employ("far", "registrar", ELSEWHERE)
    listed = await bob.read(REGISTER)
    for kind, (title, _) in TITLES.items():
        assert title.replace("'", "&#39;") in listed
        assert "Only a registrar of this place" in await bob.read(f"{REGISTER}/{kind}")
        await ada.read(f"{REGISTER}/{kind}")
    await far.read(SEATS, status=404)
    await ada.read(f"{REGISTER}/overrides", status=404)

    assert "know a committee first" in await ada.read(SEATS)
    committees = f"{REGISTER}/committees"
    first = {"committee": "ask-why", "name": "Scrutiny", "regime": "ordinary", "quorum": "3"}
    asked = await ada.send(committees, f"{committees}/look", **first)
    assert "Is this right?" in asked.text
    sent = form_of(asked.text, f"{committees}/state-it")
    assert (await office.client.post(f"{committees}/state-it", data=sent, headers=ada.headers)).status_code == 303

    assert "know a partnership first" in await ada.read(f"{REGISTER}/boards")
    theirs = f"{REGISTER}/partnerships"
    told = {"partnership": "well", "name": "Bath Well", "governance_class": "working_group", "decides": "true"}
    told |= {"stage": "forming", "basis": "Cabinet, minute 5", "since_on": "2026-03-01"}
    wrong = await ada.send(theirs, f"{theirs}/look", **told)
    assert (wrong.status_code, "say partnership" in wrong.text) == (422, True)
    asked = await ada.send(theirs, f"{theirs}/look", **{**told, "decides": "false"})
    assert "working group, which decides nothing" in asked.text
    sent = form_of(asked.text, f"{theirs}/state-it")
    assert (await office.client.post(f"{theirs}/state-it", data=sent, headers=ada.headers)).status_code == 303
    active = await ada.send(theirs, f"{theirs}/look", **{**told, "stage": "winding_down", "since_on": "2026-03-02"})
    assert (active.status_code, "does not become winding down" in active.text) == (422, True)  # lives take each step
    assert "Bath Well" in await ada.read(f"{REGISTER}/boards")

    unsaid = await ada.send(SEATS, f"{SEATS}/look", committee="", seat="Chair", since_on="")
    assert (unsaid.status_code, "Choose an answer: Committee" in unsaid.text) == (422, True)
    filled = {"committee": "ask-why", "seat": "Chair", "held": "true", "since_on": "2026-03-01"}
    filled["boards"] = "bath-council"
    looked = await ada.send(SEATS, f"{SEATS}/look", **filled)
    assert (looked.status_code, "1 March 2026" in looked.text, "Scrutiny" in looked.text) == (200, True, True)
    assert await office.stated("seats") == []  # nothing is stated before it was looked at
    sent = form_of(looked.text, f"{SEATS}/state-it")
    refused = await office.client.post(f"{SEATS}/state-it", data=sent, headers=bob.headers)
    assert refused.status_code == 403
    for _ in range(2):
        done = await office.client.post(f"{SEATS}/state-it", data=sent, headers=ada.headers)
        assert (done.status_code, done.headers["location"]) == (303, f"{SEATS}?told=done")
    (stated,) = await office.stated("seats")
    assert (stated["seat"], list(stated["boards"]), bool(stated["held"])) == ("Chair", ["bath-council"], True)
    assert "Chair" in await ada.read(SEATS)
    otherwise = await ada.send(SEATS, f"{SEATS}/look", **{**filled, "held": "false"})
    assert (otherwise.status_code, "state it from a later one" in otherwise.text) == (422, True)
