"""How much somebody has not read stands over the pages of every service, as the service that knows counted it last."""

from shared import auth
from tests.integration.publication.test_policy import AT, Office, office

__all__ = ["office"]
LINK = '<a href="/desk/notifications">'


async def test_what_was_counted_with_the_session_stands_over_the_pages_of_the_record_too(office: Office) -> None:
    pat, ada = await office.employ("pat", "partner"), await office.employ("ada", "administrator")
    assert LINK not in await pat.read("/record/desk")
    for visitor in (pat, ada):
        await auth.keep_unread(office.database, visitor.session, 3)
    assert f"{LINK}3 notifications</a>" in await pat.read("/record/desk")
    assert LINK not in await ada.read(AT)  # who has no desk is told of none
    later = await office.signed_in("pat")
    assert f"{LINK}3 notifications</a>" in await later.read("/record/desk")
    await auth.keep_unread(office.database, later.session, 0)
    assert LINK not in await later.read("/record/desk")
