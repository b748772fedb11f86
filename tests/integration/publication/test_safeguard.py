"""How often each safeguard of a place was used is counted by the quarter, of that place alone."""

import re

from shared.database import administrator_at
from tests.integration.publication.negotiation import BATH
from tests.integration.publication.test_policy import AT, ELSEWHERE, Office, office

__all__ = ["office"]
PAGE = f"{AT}/safeguards/{BATH}"
TOLD = (
    ("case.second_asked", "2026-03-01 12:00Z", BATH),
    ("case.second_asked", "2026-02-01 12:00Z", BATH),
    ("petition.invalidation_asked", "2026-03-01 12:00Z", BATH),
    ("case.second_asked", "2025-12-31 23:59Z", BATH),
    ("case.second_asked", "2026-03-01 12:00Z", ELSEWHERE),
    ("case.admitted", "2026-03-01 12:00Z", BATH),
)


async def test_each_use_of_a_safeguard_is_counted_in_its_quarter_and_its_place(office: Office) -> None:
    ada, far = await office.employ("ada", "administrator"), await office.employ("far", "registrar", ELSEWHERE)
    async with administrator_at(office.admin_url) as admin:
        for number, (name, at, area) in enumerate(TOLD):
            await admin.execute(
                "insert into publication.step (stream, version, reference, area, event_id, type, occurred_at, content) "
                "values ('case/' || $1, 1, $1, $2, gen_random_uuid(), $3, $4::text::timestamptz, '{}')",
                f"TEST-2026-000{number}-0",
                area,
                f"folkmoot.{name}.v1",
                at,
            )
    await far.read(PAGE, status=404)
    page = await ada.read(PAGE)
    row = page[page.index("A second person was asked") :].partition("</tr>")[0]
    assert re.findall(r">\s*(\d+)\s*<", row) == ["0", "0", "1", "3"]
    assert "January to March 2026" in page
