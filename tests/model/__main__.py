"""`python -m tests.model [write | record]`: searches the models and their mutants, and replays what was recorded.

(nothing)   every search, every mutant and every trace; prints a table and is 1 when one of them fails
write       ladder.pml from the ladder's tables
record      traces.json from the ledgers of the integration tests of cases
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.table import Table

from tests.model import recording, replaying
from tests.model.promela import current
from tests.model.search import BUILD, HERE, Found, NotSearched, Search, find, missing
from tests.model.searches import MUTANTS, SEARCHES, Mutant

AT_ONCE = 2


def search_all() -> int:
    """Print what every search, mutant and trace came to; how many failed."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        of_searches = [pool.submit(_searched, n, one) for n, one in enumerate(SEARCHES)]
        of_mutants = [pool.submit(_mutated, n, one) for n, one in enumerate(MUTANTS)]
        of_traces = pool.submit(replaying.replay)
        rows = [(*one.result(),) for one in (*of_searches, *of_mutants)]
        replayed, of = of_traces.result()
    shown = Table(
        "model", "what", "states", "MB", "verdict", title="Every state of the models, and what must be rejected"
    )
    for _, *row in rows:
        shown.add_row(*row)
    shown.add_row("chain", "traces of a real service, replayed", "", "", f"{replayed} of {of}")
    Console(width=None if sys.stdout.isatty() else 160).print(shown)
    failed = sum(not is_right for is_right, *_ in rows) + (replayed != of or not of)
    rejected = sum(is_right for is_right, *_ in rows[len(SEARCHES) :])
    print(
        f"searches={len(SEARCHES)} mutants={len(MUTANTS)} rejected={rejected} "
        f"traces={of} replayed={replayed} failed={failed}"
    )
    return failed


def _searched(number: int, search: Search) -> tuple[bool, str, str, str, str, str]:
    try:
        found = find(search, f"search-{number}-{search.model}")
    except NotSearched as error:
        return False, search.model, search.property, "", "", str(error)
    return not found.reason, search.model, search.property, *_figures(found), found.reason or "holds"


def _mutated(number: int, mutant: Mutant) -> tuple[bool, str, str, str, str, str]:
    what = f"mutant: {mutant.what}"
    try:
        found = find(mutant.settings(), f"mutant-{number}-{mutant.search.model}", mutant.written())
    except NotSearched as error:
        return False, mutant.search.model, what, "", "", str(error)
    is_right = mutant.told.replace(" ", "") in found.reason.replace(" ", "") and bool(found.reason)
    by = mutant.search.claim or "assertion"
    verdict = f"rejected by {by}" if is_right else f"NOT rejected by {mutant.told}: {found.reason or 'holds'}"
    return is_right, mutant.search.model, what, *_figures(found), verdict


def _figures(found: Found) -> tuple[str, str]:
    return f"{found.states:,}", f"{found.megabytes:,.0f}"


def main(arguments: list[str]) -> int:
    """1 when something fails, 2 when it is not known what is asked or something is not installed."""
    match arguments:
        case ["write"]:
            (HERE / "ladder.pml").write_text(current())
            return 0
        case ["record"]:
            return recording.record()
        case []:
            if lacking := missing():
                print(
                    f"The models need {' and '.join(lacking)}: install Debian's packages spin and gcc (docs/model.md)."
                )
                return 2
            if (HERE / "ladder.pml").read_text() != current():
                print("tests/model/ladder.pml is not as the tables are: run `python -m tests.model write`.")
                return 1
            return 1 if search_all() else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
