"""What must be seen afterwards: the demonstration looks at the pages and feeds it produced, as a reader would."""

from collections.abc import Sequence

from rich.console import Console

from deploy.sample import exports
from services.cli.demo.explanation import Why
from services.cli.demo.negotiation import Negotiation
from services.cli.demo.people import People
from services.cli.demo.story import Taken
from services.cli.verify import everything


async def check(
    people: People, reference: str, steps: Sequence[Taken], why: Why, *, talks: Negotiation, console: Console
) -> list[str]:
    """Look at every page and feed that should show something; answers what is missing, and prints what to open."""
    story = exports.petition()
    area, measure = story["petition"]["area"], story["petition"]["measure"]
    agreement = exports.agreement()[0].body["agreement"]  # type: ignore[call-overload]  # a JSON object
    wanted: list[tuple[str, list[str]]] = [
        ("/", ["Trafford"]),
        (f"/areas/{area}", ["Household waste"]),
        (f"/measures/{area}/{measure}", ["57.5", "60", *why.answered]),
        why.silent,
        (f"/who/{area}/{measure}", ["Trafford Council"]),
        (f"/petitions/{reference}", [story["petition"]["title"], str(story["signers"]["count"] + 1)]),
        (f"/record/{reference}", [reference, *_days(steps)]),
        (f"/publication/v1/cases/{reference}", [reference]),
        ("/feeds/cases", [reference]),
        (f"/agreements/{agreement}", ["Trafford"]),
        (talks.page, ["Answered late", "Rejected", "Disputed"]),
        (f"{talks.page}/decisions", ["Panel of peers", "cannot tell 63 from 64"]),
        (f"{talks.page}/memorandum", ["3.2"]),
        (f"{talks.page}/statement", ["The Trafford &amp; Stockport College Group"]),
        (f"{talks.page}/writers", ["not that any figure above it would do"]),
        *[(f"/agreements/{one}", ["Government Office"]) for one in _negotiated()],
        *[(f"/feeds/agreements/{one}", ["<entry>"]) for one in _negotiated()],
    ]
    missing = []
    console.print("\nWhat to open:")
    for path, words in wanted:
        answer = await people.anybody.get(path)
        lost = [word for word in words if word not in answer.text] if answer.is_success else [f"{answer.status_code}"]
        missing += [f"{path}: {word}" for word in lost]
        console.print(
            f"  {'missing' if lost else 'seen   '} {people.place.address}{path}" + (f"  {lost}" if lost else "")
        )
    refused = [step for step in story["step"] if step.get("refused")]
    if len(steps) != len(story["step"]) or not refused:
        missing.append("a step of the story was not taken")
    if talks.left:
        missing.append(f"{talks.left} steps of the negotiation were not taken")
    console.print(f"{len(steps)} steps of the story, {len(wanted)} pages and feeds, {len(missing)} missing.")
    return [*missing, *await _verify(people, console)]


async def _verify(people: People, console: Console) -> list[str]:
    """Recompute everything from ledgers and rows, as `folkmoot verify` does; answers what differs."""
    found = [subject for subjects in (await everything(people.place.settings)).values() for subject in subjects]
    differences = [difference for subject in found for difference in subject.differences]
    console.print(
        f"Recomputed from ledgers and rows: {', '.join(f'{subject.subject} {subject.checked}' for subject in found)}; "
        f"{len(differences)} differ."
    )
    return differences


def _days(steps: Sequence[Taken]) -> list[str]:
    """The days of the case's steps, as pages write them."""
    return sorted({f"{step.on.day} {step.on:%B %Y}" for step in steps if not step.was_refused})


def _negotiated() -> list[str]:
    """The negotiated agreements of the second place."""
    return [
        str(posting.body["agreement"])
        for posting in exports.negotiation()
        if posting.path.endswith("/agreements") and isinstance(posting.body, dict)
    ]
