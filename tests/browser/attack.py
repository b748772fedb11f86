"""Words that attack, put on the public record in every field of a negotiation that takes words."""

from services.cli.demo.people import REGISTRAR, People, second

TAKE = "document.title='taken'"
SCRIPT = f'<script>{TAKE}</script><img src=x onerror="{TAKE}"><svg onload="{TAKE}">'
ATTACKED = "hostile-words"
WORDS = f"Bins {SCRIPT}"


async def attack(people: People, area: str, profile: str) -> None:
    """Open an agreement whose words all attack: what binds a party, a proposal, a note, what is withheld."""
    base = "/publication/v1/agreements"
    await people.give_second_key(REGISTRAR, area, "registrar")
    opened = {"agreement": ATTACKED, "area": area, "title": WORDS, "period": WORDS, "profile": profile}
    await people.send(base, REGISTRAR, "attack", json=opened | {"parties": [WORDS]})
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
    await _publish(people, f"{base}/{ATTACKED}/entries", first)
    opens = {"round": "first", "title": WORDS, "opened_on": "2026-01-01"}
    await people.send(f"{base}/{ATTACKED}/rounds", REGISTRAR, "attack-round", json=opens)
    await _publish(people, f"{base}/{ATTACKED}/entries", later)


async def _publish(people: People, path: str, entries: list[dict[str, object]]) -> None:
    """Hand the entries in, and publish them as a second person."""
    key = f"attack-{len(entries)}"
    held = (await people.send(path, REGISTRAR, key, json=entries)).json()
    await people.send(held["links"]["publish"]["href"], second(REGISTRAR), f"{key}-seen", json={})
