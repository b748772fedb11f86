"""What residents send and read: petitions, signatures, and the letters with the links."""

import re
import time
from html import unescape

import httpx

AREA = "E08000009"
MEASURE = "care-homes-good-or-outstanding"
RESIDENT = {"name": "Resident One", "email": "one@example.org", "postcode": "M32 0TH", "relation": "live"}
TEXT = "We ask that every home which fails is inspected again within a year, and that the day is published."
_LINK = re.compile(r"https?://[^\s\"'<>]+/confirm\?token=[^\s\"'<>]+")
_LETTER_WITHIN = 20.0


def start(client: httpx.Client, title: str, *, text: str = TEXT, organiser: dict[str, str] = RESIDENT) -> str:
    """Start a petition as a program does, and confirm it by its organiser's letter; its reference."""
    seen = links_of_letters(client)
    reference = ask(client, title, text=text, organiser=organiser)
    link = httpx.URL(newest_link(client, reference, seen))
    origin = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post(link.path, data={"token": link.params["token"]}, headers=origin).status_code == 303
    return reference


def ask(client: httpx.Client, title: str, *, text: str = TEXT, organiser: dict[str, str] = RESIDENT) -> str:
    """Start a petition and leave its organiser's letter unread; the reference that it will have."""
    body = {"area": AREA, "measure": MEASURE, "title": title, "text": text, "organiser": organiser}
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


def newest_link(client: httpx.Client, reference: str, seen: list[str]) -> str:
    """The link of a letter about this petition that was not there before; a letter takes its moment to be sent."""
    deadline = time.monotonic() + _LETTER_WITHIN
    while time.monotonic() < deadline:
        new = [link for link in links_of_letters(client) if link not in seen and f"/{reference}/" in link]
        if new:
            return new[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter about {reference} came")
