"""Words that attack, put on the public record in every field of a negotiation, and of a register, that takes words."""

from collections.abc import Mapping

from deploy.sample.posting import Posting
from services.cli.demo.people import REGISTRAR, People

TAKE = "document.title='taken'"
SCRIPT = f'<script>{TAKE}</script><img src=x onerror="{TAKE}"><svg onload="{TAKE}">'
ATTACKED = "hostile-words"
WORDS = f"Bins {SCRIPT}"


async def attack(people: People, area: str, profile: str) -> None:
    """Open an agreement whose words all attack: what binds a party, a proposal, a note, what is withheld."""
    base = "/publication/v1/agreements"
    opened = {"agreement": ATTACKED, "area": area, "title": WORDS, "period": f"2026 {WORDS}", "profile": profile}
    await people.post(Posting(path=base, key="attack", body=opened | {"parties": [WORDS]}), REGISTRAR)
    said: dict[str, object] = {
        "party": "council",
        "party_name": WORDS,
        "item_title": WORDS,
        "source": WORDS,
        "reason": WORDS,
    }
    said |= {"came": "compiled_from_papers", "said_on": "2007-05-01"}
    terms = {"definition": WORDS, "scope": WORDS, "department": WORDS, "targets": [{"period": WORDS, "value": "1"}]}
    withheld = {"ground": "given_in_confidence", "summary": WORDS}
    binding = {"constraints": [{"kind": "money", "words": WORDS}]}
    first = [said | {"kind": "constraints", "constraints": binding}]
    later = [
        said | {"round": "first", "kind": "proposal", "status": "proposed", "terms": terms, "unit": WORDS[:60]},
        said | {"round": "first", "kind": "note", "item_title": f"{WORDS} two", "withheld": withheld},
    ]
    entries = f"{base}/{ATTACKED}/entries"
    await people.post(Posting(path=entries, key="attack-first", body=first), REGISTRAR)
    opens = {"round": "first", "title": WORDS, "opened_on": "2026-01-01"}
    await people.post(Posting(path=f"{base}/{ATTACKED}/rounds", key="attack-round", body=opens), REGISTRAR)
    await people.post(Posting(path=entries, key="attack-later", body=later), REGISTRAR)


async def attack_register(people: People, stated: Posting) -> None:
    """State in this register a partnership with a board and somebody it hears, a closed day and an election.

    All their words attack. They lie where no story goes: before the first, and years ahead.
    """
    assert isinstance(stated.body, Mapping)
    said = {"basis": WORDS, "since_on": "2021-04-01"}
    forum = {"partnership": ATTACKED, "name": WORDS, "governance_class": "network", "stage": "forming"}
    board = {"partnership": ATTACKED, "board": ATTACKED, "name": WORDS, "theme": WORDS}
    member = {"partnership": ATTACKED, "member": "somebody", "member_kind": "consulted", "name": WORDS}
    register = {
        "area": stated.body["area"],
        "partnerships": [forum | said],
        "boards": [board | said],
        "members": [member | said],
        "closures": [{"closed_on": "2027-12-30", "reason": WORDS, "basis": WORDS}],
        "elections": [{"starts_on": "2031-03-24", "ends_on": "2031-05-01", "election": WORDS, "basis": WORDS}],
    }
    await people.post(Posting(path="/publication/v1/register", key="attack-register", body=register), REGISTRAR)
