"""The pages of people who work on cases: signed in, clean at every width, and moved with a keyboard alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.places import Desk
from tests.browser.test_forms import SUMMARY, assert_comes_back_well, send, summary_names
from tests.browser.test_own_settings import EDGELESS, MOVES
from tests.browser.visit import Visit, visiting
from tests.forms import at, filled, told

pytestmark = pytest.mark.xdist_group("browser")

# Between each day of the two weeks that is shown, under the longest name of a day, and what falls on it, in pixels.
GAPS = """() => [...document.querySelectorAll(".fm-week li")].filter(li => li.offsetParent).map(li => {
  li.querySelector("time").textContent = "Wednesday 30 September";
  const day = document.createRange(); day.selectNodeContents(li.querySelector("b"));
  return li.querySelector("span").getBoundingClientRect().left - day.getBoundingClientRect().right;
})"""
# The words of labels that stand on two lines.
BROKEN = """() => [...document.querySelectorAll(".fm-facts dt")].filter(dt => dt.offsetParent).flatMap(dt => {
  const text = dt.firstChild, found = [];
  for (const word of text.data.matchAll(/[^\\s-]+/g)) {
    const range = document.createRange();
    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
    if (range.getClientRects().length > 1) found.push(word[0]);
  }
  return found;
})"""

SignIn = Callable[[str], Visit]


@pytest.fixture
def sign_in(desk: Desk, browser: Browser) -> Iterator[SignIn]:
    """Signs an account in through the page, in a window of its own."""
    with ExitStack() as windows:

        def signed_in(account: str) -> Visit:
            visit = windows.enter_context(visiting(browser))
            visit.go(f"{desk.address}/desk")
            assert "/account/sign-in" in visit.page.url
            visit.type_into("name", account)
            visit.type_into("password", desk.councillor if account == "longford-councillor" else desk.password)
            with visit.page.expect_navigation():
                visit.page.keyboard.press("Enter")
            assert visit.page.url.startswith(f"{desk.address}/desk")
            return visit

        yield signed_in


def state(visit: Visit, desk: Desk) -> str:
    answer = visit.page.request.get(f"{desk.address}/escalation/v1/cases/{desk.reference}")
    found: str = answer.json()["state"]
    return found


def press(visit: Visit, what: str) -> None:
    """Reach a link or a button by Tab and press Enter."""
    visit.tab_to(visit.page.locator(what).first, limit=400)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")


AREA = "E08000009"
NEGOTIATION = "/record/desk/trafford-outcomes-2021-2027"
EVERYBODYS = ("/desk", "/cases/{reference}", "/petitions/{reference}", "/account")
PAGES = {
    "case-worker": (
        *EVERYBODYS,
        "/desk/calendar",
        "/desk/cover",
        "/desk/cases/{reference}",
        "/desk/petitions",
        "/desk/petitions/{unchecked}",
        "/desk/petitions/together?petition={unchecked}",
        "/desk/cases/{reference}/letters/new",
        "/cases/{unchecked}/files/1",
        "/cases/{reference}/files/1",
        "/cases/{reference}/files/new",
        "/cases/waiting",
        "/desk/councillors",
        f"/desk/councillors/{AREA}/longford-1",
        f"/desk/councillors/{AREA}/longford-2",
        "/desk/data-requests",
        "/petitions/{about_ward}/held",
        "/petitions/{about_ward}/desk",
        "/petitions/{about_ward}/wards",
        "/petitions/{about_ward}/paper/batches",
        "/petitions/{about_ward}/paper/batches/1",
        "/petitions/{about_ward}/paper/enter/lines",
        "/petitions/{about_ward}/paper/enter/file",
        "/petitions/{about_ward}/paper/enter/count",
    ),
    "waste-services": EVERYBODYS,
    "housing-association": (
        *EVERYBODYS,
        "/desk/raise",
        "/desk/raise/partner_action",
        "/record/desk",
        NEGOTIATION,
        f"{NEGOTIATION}/say/proposal",
        f"{NEGOTIATION}/rows",
    ),
    "inspector": EVERYBODYS,
    "scrutiny-officer": ("/desk", f"/committees/{AREA}", f"/committees/{AREA}/responses"),
    "longford-councillor": ("/desk/ward", "/desk/raise", "/desk/raise/councillor_call"),
}


@pytest.mark.parametrize("account", PAGES)
def test_staff_pages_are_accessible_quiet_and_fit_every_width(account: str, desk: Desk, sign_in: SignIn) -> None:
    visit, found = sign_in(account), {}
    for path in PAGES[account]:
        address = path.format(**asdict(desk))
        answer = visit.go(desk.address + address)
        found[address] = [answer.status, *visit.faults(), *visit.in_the_way()]
        visit.complaints.clear()
    assert found == {address: [200] for address in found}


CHANGE = (
    "key=petition.ordinary_signatures&value=80&basis=local+agreement&decided_by=Full+council&since_on=2027-04-01&once=1"
)
CLOSED = "closed_on=2027-01-29&reason=Jubilee&basis=Proclamation&once=1"
ELECTION = "starts_on=2027-09-01&ends_on=2027-10-06&election=By-election&basis=Notice&once=1"
PEOPLE = f"/publication/administration/people/{AREA}"
LETTERS = "/indicators/administration/letters"
# What is done rarely: looked at as on a telephone, or enlarged four times, and in the colours of the reader's own.
RARELY = {
    "administrator": (
        f"/publication/administration/people/{AREA}",
        f"/publication/administration/people/{AREA}/invite",
        f"/publication/administration/keys/{AREA}",
        f"/publication/administration/accesses/{AREA}",
        f"/publication/administration/safeguards/{AREA}",
        LETTERS,
    ),
    "registrar": (
        *(
            f"/publication/administration/register/{AREA}/{kind}"
            for kind in ("leads", "councillors", "committees", "boards")
        ),
        f"/publication/administration/policies/{AREA}",
        f"/publication/administration/closures/{AREA}",
        f"/measures/{AREA}/household-waste-recycled/removals",
        f"/publication/administration/register/{AREA}/partnerships",
        f"/publication/administration/register/{AREA}/board_seats",
        f"/publication/administration/elections/{AREA}",
        f"/escalation/administration/elections/{AREA}?{ELECTION}",
        f"/publication/administration/policies/{AREA}/petition/ordinary_signatures",
        f"/escalation/administration/policies/{AREA}?{CHANGE}",
        f"/escalation/administration/closures/{AREA}?{CLOSED}",
    ),
    "case-worker": ("/desk/notifications", "/desk/notifications/mail", f"/committees/{AREA}/responses"),
}


def test_pages_of_administration_and_of_ones_own_wishes_are_clean_narrow_and_in_colours_of_ones_own(
    desk: Desk, browser: Browser
) -> None:
    found = {}
    with visiting(browser) as visit:
        for account, paths in RARELY.items():
            visit.begin_anew()
            visit.go(f"{desk.address}/account/sign-in?next=/account")
            visit.page.fill("main [name=name]", account)
            visit.page.fill("main [name=password]", desk.password)
            send(visit, "Sign in")
            for path in paths:
                found[path] = look(visit, desk.address + path)
            if LETTERS in paths:
                letter = visit.page.locator(f"main a[href^='{LETTERS}/']").first.get_attribute("href") or ""
                found["a letter"] = look(visit, desk.address + letter)
                assert visit.page.locator("main form[action$='/discard']").count() == 1
                visit.go(desk.address + PEOPLE)
                somebody = visit.page.locator(f"main a[href^='{PEOPLE}/']").last.get_attribute("href") or ""
                found["somebody"] = look(visit, desk.address + somebody)
                found["nobody invited"] = sent_empty(visit, f"{desk.address}{PEOPLE}/invite")
            if account == "registrar":
                found["no day"] = sent_empty(visit, f"{desk.address}/publication/administration/closures/{AREA}")
        found |= decided_together(visit, f"{desk.address}/desk/petitions/together", desk.unchecked)
    assert found == {path: [200] for path in found}
    assert len(found) == 30


def sent_empty(visit: Visit, address: str) -> list[object]:
    """The form of this page with nothing in it, sent: how it comes back."""
    visit.go(address)
    visit.page.locator("main form[novalidate] button:not([name]), main form[novalidate] button").last.click()
    visit.page.locator(SUMMARY).first.wait_for()
    visit.complaints.clear()  # the browser itself remarks on the status
    return [200, *seen(visit)]


def decided_together(visit: Visit, at: str, petition: str) -> dict[str, list[object]]:
    """Several decided about at once, refused first for want of reasons; then what waits, and all of it taken back."""
    found = {"no reasons": sent_empty(visit, f"{at}?petition={petition}")}
    visit.page.fill("main [name=reasons]", "It asks for something that the council can do, and names nobody.")
    with visit.page.expect_navigation():
        visit.page.locator("main form[novalidate] button").last.click()
    found["decided together"] = [200, *seen(visit)]
    send(visit, "Take back all that wait")
    found["taken back"] = [200, *seen(visit)]
    return found


def look(visit: Visit, address: str) -> list[object]:
    """The page's status, and what it does not keep; as `axe` sees it, and where edges and focus are the reader's."""
    answer = visit.go(address)
    return [answer.status, *seen(visit)]


def seen(visit: Visit) -> list[object]:
    """What the open page does not keep, narrow and in the reader's own colours."""
    visit.page.emulate_media(forced_colors="none")
    wrong = [*visit.faults((320,)), *visit.in_the_way()]
    visit.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    return [*wrong, *visit.page.evaluate(EDGELESS), *visit.page.evaluate(MOVES)]


def test_the_organisers_pages_are_accessible_quiet_and_fit_every_width(desk: Desk, browser: Browser) -> None:
    with visiting(browser) as visit:
        for path in ("organiser", "organiser/pictures"):
            assert visit.go(f"{desk.address}/petitions/{desk.unchecked}/{path}?token={desk.token}").status == 200
            assert visit.faults() == []


def test_on_a_phone_no_label_breaks_inside_a_word_and_no_date_touches_what_falls_on_it(
    desk: Desk, sign_in: SignIn
) -> None:
    visit = sign_in("case-worker")
    visit.page.set_viewport_size({"width": 390, "height": 900})
    gaps = visit.page.evaluate(GAPS)
    assert gaps
    assert min(gaps) >= 8, gaps
    visit.go(f"{desk.address}/cases/{desk.reference}")
    assert visit.page.locator(".fm-facts dt").count()
    assert visit.page.evaluate(BROKEN) == []


def test_whoever_is_not_signed_in_is_asked_to_and_then_comes_where_they_wanted(desk: Desk, browser: Browser) -> None:
    with visiting(browser) as visit:
        visit.go(f"{desk.address}/cases/{desk.reference}")
        assert "/account/sign-in" in visit.page.url
        visit.page.fill("main [name=name]", "case-worker")
        visit.page.fill("main [name=password]", desk.password)
        with visit.page.expect_navigation():
            visit.page.locator("main button").click()
        assert visit.page.url == f"{desk.address}/cases/{desk.reference}"


def test_a_case_is_moved_from_the_desk_by_keyboard_and_an_empty_form_moves_nothing(desk: Desk, sign_in: SignIn) -> None:
    visit = sign_in("case-worker")
    case_link = visit.page.locator(f"main a[href='/cases/{desk.reference}']").first
    visit.tab_to(case_link)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    press(visit, "main a[href$='/admit']")
    assert visit.faults() == []
    press(visit, "form[action$='/admit/check'] button[value=check]")
    assert state(visit, desk) == "screening"
    assert "admit-reasons" in summary_names(visit)
    assert_comes_back_well(visit)

    fields = visit.page.locator("form[action$='/admit/check']")
    fields.locator("[name=reasons]").fill("It rests on an agreed measure, and asks for something that can be done.")
    if fields.locator("select[name=level]").count():
        fields.locator("select[name=level]").select_option("area_wide")
    else:
        fields.locator("[name=level][value=area_wide]").check()
    press(visit, "form[action$='/admit/check'] button[value=check]")
    assert state(visit, desk) == "screening"
    visit.complaints.clear()  # the browser itself remarks on the status of the form that came back
    assert visit.faults() == []
    press(visit, "form[action$='/admit'] button")
    assert state(visit, desk) == "admitted"
    assert visit.faults() == []


def test_signing_out_ends_the_session(desk: Desk, sign_in: SignIn) -> None:
    visit = sign_in("scrutiny-officer")
    visit.go(f"{desk.address}/account")
    visit.tab_to(visit.page.get_by_role("button", name="Sign out", exact=True))
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    visit.go(f"{desk.address}/desk")
    assert "/account/sign-in" in visit.page.url


def test_a_clerk_takes_the_form_fills_it_in_and_sees_what_the_public_will_see(
    desk: Desk, sign_in: SignIn, tmp_path: Path
) -> None:
    visit = sign_in("waste-services")
    assert visit.go(f"{desk.address}/upload").status == 200
    assert visit.faults() == []
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Download your form").click()
    empty, form = Path(download.value.path()).read_bytes(), tmp_path / "form.xlsx"
    line = next(number for number, (period,) in enumerate(told(empty, "period"), start=1) if period)
    form.write_bytes(filled(empty, {at("value", line): "58.2"}))
    visit.page.set_input_files("main [name=file]", form)
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="Look at these rows").click()
    assert visit.page.get_by_role("heading", name="This is what the public will see").count() == 1
    assert "58.2" in visit.page.locator(".fm-evid").inner_text()
    assert visit.faults() == []
