"""What waits for somebody who administers their body's people: guests whom nobody has confirmed. Decides nothing."""

from starlette.requests import Request

from shared.auth import Caller
from shared.auth.people import waiting_to_confirm
from shared.settings import ADMINISTRATION
from shared.web.callers import identity
from shared.web.components import Link
from shared.web.wording import counted, day


async def people_waiting(request: Request, caller: Caller) -> list[tuple[Link, str]]:
    """The guests of whom an administrator is to say that they act for the body still: where, how many, by when."""
    found = []
    for area in sorted(grant.area for grant in caller.grants if grant.role == "administrator"):
        count, sleeps_on = await waiting_to_confirm(identity(request), caller.acting_body(), area)
        if count and sleeps_on is not None:
            one = counted(count, "person of your body waits", "people of your body wait")
            link = Link(f"{one} for you to say that they are still with you", f"{ADMINISTRATION}/people/{area}")
            found.append((link, f"Whom nobody confirms sleeps from {day(sleeps_on)} on."))
    return found
