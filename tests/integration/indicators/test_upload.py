"""Sending figures by hand: pasted, from a file or typed in; looked at first, mended in the page, published once."""

import gzip
import json
import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import httpx
import pytest

from shared import auth
from shared.auth import Grant
from shared.events.publication import PartnerRegistered
from tests.forms import at, filled
from tests.integration.indicators import mappings
from tests.integration.indicators.figures import COUNCIL, REGISTER, STAFF, TRAFFORD, WASTE, World, row, target

PASSWORD, NAME, URL = "correct horse battery", "Ada Lovelace", "http://127.0.0.1:8000"
CSV_HEAD = "area,measure,period,value\n"
GOOD = f"area,measure,period,value\n{TRAFFORD},{WASTE},2023/24,58.1\n{TRAFFORD},{WASTE},2022/23,57.0\n"
BAD = f"area,measure,period,value\n{TRAFFORD},{WASTE},2023/24,lots & <more>\n{TRAFFORD},{WASTE},2022/23,57.0\n"


@dataclass
class Person:
    """Somebody of the council who is signed in, with the pages as their browser sees them."""

    client: httpx.AsyncClient
    token: str = ""

    async def get(self, path: str) -> httpx.Response:
        answer = await self.client.get(path)
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    async def check(
        self, rows: str = "", *, file: tuple[str, bytes] | None = None, mapping: str = ""
    ) -> httpx.Response:
        fields: dict[str, Any] = {"csrf_token": (None, self.token), "rows": (None, rows), "mapping": (None, mapping)}
        fields["file"] = file or ("", b"", "application/octet-stream")
        return await self.client.post("/upload/check", files=fields)

    async def press(self, path: str, page: httpx.Response, **changed: str) -> httpx.Response:
        once = re.search(r'name="once" value="([^"]+)"', page.text)
        sent = {"csrf_token": self.token, "once": once[1] if once else "", **changed}
        return await self.client.post(path, data=sent)


@pytest.fixture
async def person(here: World) -> Person:
    return await signed_in(here)


async def signed_in(here: World) -> Person:
    await auth.create_account(
        here.admin, "ada", PASSWORD, body=COUNCIL, full_name=NAME, grants=[Grant(TRAFFORD, "partner")]
    )
    session = await auth.sign_in(here.database, "ada", PASSWORD)
    assert session is not None
    here.client.headers["origin"] = str(here.client.base_url)
    here.client.cookies.set("folkmoot", session)
    found = Person(here.client)
    await found.get("/upload")
    return found


async def test_pasted_rows_are_looked_at_first_and_published_once(here: World, person: Person) -> None:
    await here.tell(target("60", "2023/24"))
    looked = await person.check(GOOD)
    assert looked.status_code == 200, looked.text
    assert "Nothing is stored yet" in looked.text
    assert ("Sign in" in looked.text, 'href="/account">Your account, and signing out<' in looked.text) == (False, True)
    assert await here.count("batch") == 0
    pressed = [await person.press("/upload/send", looked, rows=GOOD) for _ in range(2)]
    assert {answer.status_code for answer in pressed} == {303}
    assert pressed[0].headers["location"] == pressed[1].headers["location"]
    assert await here.count("batch") == 1
    receipt = await person.get(pressed[0].headers["location"])
    assert "Your figures are published" in receipt.text
    assert (
        f'/measures/{TRAFFORD}/{WASTE}">Household waste recycled</a>, 2023/24: was not judged, is now' in receipt.text
    )
    assert re.search(r"<dt>Sent by</dt><dd>Ada Lovelace</dd>", receipt.text)
    key = {"Authorization": f"Bearer {await here.key(COUNCIL)}"}
    by_key = (await here.post(row("58.2", "2023/24"))).json()
    for place, kind, name in (
        (pressed[0].headers["location"], "person", "Ada Lovelace"),
        (by_key["batch"], "key", "main"),
    ):
        told = (await here.client.get(f"/indicators/v1/batches/{place.rpartition('/')[2]}", headers=key)).json()[
            "sent_by"
        ]
        assert (told["kind"], told["name"], told["id"].partition("/")[0] in ("key", "account")) == (kind, name, True)
    listed = (await here.client.get("/indicators/v1/batches", headers=key)).json()["batches"]
    assert [one["sent_by"]["name"] for one in listed] == ["main", "Ada Lovelace"]
    leaks = "select count(*) from indicators.ledger where concat(actor, data) ~ 'account/|key/|Lovelace'"
    assert await here.admin.fetchval(leaks) == 0
    for path in (f"measures/{TRAFFORD}/{WASTE}/observations", f"areas/{TRAFFORD}/changes", "releases"):
        public = await httpx.AsyncClient(transport=here.client._transport, base_url=URL).get(f"/indicators/v1/{path}")
        assert (public.status_code, "account/" in public.text, "Lovelace" in public.text) == (200, False, False)


async def test_a_row_that_is_wrong_is_framed_mended_in_the_page_and_looked_at_again(
    here: World, person: Person
) -> None:
    looked = await person.check(file=("figures.csv", BAD.encode()))
    assert looked.status_code == 422
    assert 'href="#row-2"' in looked.text
    assert "lots &amp; &lt;more&gt;" in looked.text
    assert "/upload/send" not in looked.text
    again = await person.client.post("/upload/again", data={"csrf_token": person.token, "rows": GOOD})
    assert again.status_code == 200
    assert "/upload/send" in again.text
    assert await here.count("batch") == 0


async def test_every_fault_of_every_row_is_listed_in_the_order_of_the_file_by_its_rows_numbers(
    person: Person,
) -> None:
    head, good = "area,measure,period,value,audit", f"{TRAFFORD},{WASTE},2023/24,58.1,"
    sent = "\n".join([head, good, f"{TRAFFORD},{WASTE},soon,lots,friendly", f"{TRAFFORD},{WASTE},2022/23,57,", good])
    looked = await person.check(sent)
    assert looked.status_code == 422
    assert "There are 4 problems" in looked.text
    assert re.findall(r'<li><a href="#(row-\d)">Row (\d), (\w+):', looked.text) == [
        ("row-3", "3", "period"),
        ("row-3", "3", "value"),
        ("row-3", "3", "audit"),
        ("row-5", "5", "period"),
    ]
    assert "Row 5, period: row 2 is for the same area, measure and period." in looked.text
    assert re.findall(r'<tr class="govuk-table__row (\w+)" id="(row-\d)"', looked.text) == [
        ("ready", "row-2"),
        ("bad", "row-3"),
        ("ready", "row-4"),
        ("bad", "row-5"),
    ]
    assert len(re.findall(r'<span class="cell">', looked.text)) == 4, "each cell at fault is framed"
    many = await person.check("\n".join([head, *(f"{TRAFFORD},{WASTE},soon,lots,friendly" for _ in range(400)), good]))
    assert "There are 1,200 problems" in many.text
    assert "And 900 more, which are not listed here." in many.text
    assert "101 more rows are not shown here." in many.text
    empty = await person.check(head)
    assert (empty.status_code, "A batch has at least one row." in empty.text) == (422, True)


async def test_a_revised_figure_says_what_stands_before_it_is_changed(here: World, person: Person) -> None:
    await here.post(row("57.5", "2023/24"))
    looked = await person.check(GOOD)
    assert "57.5 stands now." in looked.text
    assert "Changes what stands" in looked.text
    assert "Why do these figures change?" in looked.text
    refused = await person.press("/upload/send", looked, rows=GOOD, reason="x" * 201)
    assert (refused.status_code, "A reason has at most 200 characters." in refused.text) == (422, True)
    sent = await person.press("/upload/send", refused, rows=GOOD, reason="two depots added")
    revisions = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/revisions?period=2023/24")
    assert (sent.status_code, revisions.json()["revisions"][1]["reason"]) == (303, "two depots added")
    assert "Why do these figures change?" not in (await person.check(GOOD)).text, "nothing changes any more"


async def test_an_odd_period_is_pointed_out_before_its_figure_is_published(here: World, person: Person) -> None:
    looked = await person.check(GOOD.replace("2023/24", "2024-01"))
    assert (looked.status_code, "Is this the right period?" in looked.text) == (200, True)
    assert "taken once a year, and this period is shorter" in looked.text
    assert "/upload/send" in looked.text
    assert await here.count("batch") == 0
    assert "Is this the right period?" not in (await person.check(GOOD)).text


async def test_figures_typed_into_the_grid_become_rows(here: World, person: Person) -> None:
    await here.post(row("57.5", "2023/24"))
    page = await person.get("/upload")
    at = re.search(r'name="(at\d+)" value="([^"]*household-waste-recycled 2024/25)"', page.text)
    assert at is not None
    looked = await person.client.post(
        "/upload/grid", data={"csrf_token": person.token, at[1]: at[2], at[1].replace("at", "value"): "58.2"}
    )
    assert looked.status_code == 200, looked.text
    assert "58.2" in looked.text
    empty = await person.client.post("/upload/grid", data={"csrf_token": person.token, at[1]: at[2]})
    assert empty.status_code == 422


async def test_a_form_is_taken_from_the_page_filled_in_looked_at_and_published(here: World, person: Person) -> None:
    await here.tell(target("60", "2023/24"), target("58", "2024/25"))
    await here.post(row("57.50", "2023/24"))
    page = await person.get("/upload")
    address = re.search(r'href="(/indicators/v1/form)"', page.text)
    assert address is not None
    form = (await here.client.get(address[1])).content
    wrong = filled(form, {at("value", 3): "58,2", at("value", 2): "58"})
    faulty = await person.check(file=("form.xlsx", wrong))
    assert faulty.status_code == 422
    assert 'href="#row-4"' in faulty.text
    assert "Cell K4: write digits" in faulty.text
    assert "the public will see" not in faulty.text
    carried = re.findall(r'name="numbers" value="([0-9,]+)"', faulty.text)
    assert carried == ["3,4"], "rows keep the numbers of the sheet while they are mended in the page"
    text = re.search(r'name="rows" rows="12">([^<]+)</textarea>', faulty.text)
    assert text is not None
    again = await person.client.post(
        "/upload/again", data={"csrf_token": person.token, "rows": unescape(text[1]), "numbers": carried[0]}
    )
    assert 'href="#row-4">Row 4, value: write digits' in again.text
    spoilt = await person.check(file=("form.xlsx", filled(form, {at("value", 3): "=1", at("reason", 2): "=2"})))
    assert "Cell P3 holds a formula" in spoilt.text
    assert "Cell K4 holds a formula" in spoilt.text
    looked = await person.check(file=("form.xlsx", filled(form, {at("value", 2): "58.2"})))
    assert looked.status_code == 200, looked.text
    for said in (
        "This is what the public will see",
        "Trafford: 58.2% in 2024/25. The illustrative target was 58%.",
        "Before these figures: not met.",
        "3 rows of your form were left open.",
        f"Row 5: {STAFF}, {TRAFFORD}",
    ):
        assert said in looked.text
    # every figure that changes, not the newest alone; what stays as it is is no change
    both = await person.check(f"{CSV_HEAD}{TRAFFORD},{WASTE},2023/24,57.9\n{TRAFFORD},{WASTE},2024/25,58.2\n")
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", both.text, re.DOTALL)
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
    first = cells.index("Judged") + 1
    assert cells[first : first + 10] == [
        *("2023/24", "57.50%", "57.9%", "60%", "2.1 short"),
        *("2024/25", "nothing", "58.2%", "58%", "Met"),
    ]
    same = await person.check(f"{CSV_HEAD}{TRAFFORD},{WASTE},2023/24,57.50\n{TRAFFORD},{STAFF},2019,7\n")
    assert re.findall(r'<h3 class="fm-h3"><a[^>]+>([^<]+)<', same.text) == ["Staff"]
    rows = re.search(r'<textarea name="rows" hidden>([^<]+)</textarea>', looked.text)
    assert rows is not None
    assert await here.count("batch") == 1
    pressed = await person.press("/upload/send", looked, rows=rows[1])
    assert (pressed.status_code, await here.count("figure")) == (303, 2)
    assert (
        "Trafford: 58.2% in 2024/25. The illustrative target was 58%."
        in (await person.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    )


def rows_in(page: httpx.Response) -> str:
    found = re.search(r'<textarea name="rows" hidden>([^<]+)</textarea>', page.text)
    assert found is not None, page.text
    return unescape(found[1])


SDMX_HEAD = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE\r\n"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("figures.csv", f"{SDMX_HEAD}dataflow,OURS:KEPT(1.0),A,{TRAFFORD},{WASTE},2023-04-01/P12M,58.1\r\n"),
        ("figures.csv.GZ", GOOD),
        ("rows.ndjson.gz", json.dumps(row("58.1", "2023/24")) + "\n"),
    ],
    ids=["SDMX-CSV", "packed CSV", "packed JSON lines"],
)
async def test_a_browser_sends_what_a_machine_may(here: World, person: Person, name: str, sent: str) -> None:
    content = gzip.compress(sent.encode()) if name.lower().endswith(".gz") else sent.encode()
    looked = await person.check(file=(name, content))
    assert looked.status_code == 200, looked.text
    pressed = await person.press("/upload/send", looked, rows=rows_in(looked))
    assert pressed.status_code == 303
    stands = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations")).json()["observations"]
    assert ("2023/24", "58.1") in [(one["period"], one["value"]) for one in stands]


async def test_sdmx_names_its_time_on_the_page_as_well_and_nobody_overlooks_it(here: World, person: Person) -> None:
    head = "DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,EMBARGO_TIME\n"
    named = f"{head}OURS:KEPT(1.0),{TRAFFORD},{WASTE},2023-04-01/P12M,58.1,2026-03-31T09:05:00Z\n"
    refused = await person.check(file=("figures.csv", named.encode()))
    assert (refused.status_code, "ahead of a day" in refused.text) == (403, True), refused.text
    (body,) = (one for one in REGISTER if isinstance(one, PartnerRegistered) and one.partner == COUNCIL)
    await here.tell(replace(body, embargo=True))
    faulty = await person.check(rows=named.replace("58.1", "many").replace("DATAFLOW", '"DATAFLOW"'))
    assert (faulty.status_code, 'href="#row-2"' in faulty.text) == (422, True)
    looked = await person.check(file=("figures.csv", named.encode()))
    assert re.search(r'name="publish_at"[^>]+value="2026-03-31T10:05"', looked.text), looked.text


async def test_a_table_of_the_bodys_own_is_read_by_its_mapping(here: World, person: Person) -> None:
    own = f"Code,2022-23,2023-24\n{TRAFFORD},57,58.1\n"
    foreign = await person.check(own)
    assert (foreign.status_code, "choose below the mapping" in foreign.text) == (422, True)
    assert 'name="mapping"' not in (await person.get("/upload")).text
    assert (await mappings.put(here, mappings.MAPPING)).status_code == 201
    assert "By our mapping waste" in (await person.get("/upload")).text
    looked = await person.check(own, mapping="waste")
    assert looked.status_code == 200, looked.text
    assert "Your mapping waste (version 1) made these rows" in looked.text
    assert rows_in(looked).splitlines()[1:] == [f"{TRAFFORD},{WASTE},2022/23,57", f"{TRAFFORD},{WASTE},2023/24,58.1"]
    wrong = await person.check(own + f"{TRAFFORD},many,2\n", mapping="waste")
    assert (wrong.status_code, "Row 2" in wrong.text) == (422, True), wrong.text
    assert (await person.check(own, mapping="none")).status_code == 404
    assert (await person.press("/upload/send", looked, rows=rows_in(looked))).status_code == 303


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("figures.docx", b"x", "Choose a file"),
        ("figures.csv", b"\xff\xfe", "UTF-8"),
        ("figures.csv", b"nothing,here\n1,2\n", "column"),
        ("figures.csv", b"", "Choose a file"),
        ("figures.csv.gz", b"not packed", "gzip"),
        pytest.param("figures.csv.gz", gzip.compress(b" " * (1 << 20) + b"x"), "more than", id="packed too tightly"),
        ("figures.json", b"{", "JSON"),
        pytest.param(
            "figures.csv", b"area,measure,period,value\n" + b"x,y,2020,1\n" * 2_001, "2,000 rows", id="many rows"
        ),
    ],
)
async def test_a_file_that_cannot_be_read_brings_the_page_back_with_the_reason(
    here: World, person: Person, name: str, content: bytes, words: str
) -> None:
    answer = await person.check(file=(name, content))
    assert 400 <= answer.status_code < 500
    assert words in answer.text
    assert await here.count("batch") == 0


async def test_nobody_sends_figures_who_is_not_signed_in_for_a_body_or_comes_from_elsewhere(
    here: World, person: Person
) -> None:
    forged = await person.client.post(
        "/upload/check", files={"rows": (None, GOOD)}, headers={"origin": "https://x.example"}
    )
    assert forged.status_code == 403
    without = await person.client.post("/upload/check", files={"rows": (None, GOOD)})
    assert without.status_code == 403
    here.client.cookies.clear()
    assert (await here.client.get("/upload")).status_code == 303
    assert (await here.client.post("/upload/check", files={"rows": (None, GOOD)})).status_code == 401
