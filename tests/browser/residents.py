"""What residents send and read: petitions, signatures, and the letters with the links."""

import re
import time
from html import unescape

import httpx

from tests.browser.places import Site

AREA = "E08000009"
MEASURE = "care-homes-good-or-outstanding"
RESIDENT = {"name": "Resident One", "email": "one@example.org", "postcode": "M32 0TH", "relation": "live"}
TEXT = "We ask that every home which fails is inspected again within a year, and that the day is published."
_LINK = re.compile(r"https?://[^\s\"'<>]+/(?:confirm|organiser)\?token=[^\s\"'<>]+")
_CODE = re.compile(r"Folkmoot: your code [^.]*? is (\d{6})\.")
_LETTER_WITHIN = 20.0


def start(
    client: httpx.Client, site: Site, title: str, *, text: str = TEXT, organiser: dict[str, str] = RESIDENT
) -> str:
    """Start a petition as a program does, confirm it by its organiser's letter, have it published; its reference."""
    seen = links_of_letters(client)
    reference = ask(client, title, text=text, organiser=organiser)
    link = httpx.URL(newest_link(client, reference, seen))
    origin = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post(link.path, data={"token": link.params["token"]}, headers=origin).status_code == 303
    publish(site, reference)
    return reference


def publish(site: Site, reference: str) -> None:
    """Let everybody sign it, as the post that checks petitions."""
    path = f"/escalation/v1/petitions/{reference}/moderation"
    with httpx.Client(base_url=site.address, timeout=30, headers={"Origin": site.address}) as officer:
        said = {"name": "petitions-officer", "password": site.password}
        assert officer.post("/account/sign-in", data=said).status_code == 303
        seen = {"If-Match": officer.get(path).headers["ETag"]}
        answer = officer.post(f"{path}/publish", json={"reasons": "It was read, and it fits the rules."}, headers=seen)
        assert answer.status_code == 200, answer.text


def ask(client: httpx.Client, title: str, *, text: str = TEXT, organiser: dict[str, str] = RESIDENT) -> str:
    """Start a petition and leave its organiser's letter unread; the reference that it will have."""
    body = {"area": AREA, "measure": MEASURE, "title": title, "text": text, "organiser": organiser} | {
        "seen_alike": True
    }
    answer = client.post("/escalation/v1/petitions", json=body)
    assert answer.status_code == 202, answer.text
    reference: str = answer.json()["petition"]
    return reference


def signatures(client: httpx.Client, reference: str) -> int:
    """How many have signed and confirmed."""
    count: int = client.get(f"/escalation/v1/petitions/{reference}").json()["signatures"]
    return count


def links_of_letters(client: httpx.Client) -> list[str]:
    """Every link that stands in a letter, as the mail page shows them."""
    return sorted({unescape(link) for link in _LINK.findall(client.get("/mail").text)})


def codes(client: httpx.Client) -> list[str]:
    """Every code of a text message, as the mail page shows them."""
    return _CODE.findall(unescape(client.get("/mail").text))


def newest_code(client: httpx.Client, seen: list[str]) -> str:
    """The code of a text message that is new; a message takes its moment to be sent."""
    deadline = time.monotonic() + _LETTER_WITHIN
    while time.monotonic() < deadline:
        if new := [code for code in codes(client) if code not in seen]:
            return new[0]
        time.sleep(0.1)
    raise AssertionError("no text message came")


def newest_link(client: httpx.Client, reference: str, seen: list[str]) -> str:
    """The link to confirm by, of a letter about this petition that is new; a letter takes its moment to be sent."""
    deadline = time.monotonic() + _LETTER_WITHIN
    while time.monotonic() < deadline:
        found = (link for link in links_of_letters(client) if "/confirm?" in link and link not in seen)
        new = [link for link in found if f"/{reference}/" in link]
        if new:
            return new[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter about {reference} came")
