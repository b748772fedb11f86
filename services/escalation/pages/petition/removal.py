"""What is to be done about words on another page that may not stand: each kind of page has its own step."""

from services.escalation.domain.petition.notice import Notice, Outcome
from services.escalation.domain.petition.removal import ASKED, REMOVED, STAYS
from shared.web.components import Link
from shared.working_days import in_words

LEAF = (
    "Every registrar and monitoring officer was told. One of them must ask for it by the number that the page tells as "
    "its place in the signed list; somebody of another body agrees. Nothing goes before that, and no day is set for it."
)
ITSELF = (
    "Open the entry or the step whose words they are: its own page tells its place in the signed list. Every registrar "
    "and monitoring officer was told. One of them must ask for it by that number, and somebody of another body agrees. "
    "Nothing goes before that, and no day is set for it."
)
FILE = (
    "The bodies of its case were told, and every monitoring officer. Whoever checks files must ask on its page to take "
    "it out, and somebody of another body agrees. Nothing goes before that, and no day is set for it."
)
WRITTEN = (
    "The words are of the body that wrote them. That body was told, and every registrar and monitoring officer. One of "
    "them asks on a page of its own to take the words out, and somebody of another body agrees. "
)
FOLLOWED = {
    ASKED: "That was asked on {on}: somebody of another body agrees or does not.",
    REMOVED: "So the words were taken out on {on}. The page says which, why, and whose people decided it.",
    STAYS: "It was asked for, and on {on} it was decided that the words stay.",
}


def onward(one: Notice) -> tuple[str, Link] | None:
    """What is to be done now about another page whose words may not stand, and where: each kind of page has its own
    step.
    """
    if one.outcome is not Outcome.TAKEN_UP:
        return None
    match one.page.split("/")[1:]:
        case ["cases", _, "files", _]:
            return FILE, Link("The file, and what may be done with it", one.page)
        case ["agreements", _, "entries", _] | ["record", _, "steps", _]:
            return LEAF, Link("The words, and their number in the list", one.page)
        case ["agreements", *_] | ["record", *_]:
            return ITSELF, Link("The page that was reported", one.page)
        case _ if one.ask_by is None:
            return WRITTEN + "No day was set for it.", _take_out(one)
        case _:
            on = in_words(one.removal_on) if one.removal_on else ""
            said = FOLLOWED[one.removal].format(on=on) if one.removal else "Nothing goes before that."
            return WRITTEN + said, _take_out(one)


def _take_out(one: Notice) -> Link:
    return Link("For registrars and monitoring officers: take the words out", f"{one.page}/removals")
